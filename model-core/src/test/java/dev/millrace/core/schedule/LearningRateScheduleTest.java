package dev.millrace.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.Golden;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateScheduleTest {

    @Test
    void shouldFollowTheClosedFormWhateverTheStep() {
        Set<Class<?>> seen = new HashSet<>();
        for (String[] row : Golden.rows("schedules-mpmath-1.3.txt")) {
            LearningRateSchedule schedule = schedule(row[0]);
            seen.add(schedule.getClass());
            double expected = Double.parseDouble(row[2]);
            assertThat(schedule.at(Long.parseLong(row[1])))
                    .as("%s at %s", row[0], row[1])
                    .isCloseTo(expected, within(1e-15 + 1e-12 * expected));
        }
        assertThat(seen).isEqualTo(Set.of(LearningRateSchedule.class.getPermittedSubclasses()));
    }

    @Test
    void shouldGiveTheRecordedRatesWhenCosineRestarts() {
        // Recorded from PyTorch 2.13, CosineAnnealingWarmRestarts(T_0=10, T_mult=2, eta_min=0.001).
        double[] recorded = {
            0.3,
            0.2926829491861255,
            0.27144804065905465,
            0.23837389521772473,
            0.19669804065905463,
            0.1505,
            0.10430195934094537,
            0.06262610478227527,
            0.029551959340945372,
            0.008317050813874547,
            0.3,
            0.2981594069189731
        };
        LearningRateSchedule schedule = new CosineWarmRestarts(0.3, 10, 2, 0.001);
        for (int step = 0; step < recorded.length; step++) {
            assertThat(schedule.at(step)).as("step %d", step).isCloseTo(recorded[step], within(1e-15));
        }
    }

    @Test
    void shouldBeFiniteAndNotNegativeWhenTheStepIsTheLastOne() {
        for (String[] row : Golden.rows("schedules-mpmath-1.3.txt")) {
            double rate = schedule(row[0]).at(Long.MAX_VALUE);
            assertThat(rate).as(row[0]).isBetween(0.0, 0.3);
        }
        assertThat(new InverseSquareRoot(1).at(Long.MAX_VALUE)).isEqualTo(1 / Math.sqrt(0x1p63));
    }

    @Test
    void shouldSeeTheWholeCountOfStepsWhenWarmingUp() {
        LearningRateSchedule then = new StepDecay(0.5, 3, 0.1);
        LearningRateSchedule schedule = new LinearWarmup(4, then);

        assertThat(Stream.of(0, 1, 2, 3, 4).mapToDouble(schedule::at))
                .containsExactly(0.5 / 4, 0.5 / 2, 0.5 * 0.75, then.at(3), then.at(4));
        assertThat(then.at(3)).isCloseTo(0.05, within(1e-16));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseWhenTheRateIsOutOfRange(double rate) {
        String message = "rate: expected above 0 and at most 1e6, got " + rate;
        Stream<Supplier<LearningRateSchedule>> all = Stream.of(
                () -> new Constant(rate),
                () -> new InverseSquareRoot(rate),
                () -> new InverseTime(rate, 1),
                () -> new StepDecay(rate, 1, 1),
                () -> new Exponential(rate, 1),
                () -> new Polynomial(rate, 1, 1),
                () -> new Cosine(rate, 1, 0),
                () -> new CosineWarmRestarts(rate, 1, 1, 0));
        all.forEach(schedule -> assertThatThrownBy(schedule::get).hasMessage(message));
    }

    static Stream<Arguments> shouldRefuseWhenAParameterIsOutOfRange() {
        String factor = "factor: expected above 0 and at most 1, got ";
        String floor = "floor: expected 0 or more and at most the rate 0.3, got ";
        return Stream.of(
                refused(() -> new InverseTime(1, 0), "k: expected above 0 and at most 1e6, got 0.0"),
                refused(() -> new InverseTime(1, 2e6), "k: expected above 0 and at most 1e6, got 2000000.0"),
                refused(() -> new StepDecay(1, 0, 1), "every: expected 1 step or more, got 0"),
                refused(() -> new StepDecay(1, 1, 0), factor + "0.0"),
                refused(() -> new StepDecay(1, 1, 1.1), factor + "1.1"),
                refused(() -> new Exponential(1, Double.NaN), factor + "NaN"),
                refused(() -> new Exponential(1, 2), factor + "2.0"),
                refused(() -> new Polynomial(1, 0, 1), "total: expected 1 step or more, got 0"),
                refused(() -> new Polynomial(1, 1, 0), "power: expected above 0 and at most 100, got 0.0"),
                refused(() -> new Polynomial(1, 1, 101), "power: expected above 0 and at most 100, got 101.0"),
                refused(() -> new Cosine(0.3, -1, 0), "half: expected 1 step or more, got -1"),
                refused(() -> new Cosine(0.3, 1, 0.31), floor + "0.31"),
                refused(() -> new Cosine(0.3, 1, -0.1), floor + "-0.1"),
                refused(() -> new CosineWarmRestarts(0.3, 0, 1, 0), "first: expected 1 step or more, got 0"),
                refused(() -> new CosineWarmRestarts(0.3, 1, 0, 0), "growth: expected 1 to 1000, got 0"),
                refused(() -> new CosineWarmRestarts(0.3, 1, 1001, 0), "growth: expected 1 to 1000, got 1001"),
                refused(() -> new CosineWarmRestarts(0.3, 1, 1, Double.NaN), floor + "NaN"),
                refused(() -> new LinearWarmup(0, new Constant(1)), "steps: expected 1 step or more, got 0"),
                refused(
                        () -> new LinearWarmup(2, new LinearWarmup(2, new Constant(1))),
                        "then: expected a schedule that is not itself a warm-up, got LinearWarmup[steps=2,"
                                + " then=Constant[rate=1.0]]"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldRefuseWhenAParameterIsOutOfRange(Supplier<LearningRateSchedule> schedule, String message) {
        assertThatThrownBy(schedule::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Arguments refused(Supplier<LearningRateSchedule> schedule, String message) {
        return Arguments.of(schedule, message);
    }

    private static LearningRateSchedule schedule(String text) {
        if (text.startsWith("linear-warmup:")) {
            int plus = text.indexOf('+');
            return new LinearWarmup(
                    Long.parseLong(text.substring("linear-warmup:".length(), plus)),
                    schedule(text.substring(plus + 1)));
        }
        String name = text.split(":", 2)[0];
        double[] p = Golden.parameters(text);
        double rate = 0.3;
        return switch (name) {
            case "constant" -> new Constant(rate);
            case "step" -> new StepDecay(rate, (long) p[0], p[1]);
            case "exponential" -> new Exponential(rate, p[0]);
            case "inverse-time" -> new InverseTime(rate, p[0]);
            case "inverse-sqrt" -> new InverseSquareRoot(rate);
            case "polynomial" -> new Polynomial(rate, (long) p[0], p[1]);
            case "cosine" -> new Cosine(rate, (long) p[0], p[1]);
            case "cosine-warm-restarts" -> new CosineWarmRestarts(rate, (long) p[0], (int) p[1], p[2]);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
