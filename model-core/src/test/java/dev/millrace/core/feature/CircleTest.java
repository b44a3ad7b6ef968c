package dev.millrace.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CircleTest {

    @Test
    void shouldAgreeWithSineAndCosineAllAround() {
        for (int i = 0; i <= 10_000; i++) {
            double turns = i / 10_000.0;

            assertThat(Circle.sine(turns)).isCloseTo(Math.sin(2 * Math.PI * turns), within(1e-15));
            assertThat(Circle.cosine(turns)).isCloseTo(Math.cos(2 * Math.PI * turns), within(1e-15));
        }
    }

    @Test
    void shouldBeExactOnTheAxes() {
        double[] sines = {0, 1, 0, -1, 0};
        double[] cosines = {1, 0, -1, 0, 1};
        for (int quarter = 0; quarter <= 4; quarter++) {
            assertThat(Circle.sine(quarter / 4.0) + 0.0).isEqualTo(sines[quarter]);
            assertThat(Circle.cosine(quarter / 4.0) + 0.0).isEqualTo(cosines[quarter]);
        }
    }
}
