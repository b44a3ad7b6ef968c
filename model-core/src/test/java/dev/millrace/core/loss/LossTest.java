package dev.millrace.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {

    private static final double STEP = 1e-4;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldHaveTheGradientOfFiniteDifferencesWhenTheLossIsSquared(long seed) {
        Random random = new Random(seed);
        for (double s = -40; s <= 40; s += 0.5) {
            checkGradient(new SquaredLoss(), new double[] {s}, 20 * random.nextGaussian(), 1e-6);
        }
    }

    @Test
    void shouldHaveTheGradientOfFiniteDifferencesWhenTheLossIsLogistic() {
        for (double s = -40; s <= 40; s += 0.25) {
            checkGradient(new LogisticLoss(), new double[] {s}, 0, 1e-8);
            checkGradient(new LogisticLoss(), new double[] {s}, 1, 1e-8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void shouldHaveTheGradientOfFiniteDifferencesWhenTheLossIsSoftmax(int classes) {
        Random random = new Random(classes);
        for (int i = 0; i < 200; i++) {
            double[] scores = random.doubles(classes, -40, 40).toArray();
            checkGradient(new SoftmaxLoss(), scores, random.nextInt(classes), 1e-8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Values of ln(1 + e^s) - y s and its derivative, to 17 digits.
        "-30, 1, 30.000000000000094, -0.9999999999999064",
        "-2.5, 1, 2.5788897342925496, -0.9241418199787564",
        "-0.7, 1, 1.103186048885458, -0.6681877721681662",
        "0, 1, 0.6931471805599453, -0.5",
        "30, 1, 9.357622968839737e-14, -9.357622968839299e-14",
        "-30, 0, 9.357622968839737e-14, 9.357622968839299e-14",
        "10000, 0, 10000, 1",
        "10000, 1, 0, 0",
        "-10000, 0, 0, 0",
        "-10000, 1, 10000, -1"
    })
    void shouldBeExactWhenTheLogitIsLarge(double score, double label, double value, double gradient) {
        LogisticLoss loss = new LogisticLoss();

        assertThat(loss.value(new double[] {score}, label)).isCloseTo(value, within(2e-15 * value));
        assertThat(gradient(loss, new double[] {score}, label)[0])
                .isCloseTo(gradient, within(1e-12 * Math.abs(gradient)));
    }

    @Test
    void shouldBeExactWhenSoftmaxScoresAreLarge() {
        SoftmaxLoss loss = new SoftmaxLoss();
        double[] scores = {1e4, -1e4, 9999};

        assertThat(loss.value(scores, 0)).isCloseTo(StrictMath.log1p(StrictMath.exp(-1)), within(1e-11));
        assertThat(loss.value(scores, 1)).isCloseTo(20_000.31326168752, within(1e-9));
        assertThat(gradient(loss, scores, 1)).containsExactly(predict(loss, scores)[0], -1, predict(loss, scores)[2]);
        assertThat(predict(loss, scores)[0]).isCloseTo(0.7310585786300049, within(1e-15));
        assertThat(predict(loss, scores)[1]).isEqualTo(0);
    }

    @Test
    void shouldKeepTheDigitsOfASmallSoftmaxGradientWhenTheLabelIsNearlyCertain() {
        double[] gradient = gradient(new SoftmaxLoss(), new double[] {30, 0}, 0);

        assertThat(gradient[0]).isCloseTo(-9.357622968839299e-14, within(1e-25));
        assertThat(gradient[1]).isCloseTo(9.357622968839299e-14, within(1e-25));
    }

    @Test
    void shouldGiveTheRecordedFiguresWhenSoftmaxScoresAreFarApart() {
        // Recorded from PyTorch 2.13, double precision.
        double[] scores = {-95.6654227035449, 56.44684226274014, -133.10479259080213, 134.29579810276041};

        assertThat(new SoftmaxLoss().value(scores, 0)).isCloseTo(229.96122080630533, within(1e-12));
        double[] gradient = gradient(new SoftmaxLoss(), scores, 0);
        assertThat(gradient[0]).isEqualTo(-1.0);
        assertThat(gradient[1]).isCloseTo(1.5510580667779873e-34, within(1e-47));
        assertThat(gradient[2]).isCloseTo(7.402850929361519e-117, within(1e-129));
        assertThat(gradient[3]).isEqualTo(1.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 100})
    void shouldGiveProbabilitiesThatSumToOneAndDoNotMoveWithAShift(int classes) {
        Random random = new Random(classes);
        SoftmaxLoss loss = new SoftmaxLoss();
        for (int i = 0; i < 50; i++) {
            // Multiples of 1/8, so that the shift is exact.
            double[] scores =
                    random.ints(classes, -320, 321).mapToDouble(s -> s / 8.0).toArray();
            double[] shifted = Arrays.stream(scores).map(s -> s + 512).toArray();

            assertThat(Arrays.stream(predict(loss, scores)).sum()).isCloseTo(1, within(1e-13));
            assertThat(predict(loss, shifted)).containsExactly(predict(loss, scores));
            assertThat(loss.value(shifted, 1)).isCloseTo(loss.value(scores, 1), within(2e-13));
        }
    }

    @Test
    void shouldPredictValueProbabilityAndProbabilities() {
        assertThat(predict(new SquaredLoss(), new double[] {-7.25})).containsExactly(-7.25);
        assertThat(predict(new LogisticLoss(), new double[] {0})).containsExactly(0.5);
        assertThat(predict(new LogisticLoss(), new double[] {1e4})).containsExactly(1.0);
        assertThat(predict(new LogisticLoss(), new double[] {-1e4})).containsExactly(0.0);
        assertThat(predict(new LogisticLoss(), new double[] {2})[0]).isCloseTo(0.8807970779778823, within(1e-16));
        assertThat(predict(new SoftmaxLoss(), new double[] {3, 3, 3, 3})).containsExactly(0.25, 0.25, 0.25, 0.25);
    }

    @Test
    void shouldPriceAConstantPrediction() {
        assertThat(new SquaredLoss().valueOfPrediction(new double[] {3}, 5)).isEqualTo(4);
        assertThat(new LogisticLoss().valueOfPrediction(new double[] {0.25}, 1)).isEqualTo(-StrictMath.log(0.25));
        assertThat(new LogisticLoss().valueOfPrediction(new double[] {0.25}, 0)).isEqualTo(-StrictMath.log(0.75));
        assertThat(new SoftmaxLoss().valueOfPrediction(new double[] {0.1, 0.2, 0.7}, 2))
                .isEqualTo(-StrictMath.log(0.7));
    }

    private static void checkGradient(Loss loss, double[] scores, double label, double tolerance) {
        double[] gradient = gradient(loss, scores, label);
        for (int k = 0; k < scores.length; k++) {
            double[] up = scores.clone();
            double[] down = scores.clone();
            up[k] += STEP;
            down[k] -= STEP;
            double numeric = (loss.value(up, label) - loss.value(down, label)) / (up[k] - down[k]);
            assertThat(gradient[k])
                    .as("%s at %s, label %s, output %d", loss.name(), Arrays.toString(scores), label, k)
                    .isCloseTo(numeric, within(tolerance * Math.max(1, Math.abs(numeric))));
        }
    }

    private static double[] gradient(Loss loss, double[] scores, double label) {
        double[] gradient = new double[scores.length];
        loss.gradient(scores, predict(loss, scores), label, gradient);
        return gradient;
    }

    private static double[] predict(Loss loss, double[] scores) {
        double[] prediction = new double[scores.length];
        loss.predict(scores, prediction);
        return prediction;
    }
}
