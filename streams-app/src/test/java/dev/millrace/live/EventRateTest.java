package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventRateTest {

    private static final long SECOND = 1_000_000_000L;

    private final EventRate rate = new EventRate();

    @Test
    void shouldBeUnknownAtTheFirstLook() {
        assertThat(rate.at(5 * SECOND, 100)).isNaN();
    }

    @Test
    void shouldBeThatOfTheLastTenSeconds() {
        for (int second = 0; second <= 20; second++) {
            double found = rate.at(second * SECOND, 100L * second);
            assertThat(found).isEqualTo(Double.valueOf(second == 0 ? Double.NaN : 100));
        }
        // Nothing for five seconds: half of the window had a hundred a second.
        for (int second = 21; second <= 25; second++) {
            rate.at(second * SECOND, 2_000);
        }
        assertThat(rate.at(25 * SECOND + 1, 2_000)).isBetween(49.9, 50.1);
        assertThat(rate.at(40 * SECOND, 2_000)).isZero();
    }

    @Test
    void shouldBeginAnewWhenCountGoesBack() {
        rate.at(0, 1_000);
        assertThat(rate.at(SECOND, 900)).isNaN();
        assertThat(rate.at(2 * SECOND, 950)).isEqualTo(50);
    }
}
