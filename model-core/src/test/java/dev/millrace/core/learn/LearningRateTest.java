package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.InverseSquareRoot;
import dev.millrace.core.schedule.ReduceOnPlateau;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LearningRateTest {

    private static final int WINDOW = 4;

    /** The rule of PyTorch's ReduceLROnPlateau by hand: windows, best so far, number of bad ones, cooldown. */
    private static final double[] MEANS = {5, 4, 4, 4, 3.9999, 3.5, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.4, 3.4};

    private static final double[] RATES = {8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 2, 1, 1, 1};

    @Test
    void shouldFallAfterTheWindowInWhichPatienceEnds() {
        // Patience of two windows: 4, 4, 3.9999 are three bad ones in a row; a cooldown of one window follows.
        LearningRate rate = new LearningRate(new Constant(8), rule(2 * WINDOW, 1e-3, 0, WINDOW));

        assertThat(ratesAfter(rate, MEANS)).containsExactly(RATES);
    }

    @Test
    void shouldNotFallBelowTheFloorNorLiftARateThatIsBelow() {
        LearningRate rate = new LearningRate(new Constant(8), rule(0, 0, 3, 0));
        LearningRate low = new LearningRate(new Constant(2), rule(0, 0, 3, 0));

        assertThat(ratesAfter(rate, 1, 1, 1, 1)).containsExactly(8, 4, 3, 3);
        assertThat(ratesAfter(low, 1, 1, 1, 1)).containsExactly(2, 2, 2, 2);
    }

    @Test
    void shouldKnowTheRatesOfStepsThatArePast() {
        LearningRate rate = new LearningRate(new InverseSquareRoot(8), rule(0, 0, 0, 0));
        List<Double> given = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            given.add(rate.at(step));
            rate.observe(1, step + 1);
        }
        assertThat(given.get(29)).isEqualTo(Math.scalb(8 / Math.sqrt(30), -28));
        for (int step = 0; step < 30; step++) {
            assertThat(rate.at(step)).as("step %d", step).isEqualTo(given.get(step));
        }
    }

    @Test
    void shouldTakeAMoreNegativeLossForAnImprovement() {
        LearningRate rate = new LearningRate(new Constant(8), rule(0, 0.1, 0, 0));

        assertThat(ratesAfter(rate, -1, -2, -2.1, -2.3)).containsExactly(8, 8, 4, 4);
    }

    @Test
    void shouldEndWhenTheRateIsAsGoodAsZero() {
        ReduceOnPlateau rule = rule(0, 0, 0, 0);
        LearningRate rate = new LearningRate(new Constant(1), rule);
        for (int n = 0; n < 1000; n++) {
            rate.observe(1, n);
        }
        assertThat(rule.mostReductions()).isEqualTo(40);
        assertThat(rate.at(1000)).isEqualTo(0x1p-40);
    }

    @Test
    void shouldGoOnTheSameWhenSavedAfterAnyExample() {
        ReduceOnPlateau rule = rule(2 * WINDOW, 1e-3, 0, WINDOW);
        for (int stop = 0; stop < MEANS.length * WINDOW; stop++) {
            LearningRate rate = new LearningRate(new Constant(8), rule);
            List<Double> rates = new ArrayList<>();
            for (int n = 0; n < MEANS.length * WINDOW; n++) {
                if (n == stop) {
                    StateWriter out = new StateWriter();
                    rate.save(out);
                    rate = new LearningRate(new Constant(8), rule);
                    StateReader in = new StateReader(out.toByteArray());
                    rate.load(in, n);
                    in.expectEnd();
                }
                rate.observe(MEANS[n / WINDOW] + (n % 2 == 0 ? 0.25 : -0.25), n + 1);
                if (n % WINDOW == WINDOW - 1) {
                    rates.add(rate.at(n + 1));
                }
            }
            assertThat(rates).as("stopped before example %d", stop).containsExactly(box(RATES));
        }
    }

    @Test
    void shouldRefuseWhenTheSavedReductionsAreNotInOrder() {
        ReduceOnPlateau rule = rule(0, 0, 0, 0);
        StateWriter out = new StateWriter();
        out.writeDouble(1);
        out.writeDouble(0);
        for (long count : new long[] {0, 0, 0, 2, 5, 4}) {
            out.writeCount(count);
        }

        assertThatThrownBy(() -> new LearningRate(new Constant(8), rule).load(new StateReader(out.toByteArray()), 10))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("steps of the reductions: expected them in order, found 4 after 5");
        assertThatThrownBy(() -> new LearningRate(new Constant(8), rule).load(new StateReader(out.toByteArray()), 4))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("step of a reduction: expected at most 4, found 5");
    }

    static Stream<Arguments> shouldRefuseWhenARuleIsOutOfRange() {
        return Stream.of(
                refused(
                        () -> new ReduceOnPlateau(1, 1, 0, 0, 0, 0),
                        "factor: expected above 0 and at most 0.99, got 1.0"),
                refused(
                        () -> new ReduceOnPlateau(0, 1, 0, 0, 0, 0),
                        "factor: expected above 0 and at most 0.99, got 0.0"),
                refused(
                        () -> new ReduceOnPlateau(0.5, 0, 0, 0, 0, 0),
                        "window: expected 1 to 1000000000000 examples, got 0"),
                refused(
                        () -> new ReduceOnPlateau(0.5, 1, -1, 0, 0, 0),
                        "patience: expected 0 to 1000000000000 examples, got -1"),
                refused(
                        () -> new ReduceOnPlateau(0.5, 1, 0, 1, 0, 0),
                        "threshold: expected 0 or more and below 1, got 1.0"),
                refused(() -> new ReduceOnPlateau(0.5, 1, 0, 0, -1, 0), "floor: expected from 0 to 1e6, got -1.0"),
                refused(
                        () -> new ReduceOnPlateau(0.5, 1, 0, 0, 0, -2),
                        "cooldown: expected 0 to 1000000000000 examples, got -2"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldRefuseWhenARuleIsOutOfRange(Supplier<ReduceOnPlateau> rule, String message) {
        assertThatThrownBy(rule::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Arguments refused(Supplier<ReduceOnPlateau> rule, String message) {
        return Arguments.of(rule, message);
    }

    private static ReduceOnPlateau rule(long patience, double threshold, double floor, long cooldown) {
        int window = patience == 0 ? 1 : WINDOW;
        return new ReduceOnPlateau(0.5, window, patience, threshold, floor, cooldown);
    }

    /** The rates after windows of these mean losses. */
    private static double[] ratesAfter(LearningRate rate, double... means) {
        double[] rates = new double[means.length];
        int window = means == MEANS ? WINDOW : 1;
        for (int n = 0; n < means.length * window; n++) {
            rate.observe(means[n / window], n + 1);
            rates[n / window] = rate.at(n + 1);
        }
        return rates;
    }

    private static Double[] box(double[] values) {
        return Stream.iterate(0, i -> i < values.length, i -> i + 1)
                .map(i -> values[i])
                .toArray(Double[]::new);
    }
}
