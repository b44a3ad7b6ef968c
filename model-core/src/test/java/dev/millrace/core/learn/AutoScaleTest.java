package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** With the optimizer auto, neither the units of the features nor those of the labels matter. */
class AutoScaleTest {

    private static final int EVENTS = 3000;
    private static final int FEATURES = 12;

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldLoseAsMuchWhenEachFeatureHasAUnitOfItsOwn(Task task) {
        AutoStream stream = AutoStream.of(task, EVENTS, FEATURES, 5);
        AutoStream scaled = stream.copy();
        Random random = new Random(6);
        double[] units = new double[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            units[i] = Math.pow(10, random.nextInt(13) - 6);
        }
        for (double[] x : scaled.values) {
            for (int i = 0; i < FEATURES; i++) {
                x[i] *= units[i];
            }
        }
        double expected = AutoStream.mean(stream.losses(), 0, EVENTS);
        double actual = AutoStream.mean(scaled.losses(), 0, EVENTS);
        assertThat(actual / expected).isCloseTo(1, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource({"1e6", "1e-6", "-1e3"})
    void shouldLoseInProportionWhenLabelsHaveAnotherUnit(double factor) {
        AutoStream stream = AutoStream.of(Task.REGRESSION, EVENTS, FEATURES, 7);
        AutoStream scaled = stream.copy();
        for (int n = 0; n < EVENTS; n++) {
            scaled.labels[n] *= factor;
        }
        double expected = AutoStream.mean(stream.losses(), 0, EVENTS);
        double actual = AutoStream.mean(scaled.losses(), 0, EVENTS) / factor / factor;
        assertThat(actual / expected).isCloseTo(1, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource({"10", "1000", "1e6", "-1e6"})
    void shouldLoseAsMuchWhenLabelsAreShifted(double shift) {
        AutoStream stream = AutoStream.of(Task.REGRESSION, EVENTS, FEATURES, 7);
        AutoStream shifted = stream.copy();
        for (int n = 0; n < EVENTS; n++) {
            shifted.labels[n] += shift;
        }
        double expected = AutoStream.mean(stream.losses(), 10, EVENTS);
        double actual = AutoStream.mean(shifted.losses(), 10, EVENTS);
        assertThat(actual / expected).isCloseTo(1, within(1e-4));
    }
}
