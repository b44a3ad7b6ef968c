package dev.millrace.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientLinkTest {

    private static final int ROWS = 7;
    private static final int WIDTH = 3;
    private static final int STRIDE = 5;

    private final Random random = new Random(11);
    private final float[] input = floats(ROWS * STRIDE, 4);
    private final float[] weights = floats(ROWS * WIDTH, 1);
    private final float[] before = input.clone();

    @Test
    void shouldClipEveryNumberOfTheGradientAndNothingElse() {
        boolean clipped = new ClipValue(1.5).apply(input, ROWS, WIDTH, STRIDE, weights);

        int atLimit = 0;
        for (int i = 0; i < input.length; i++) {
            boolean gradient = i % STRIDE < WIDTH;
            double expected = gradient && Math.abs(before[i]) > 1.5 ? 1.5 * Math.signum(before[i]) : before[i];
            assertThat((double) input[i]).isEqualTo(expected);
            atLimit += gradient && Math.abs(input[i]) == 1.5 ? 1 : 0;
        }
        assertThat(clipped).isTrue();
        assertThat(atLimit).isBetween(5, ROWS * WIDTH - 5);
        assertThat(new ClipValue(1.5).apply(input, ROWS, WIDTH, STRIDE, weights))
                .isFalse();
    }

    @Test
    void shouldClipByTheNormOverAllRows() {
        double norm = norm(before);
        double limit = norm / 3;

        assertThat(new ClipNorm(limit).apply(input, ROWS, WIDTH, STRIDE, weights))
                .isTrue();

        for (int i = 0; i < input.length; i++) {
            double expected = i % STRIDE < WIDTH ? before[i] / 3.0 : before[i];
            assertThat((double) input[i]).isCloseTo(expected, within(1e-6));
        }
        assertThat(norm(input)).isCloseTo(limit, within(1e-6));
    }

    @Test
    void shouldNotTouchTheGradientWhenItsNormIsWithinTheLimit() {
        assertThat(new ClipNorm(norm(before)).apply(input, ROWS, WIDTH, STRIDE, weights))
                .isFalse();
        assertThat(input).containsExactly(before);
    }

    @Test
    void shouldAddTheWeightsWhenL2() {
        GradientLink link = new L2(0.25);

        assertThat(link.usesWeights()).isTrue();
        assertThat(link.apply(input, ROWS, WIDTH, STRIDE, weights)).isFalse();

        for (int i = 0; i < ROWS; i++) {
            for (int k = 0; k < STRIDE; k++) {
                double pull = k < WIDTH ? 0.25 * weights[i * WIDTH + k] : 0;
                assertThat(input[i * STRIDE + k]).isEqualTo((float) (before[i * STRIDE + k] + pull));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 2e9, Double.NaN})
    void shouldRefuseWhenALimitIsOutOfRange(double limit) {
        String message = "limit: expected above 0 and at most 1e9, got " + limit;

        assertThatThrownBy(() -> new ClipValue(limit)).hasMessage(message);
        assertThatThrownBy(() -> new ClipNorm(limit)).hasMessage(message);
        assertThatThrownBy(() -> new MaxWeightNorm(limit)).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1001, Double.NaN})
    void shouldRefuseWhenAStrengthIsOutOfRange(double strength) {
        String message = "strength: expected above 0 and at most 1000, got " + strength;

        assertThatThrownBy(() -> new L2(strength)).hasMessage(message);
        assertThatThrownBy(() -> new WeightDecay(strength)).hasMessage(message);
        assertThatThrownBy(() -> new TruncatedL1(strength, 1)).hasMessage(message);
    }

    private double norm(float[] values) {
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            squares += i % STRIDE < WIDTH ? (double) values[i] * values[i] : 0;
        }
        return Math.sqrt(squares);
    }

    private float[] floats(int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }
}
