package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.millrace.core.optimizer.AdaDelta;
import dev.millrace.core.optimizer.Adam;
import dev.millrace.core.optimizer.AdamW;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Lion;
import dev.millrace.core.optimizer.OneRow;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.OptimizerSamples;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.CosineWarmRestarts;
import dev.millrace.core.schedule.InverseSquareRoot;
import dev.millrace.core.schedule.InverseTime;
import dev.millrace.core.schedule.LearningRateSchedule;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class CatchUpTest {

    private static final int WIDTH = 2;
    private static final LearningRateSchedule SCHEDULE = new InverseSquareRoot(0.1);

    private static final List<Optimizer> FADING =
            OptimizerSamples.ALL.stream().filter(CatchUp::isNeeded).toList();

    @Test
    void shouldBeNeededForAllThatFadeButTheLazyOnes() {
        assertThat(FADING).hasSize(12);
        assertThat(CatchUp.isNeeded(new Sgd())).isFalse();
        assertThat(CatchUp.isNeeded(LazyAdam.DEFAULT)).isFalse();
        assertThat(CatchUp.isNeeded(new Lion(0.9, 0.99, 0))).isFalse();
        assertThat(CatchUp.isNeeded(new AdaDelta(0.9, 1e-6))).isTrue();
        assertThat(CatchUp.rowSlots(new Adam(0.9, 0.99, 0))).isEqualTo(2);
        assertThat(CatchUp.rowSlots(LazyAdam.DEFAULT)).isZero();
    }

    /** Gaps of all sizes, up to some that are longer than what is replayed. */
    @ParameterizedTest
    @FieldSource("FADING")
    void shouldGiveWhatDenseTrainingGivesWhenGradientsAreRare(Optimizer optimizer) {
        Random random = new Random(7);
        double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
        CatchUp catchUp = new CatchUp(optimizer, new LearningRate(SCHEDULE, null), WIDTH);
        int floats = WIDTH * (1 + optimizer.slotsPerWeight()) + CatchUp.rowSlots(optimizer);
        float[] dense = new float[floats];
        float[] sparse = new float[floats];
        long step = 0;
        for (int n = 0; n < 20; n++) {
            int gap = n % 5 == 4 ? 1500 : random.nextInt(30);
            float[] input = new float[optimizer.input().floats(WIDTH)];
            for (int i = 0; i <= gap; i++) {
                step++;
                for (int k = 0; k < input.length; k++) {
                    input[k] = i < gap ? 0 : (float) Math.abs(random.nextGaussian());
                }
                optimizer.prepareStep(SCHEDULE.at(step - 1), step, coefficients);
                OneRow.update(optimizer, dense, 0, input, 0, WIDTH, coefficients);
            }
            catchUp.bring(sparse, 0, step - 1);
            OneRow.update(optimizer, sparse, 0, input, 0, WIDTH, coefficients);
            catchUp.setLastStep(sparse, 0, step);
            for (int i = 0; i < floats - CatchUp.rowSlots(optimizer); i++) {
                // Weight decay of the longest gaps is summed up roughly.
                double tolerance = optimizer instanceof AdamW ? 5e-4 : 1e-5;
                assertThat((double) sparse[i])
                        .as("number %d after step %d", i, step)
                        .isCloseTo(dense[i], within(tolerance * Math.max(Math.abs(dense[i]), 1e-3)));
            }
        }
    }

    /** Rates that rise and fall in the gap, a constant one, and a gap that is longer than what is summed up. */
    @ParameterizedTest
    @CsvSource({"restarts, 6597, 1e-4", "falling, 64197, 1e-3", "constant, 20000, 1e-3"})
    void shouldFadeWeightsAsDenseTrainingDoesWhateverTheSchedule(String name, long gap, double tolerance) {
        AdamW adamW = new AdamW(0.9, 0.999, 1e-8, 0.05);
        LearningRateSchedule schedule = switch (name) {
            case "restarts" -> new CosineWarmRestarts(0.01, 10, 1, 0);
            case "falling" -> new InverseTime(0.5, 0.1);
            default -> new Constant(0.01);
        };
        double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
        CatchUp catchUp = new CatchUp(adamW, new LearningRate(schedule, null), 1);
        float[] dense = new float[3 + CatchUp.rowSlots(adamW)];
        dense[0] = 1;
        adamW.prepareStep(schedule.at(0), 1, coefficients);
        OneRow.update(adamW, dense, 0, new float[] {1}, 0, 1, coefficients);
        float[] sparse = dense.clone();
        catchUp.setLastStep(sparse, 0, 1);
        for (long step = 2; step <= 1 + gap; step++) {
            adamW.prepareStep(schedule.at(step - 1), step, coefficients);
            OneRow.update(adamW, dense, 0, new float[1], 0, 1, coefficients);
        }

        catchUp.bring(sparse, 0, 1 + gap);

        assertThat((double) sparse[0]).isCloseTo(dense[0], withPercentage(100 * tolerance));
    }

    @Test
    void shouldBeBitForBitTheSameWhileEveryStepIsReplayed() {
        Adam adam = new Adam(0.9, 0.999, 1e-8);
        CatchUp catchUp = new CatchUp(adam, new LearningRate(SCHEDULE, null), 1);
        double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
        float[] dense = new float[5];
        float[] sparse = new float[5];
        for (int step = 1; step <= 900; step++) {
            float[] gradient = {step % 150 == 1 ? step / 100f : 0};
            adam.prepareStep(SCHEDULE.at(step - 1), step, coefficients);
            OneRow.update(adam, dense, 0, gradient, 0, 1, coefficients);
            if (gradient[0] != 0) {
                catchUp.bring(sparse, 0, step - 1);
                OneRow.update(adam, sparse, 0, gradient, 0, 1, coefficients);
                catchUp.setLastStep(sparse, 0, step);
                assertThat(sparse).startsWith(dense[0], dense[1], dense[2]);
            }
        }
    }

    @Test
    void shouldDifferFromLazyAdamWhenARowIsSkipped() {
        Adam adam = new Adam(0.5, 0.75, 1e-8);
        CatchUp catchUp = new CatchUp(adam, new LearningRate(new Constant(0.1), null), 1);
        double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
        float[] row = new float[5];
        adam.prepareStep(0.1, 1, coefficients);
        OneRow.update(adam, row, 0, new float[] {1}, 0, 1, coefficients);
        catchUp.setLastStep(row, 0, 1);

        catchUp.bring(row, 0, 4);

        // Lazy, it would stand at -0.1 with moments of 0.5 and 0.25.
        assertThat(row[1]).isEqualTo(0.0625f);
        assertThat(row[2]).isEqualTo(0.10546875f);
        assertThat(row[0]).isLessThan(-0.19f);
    }

    @ParameterizedTest
    @CsvSource({"16777215", "16777216", "16777217", "123456789012345"})
    void shouldKeepLargeStepNumbersExactly(long step) {
        Adam adam = new Adam(0.9, 0.999, 1e-8);
        CatchUp catchUp = new CatchUp(adam, new LearningRate(new Constant(0.1), null), 1);
        float[] row = {1, 0.5f, 0.25f, 0, 0};
        catchUp.setLastStep(row, 0, step);
        float[] before = row.clone();

        catchUp.bring(row, 0, step);
        assertThat(row).isEqualTo(before);

        catchUp.bring(row, 0, step + 1);
        assertThat(row[1]).isEqualTo(0.45f);
    }
}
