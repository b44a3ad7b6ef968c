package dev.millrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.replay.LossSeries;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockBootstrapTest {

    private static final long SEED = 7;

    @ParameterizedTest
    @CsvSource({"0, 900", "0.5, 900", "0.8, 900"})
    void shouldHoldTheTrueDifferenceNearlyAlwaysWhenNeighboursResembleEachOther(double memory, int examples) {
        int trials = 400;
        double difference = 0.25;
        int held = 0;
        for (int trial = 0; trial < trials; trial++) {
            Random random = new Random(1_000 + trial);
            LossSeries leader = new LossSeries();
            LossSeries candidate = new LossSeries();
            double noise = random.nextGaussian() / Math.sqrt(1 - memory * memory);
            for (int i = 0; i < examples; i++) {
                noise = memory * noise + random.nextGaussian();
                double hardness = 3 * random.nextGaussian();
                leader.add(hardness, 0);
                candidate.add(hardness + difference + noise, 0);
            }
            Interval interval = BlockBootstrap.difference(candidate, leader, SEED);
            held += interval.low() <= difference && difference <= interval.high() ? 1 : 0;
        }
        assertThat((double) held / trials).isBetween(0.90, 0.99);
    }

    @Test
    void shouldGiveTheSameBitsWhenComputedOnAnyMachine() {
        LossSeries leader = series(5_000, 0.5, 11);
        LossSeries candidate = series(5_000, 0.52, 12);

        Interval interval = BlockBootstrap.difference(candidate, leader, SEED);

        assertThat(BlockBootstrap.difference(candidate, leader, SEED)).isEqualTo(interval);
        assertThat(interval)
                .isEqualTo(
                        new Interval(0.024572435897896584, 0.021185164828593072, 0.02793949234089184, 625, 9, 5_000));
    }

    @Test
    void shouldGiveTheExactMeanOfThePairedDifferences() {
        LossSeries leader = new LossSeries();
        LossSeries candidate = new LossSeries();
        for (int i = 0; i < 20; i++) {
            leader.add(1, 0);
            candidate.add(i < 5 ? 3 : 1.5, 0);
        }

        Interval interval = BlockBootstrap.difference(candidate, leader, SEED);

        assertThat(interval.mean()).isEqualTo((5 * 2 + 15 * 0.5) / 20);
        assertThat(interval.low()).isBetween(0.5, 0.875);
        assertThat(interval.high()).isBetween(0.875, 2.0);
        assertThat(interval.holdsZero()).isFalse();
    }

    @Test
    void shouldGiveZeroWhenBothAreTheSame() {
        LossSeries losses = series(3_000, 0.5, 3);

        Interval interval = BlockBootstrap.difference(losses, losses, SEED);

        assertThat(interval).isEqualTo(new Interval(0, 0, 0, 750, 10, 3_000));
        assertThat(interval.holdsZero()).isTrue();
    }

    @Test
    void shouldCompareOverTheBlocksThatBothHaveWholeWhenOneWasDroppedEarly() {
        LossSeries leader = series(100_000, 0.5, 4);
        LossSeries candidate = new LossSeries();
        Random random = new Random(4);
        for (int i = 0; i < 3_333; i++) {
            candidate.add(0.5 + 0.1 * random.nextGaussian() + 0.25, 0.6);
        }

        Interval interval = BlockBootstrap.difference(candidate, leader, SEED);

        // 26 whole blocks of 128.
        assertThat(interval.examples()).isEqualTo(3_328);
        assertThat(interval.blocks()).isEqualTo(26);
        assertThat(interval.mean()).isCloseTo(0.25, within(1e-12));
        assertThat(interval.low()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void shouldTakeTheLastBlockAlsoWhenItIsNotFull() {
        LossSeries leader = series(1_025, 0.5, 4);
        LossSeries candidate = series(1_025, 0.7, 5);

        assertThat(BlockBootstrap.difference(candidate, leader, SEED).examples())
                .isEqualTo(1_025);
        assertThat(BlockBootstrap.difference(candidate, leader, SEED).blocks()).isEqualTo(513);
    }

    @Test
    void shouldLeaveOutBlocksThatOneRefusedWhole() {
        LossSeries leader = new LossSeries();
        LossSeries candidate = new LossSeries();
        for (int i = 0; i < 40; i++) {
            leader.add(1, 0);
            if (i % 4 == 0) {
                candidate.addRefused();
            } else {
                candidate.add(2, 0);
            }
        }

        assertThat(BlockBootstrap.difference(candidate, leader, SEED)).isEqualTo(new Interval(1, 1, 1, 30, 4, 40));
    }

    @Test
    void shouldGiveNoIntervalWhenThereAreTooFewBlocks() {
        Interval interval = BlockBootstrap.difference(series(9, 0.75, 1), series(9, 0.5, 1), SEED);

        assertThat(interval.mean()).isCloseTo(0.25, within(1e-12));
        assertThat(interval.low()).isNaN();
        assertThat(interval.high()).isNaN();
        assertThat(interval.holdsZero()).isFalse();
    }

    @Test
    void shouldGiveNothingWhenThereIsNoExample() {
        assertThat(BlockBootstrap.difference(new LossSeries(), new LossSeries(), SEED))
                .isEqualTo(new Interval(Double.NaN, Double.NaN, Double.NaN, 0, 0, 0));
    }

    @Test
    void shouldDrawLongerRunsWhenNeighboursResembleEachOtherMore() {
        assertThat(RunLength.of(autoregressive(0, 512))).isEqualTo(8);
        assertThat(RunLength.of(autoregressive(0.5, 512))).isBetween(9, 20);
        assertThat(RunLength.of(autoregressive(0.9, 512))).isBetween(25, 68);
        assertThat(RunLength.of(new double[512])).isEqualTo(8);
        assertThat(RunLength.of(new double[] {1, 2})).isEqualTo(1);
    }

    private static double[] autoregressive(double memory, int count) {
        Random random = new Random(5);
        double[] values = new double[count];
        double last = 0;
        for (int i = 0; i < count; i++) {
            last = memory * last + random.nextGaussian();
            values[i] = last;
        }
        return values;
    }

    private static LossSeries series(int examples, double level, long seed) {
        Random random = new Random(seed);
        LossSeries series = new LossSeries();
        for (int i = 0; i < examples; i++) {
            series.add(level + 0.1 * random.nextGaussian(), 0.6);
        }
        return series;
    }
}
