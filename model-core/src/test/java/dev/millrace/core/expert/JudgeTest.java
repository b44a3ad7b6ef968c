package dev.millrace.core.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.loss.AbsoluteLoss;
import dev.millrace.core.loss.FocalLoss;
import dev.millrace.core.loss.HingeLoss;
import dev.millrace.core.loss.HuberLoss;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.PoissonLoss;
import dev.millrace.core.loss.QuantileLoss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredHingeLoss;
import dev.millrace.core.loss.SquaredLoss;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What losses mean to experts. */
class JudgeTest {

    private static final int EXPERTS = 3;
    private static final double LEAST = -4;
    private static final double MOST = 8;

    static List<Loss> losses() {
        return List.of(
                new SquaredLoss(),
                new AbsoluteLoss(),
                new HuberLoss(1),
                new QuantileLoss(0.9),
                new PoissonLoss(),
                new LogisticLoss(),
                new HingeLoss(),
                new SquaredHingeLoss(),
                new FocalLoss(2, 0.25),
                new SoftmaxLoss());
    }

    static Stream<Loss> gradientsOfScores() {
        return losses().stream();
    }

    @ParameterizedTest
    @MethodSource("gradientsOfScores")
    void shouldGiveTheDerivativesOfTheLosses(Loss loss) {
        int outputs = outputs(loss);
        Judge judge = judge(loss);
        Random random = new Random(1);
        // Beyond its margin, the score of a hinge is taken for the margin.
        double most = loss instanceof HingeLoss || loss instanceof SquaredHingeLoss ? 1 : 3;
        double[] predictions = new double[EXPERTS * outputs];
        double[] gradients = new double[EXPERTS * outputs];
        for (int n = 0; n < 200; n++) {
            // A rate is kept between a twentieth of the mean label and the largest.
            double[] scores = loss instanceof PoissonLoss
                    ? random.doubles(EXPERTS, Math.log(0.03 * MOST), Math.log(0.99 * MOST))
                            .toArray()
                    : random.doubles((long) EXPERTS * outputs, -most, most).toArray();
            double label = label(loss, random);
            judge.predict(scores, 0, EXPERTS, predictions);
            judge.gradients(scores, predictions, 0, EXPERTS, label, gradients);
            // Squared loss is judged by its value, and stepped by half of it.
            double factor = loss instanceof SquaredLoss ? 0.5 : 1;
            for (int k = 0; k < EXPERTS * outputs; k++) {
                double h = 1e-6;
                double slope = factor
                        * (lossAt(judge, scores, k, h, outputs, label) - lossAt(judge, scores, k, -h, outputs, label))
                        / (2 * h);
                assertThat(gradients[k]).as("%s, score %s", loss, scores[k]).isCloseTo(slope, within(1e-6));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shouldGiveFiniteLossesWhateverTheScores(Loss loss) {
        int outputs = outputs(loss);
        Judge judge = judge(loss);
        double[] predictions = new double[EXPERTS * outputs];
        double[] losses = new double[EXPERTS];
        double[] score = new double[outputs];
        double[] weights = {1, 0, 0};
        for (double extreme : new double[] {0, 17, -17, 1e3, -1e3, 1e38, -1e38, Double.MAX_VALUE, -Double.MAX_VALUE}) {
            for (int c = 0; c < outputs; c++) {
                double[] scores = new double[EXPERTS * outputs];
                scores[c] = extreme;
                for (double label : labels(loss)) {
                    judge.predict(scores, 0, EXPERTS, predictions);
                    judge.losses(predictions, 0, EXPERTS, label, losses);
                    assertThat(Arrays.stream(losses).allMatch(Double::isFinite))
                            .as("%s of label %s and score %s: %s", loss, label, extreme, Arrays.toString(losses))
                            .isTrue();
                    judge.mix(predictions, EXPERTS, weights, score);
                    assertThat(loss.value(score, label)).isCloseTo(losses[0], within(1e-9 * (1 + Math.abs(losses[0]))));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shouldMixWhatExpertsPredict(Loss loss) {
        int outputs = outputs(loss);
        Judge judge = judge(loss);
        Random random = new Random(3);
        for (int n = 0; n < 100; n++) {
            double[] scores = random.doubles((long) EXPERTS * outputs, -20, 20).toArray();
            double[] predictions = new double[EXPERTS * outputs];
            judge.predict(scores, 0, EXPERTS, predictions);
            double[] weights = random.doubles(EXPERTS).toArray();
            double total = Arrays.stream(weights).sum();
            double[] score = new double[outputs];
            judge.mix(predictions, EXPERTS, weights, score);

            double[] mixed = new double[outputs];
            if (loss instanceof LogisticLoss || loss instanceof SoftmaxLoss || loss instanceof PoissonLoss) {
                loss.predict(score, mixed);
                double sum = outputs == 1 ? 1 : Arrays.stream(mixed).sum();
                assertThat(sum).isCloseTo(1, within(1e-12));
            } else {
                mixed = score;
            }
            for (int c = 0; c < outputs; c++) {
                double expected = 0;
                for (int k = 0; k < EXPERTS; k++) {
                    expected += weights[k] / total * predictions[k * outputs + c];
                }
                assertThat(mixed[c]).isCloseTo(expected, within(1e-10));
            }
        }
    }

    @Test
    void shouldKeepProbabilitiesFromExtremes() {
        double[] predictions = new double[1];
        judge(new LogisticLoss()).predict(new double[] {1e9}, 0, 1, predictions);
        assertThat(1 - predictions[0]).isCloseTo(Math.exp(-16), within(1e-12));
        double[] probabilities = new double[4];
        judge(new SoftmaxLoss()).predict(new double[] {1e9, 0, -1e9, 0}, 0, 1, probabilities);
        assertThat(probabilities[1]).isCloseTo(Math.exp(-16), within(1e-12)).isEqualTo(probabilities[2]);
        assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-15));
    }

    @Test
    void shouldKeepValuesWithinTheLabelsRangeAndAHundredthOfIt() {
        double[] predictions = new double[4];
        for (Loss loss : List.of(new SquaredLoss(), new AbsoluteLoss(), new HuberLoss(2), new QuantileLoss(0.1))) {
            judge(loss).predict(new double[] {-1e30, 3.25, 8.1, 1e30}, 0, 4, predictions);
            assertThat(predictions).containsExactly(new double[] {-4.12, 3.25, 8.1, 8.12}, within(1e-12));
        }
    }

    @Test
    void shouldKeepScoresWithinTheMarginOfAHinge() {
        double[] predictions = new double[3];
        for (Loss loss : List.of(new HingeLoss(), new SquaredHingeLoss())) {
            judge(loss).predict(new double[] {-50, 0.75, 1.5}, 0, 3, predictions);
            assertThat(predictions).containsExactly(-1, 0.75, 1);
        }
    }

    @Test
    void shouldMoveTheScoreOfSquaredLossByItsShare() {
        double[] step = new double[1];
        double curvature = judge(new SquaredLoss()).step(new double[] {0, 5}, 1, 3, 7, 2, step);
        // A variance of 3 against one of a half: six sevenths of the way.
        assertThat(3 * step[0]).isCloseTo(2 * 6 / 7.0, within(1e-14));
        assertThat(curvature).isEqualTo(1);
    }

    @Test
    void shouldMoveTheScoresOfClassesToWhereLossAndDistanceAreTogetherLeast() {
        Judge judge = judge(new SoftmaxLoss());
        Random random = new Random(4);
        for (int n = 0; n < 2000; n++) {
            double[] scores = random.doubles(8, -5, 5).toArray();
            double variance = Math.pow(10, 3 * random.nextDouble() - 3);
            double importance = 0.1 + random.nextDouble();
            int label = random.nextInt(4);
            double[] step = new double[4];
            judge.step(scores, 4, variance, label, importance, step);
            double[] moved = new double[4];
            for (int c = 0; c < 4; c++) {
                moved[c] = scores[4 + c] + variance * step[c];
            }
            double[] p = new double[4];
            new SoftmaxLoss().predict(moved, p);
            for (int c = 0; c < 4; c++) {
                assertThat(step[c]).isCloseTo(importance * ((c == label ? 1 : 0) - p[c]), within(2e-3 * importance));
            }
        }
    }

    @Test
    void shouldRefuseASecondOrderStepOfALossThatHasNone() {
        assertThatThrownBy(() -> judge(new HingeLoss()).step(new double[1], 0, 1, 1, 1, new double[1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("second-order experts: expected squared or log loss, got hinge");
    }

    @Test
    void shouldWeighByTheLossesOwnUnit() {
        assertThat(judge(new SquaredLoss()).temperature(0)).isZero();
        assertThat(judge(new SquaredLoss()).temperature(50)).isEqualTo(0.01);
        assertThat(judge(new AbsoluteLoss()).temperature(50)).isEqualTo(0.02);
        for (Loss loss : List.of(new LogisticLoss(), new SoftmaxLoss(), new PoissonLoss(), new HingeLoss())) {
            assertThat(judge(loss).temperature(50)).isEqualTo(1);
        }
    }

    private static double lossAt(Judge judge, double[] scores, int k, double shift, int outputs, double label) {
        double[] moved = scores.clone();
        moved[k] += shift;
        double[] predictions = new double[scores.length];
        double[] losses = new double[EXPERTS];
        judge.predict(moved, 0, EXPERTS, predictions);
        judge.losses(predictions, 0, EXPERTS, label, losses);
        return losses[k / outputs];
    }

    private static boolean isRegression(Loss loss) {
        return !(loss instanceof LogisticLoss
                || loss instanceof HingeLoss
                || loss instanceof SquaredHingeLoss
                || loss instanceof FocalLoss
                || loss instanceof SoftmaxLoss);
    }

    private static int outputs(Loss loss) {
        return loss instanceof SoftmaxLoss ? 4 : 1;
    }

    private static double[] labels(Loss loss) {
        return isRegression(loss)
                ? new double[] {loss instanceof PoissonLoss ? 0 : LEAST, 1, MOST}
                : outputs(loss) == 1 ? new double[] {0, 1} : new double[] {0, 1, 2, 3};
    }

    /** Not one at which the loss has a corner. */
    private static double label(Loss loss, Random random) {
        double[] labels = labels(loss);
        return labels[random.nextInt(labels.length)];
    }

    private static Judge judge(Loss loss) {
        LabelScale labels = new LabelScale(isRegression(loss), !(loss instanceof PoissonLoss));
        labels.learn(loss instanceof PoissonLoss ? 0 : LEAST);
        labels.learn(MOST);
        return Judge.of(loss, outputs(loss), labels);
    }
}
