package dev.millrace.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightLinkTest {

    private final float[] page = {9, 3, -4, 0.05f, 9};

    @Test
    void shouldShrinkByRateAndStrengthWhenWeightsDecay() {
        WeightLink link = new WeightDecay(0.5);

        assertThat(link.isBeforeUpdate()).isTrue();
        assertThat(link.apply(page, 1, 3, 0.1)).isFalse();
        assertThat(page).containsExactly(9, 3 * 0.95f, -4 * 0.95f, 0.05f * 0.95f, 9);

        link.apply(page, 1, 3, 3);
        assertThat(page).containsExactly(9, 0, -0f, 0, 9);
    }

    @Test
    void shouldComeCloserToZeroAndNoFurtherWhenL1() {
        WeightLink link = new TruncatedL1(1, 3.5);

        assertThat(link.isBeforeUpdate()).isFalse();
        assertThat(link.apply(page, 1, 3, 0.1)).isFalse();
        assertThat(page).containsExactly(9, 2.9f, -4, 0, 9);
    }

    @Test
    void shouldScaleTheRowBackWhenItsNormIsAboveTheBound() {
        WeightLink link = new MaxWeightNorm(2.5);
        page[3] = 0;

        assertThat(link.isBeforeUpdate()).isFalse();
        assertThat(link.apply(page, 1, 3, 0.1)).isTrue();
        assertThat(page).containsExactly(new float[] {9, 1.5f, -2, 0, 9}, within(1e-7f));
        assertThat(new MaxWeightNorm(2.6).apply(page, 1, 3, 0.1)).isFalse();
    }

    @Test
    void shouldLeaveWhatIsNotFiniteToTheCheckOfTheStep() {
        page[1] = Float.POSITIVE_INFINITY;
        page[2] = Float.NaN;

        assertThat(new MaxWeightNorm(1).apply(page, 1, 1, 0.1)).isFalse();
        assertThat(new MaxWeightNorm(1).apply(page, 2, 1, 0.1)).isFalse();
        assertThat(page[1]).isInfinite();
        assertThat(page[2]).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 2e30, Double.NaN})
    void shouldRefuseWhenTheThresholdIsOutOfRange(double threshold) {
        assertThatThrownBy(() -> new TruncatedL1(1, threshold))
                .hasMessage("threshold: expected above 0 and at most 1e30, got " + threshold);
    }
}
