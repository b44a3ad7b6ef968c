package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.feature.FeatureRecipe.Limits;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one wild value, or many, do to the running standardisation. */
class OnlineScalerTest {

    private static final double LIMIT = 20;
    private static final float MEAN = 10;
    private static final float DEVIATION = 3;

    @Test
    void shouldTellCountMeanAndDeviationOfWhatItTookIn() {
        OnlineScaler scaler = new OnlineScaler(1, Limits.UNLIMITED);
        assertThat(scaler.statistics(0)).isEqualTo(new ScaledFeature(0, 0, 0));
        take(scaler, 3);
        assertThat(scaler.statistics(0)).isEqualTo(new ScaledFeature(1, 3, 0));
        take(scaler, 5);
        take(scaler, 7);
        take(scaler, 9);
        assertThat(scaler.statistics(0)).isEqualTo(new ScaledFeature(4, 6, Math.sqrt(5)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldHaveTheSameBitsAsWithoutALimitWhenNothingIsBeyondIt(long seed) {
        OnlineScaler limited = new OnlineScaler(1, LIMIT);
        OnlineScaler unlimited = new OnlineScaler(1, Limits.UNLIMITED);
        // Two that are apart, lest the third be far from both.
        float[] values = stream(10_000, seed);
        values[0] = MEAN - DEVIATION;
        values[1] = MEAN + DEVIATION;
        for (float value : values) {
            assertThat(Float.floatToRawIntBits(limited.standardize(0, value)))
                    .isEqualTo(Float.floatToRawIntBits(unlimited.standardize(0, value)));
            take(limited, value);
            take(unlimited, value);
        }
        assertThat(saved(limited)).isEqualTo(saved(unlimited));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1e3",
        "1, 1e15",
        "2, 1e9",
        "2, -1e15",
        "10, 1e4",
        "10, 1e15",
        "100, 1e8",
        "1000, -1e30",
        "5000, 1e8",
        "9999, 1e15"
    })
    void shouldKeepMeanAndDeviationWhenOneValueIsWild(int position, float wild) {
        float[] values = stream(10_000, 7);
        OnlineScaler unharmed = taken(LIMIT, values);
        values[position] = wild;
        OnlineScaler harmed = taken(LIMIT, values);

        assertThat(deviation(harmed) / deviation(unharmed)).isBetween(0.99, 1.35);
        assertThat(harmed.standardize(0, MEAN)).isCloseTo(0, within(0.05f));
        // What there would be to mend without a limit.
        OnlineScaler unlimited = taken(Limits.UNLIMITED, values);
        assertThat(deviation(unlimited) / deviation(unharmed)).isGreaterThan(2.5);
    }

    @Test
    void shouldCountForNoMoreThanTheLimitWhenAValueIsWild() {
        OnlineScaler scaler = taken(LIMIT, stream(100, 3));

        assertThat(scaler.standardize(0, 1e8f)).isEqualTo(20);
        assertThat(scaler.standardize(0, -1e30f)).isEqualTo(-20);
        assertThat(scaler.standardize(0, MEAN + 19 * DEVIATION)).isBetween(17f, 20f);
        assertThat(scaler.standardize(0, Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    /** Whatever the scale, and however close together the first two are. */
    @ParameterizedTest
    @CsvSource({"1e-30, 0", "1e-6, 0", "1, 0", "1, 1e-4", "1e6, 1e-3", "1e14, 0", "1e14, 1e-5"})
    void shouldFindTheScaleWithinAFewDozenValues(float scale, float apart) {
        OnlineScaler scaler = new OnlineScaler(1, LIMIT);
        OnlineScaler unlimited = new OnlineScaler(1, Limits.UNLIMITED);
        Random random = new Random(11);
        for (int i = 0; i < 60; i++) {
            float value = scale * (i < 2 ? 1 + i * apart : (float) random.nextGaussian());
            take(scaler, value);
            take(unlimited, value);
        }
        assertThat(deviation(scaler) / deviation(unlimited)).isBetween(0.8, 1.25);
    }

    @Test
    void shouldCountTheLimitInTheMeanWhenTheFirstValuesAreCloseTogether() {
        OnlineScaler scaler = taken(LIMIT, new float[] {8, 8.25f});
        // 20 times a quarter of the mean, which is 8.125; the deviation is 0.125.
        assertThat(scaler.standardize(0, 1e6f)).isEqualTo(20 * 8.125f / 4 / 0.125f);
        assertThat(scaler.standardize(0, 5)).isEqualTo(-25);
        take(scaler, 8);
        take(scaler, 8.25f);
        assertThat(scaler.standardize(0, 1e6f)).isEqualTo(20 * 8.125f / 16 / 0.125f);
        for (int i = 0; i < 3; i++) {
            take(scaler, 8);
            take(scaler, 8.25f);
        }
        assertThat(scaler.standardize(0, 1e6f)).isEqualTo(20);
    }

    @Test
    void shouldFollowWhenTheStreamMovesByAHundredThousandDeviations() {
        OnlineScaler scaler = taken(LIMIT, stream(1_000, 5));
        float moved = MEAN + 100_000 * DEVIATION;
        int until = 0;
        while (scaler.standardize(0, moved) == LIMIT) {
            take(scaler, moved);
            until++;
        }
        // 2 n ln(d) / k^2 = 58; a little more, as n grows meanwhile, a little less, as the mean comes nearer.
        assertThat(until).isBetween(35, 70);
    }

    @Test
    void shouldTakeTheMeanForADeviationWhenNothingHasVariedYet() {
        OnlineScaler constant = new OnlineScaler(1, LIMIT);
        for (int i = 0; i < 99; i++) {
            take(constant, 50);
        }
        take(constant, 1e12f);
        // 50 once more and 20 times 50 above it: a mean of 50 + 1000 / 100.
        assertThat(constant.standardize(0, 60)).isCloseTo(0, within(1e-6f));
        assertThat(deviation(constant)).isCloseTo(Math.sqrt(1000.0 * 1000 * 99 / 100 / 100), within(1e-3));
    }

    private static float[] stream(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = MEAN + DEVIATION * (float) random.nextGaussian();
        }
        return values;
    }

    private static OnlineScaler taken(double limit, float[] values) {
        OnlineScaler scaler = new OnlineScaler(1, limit);
        for (float value : values) {
            take(scaler, value);
        }
        return scaler;
    }

    private static void take(OnlineScaler scaler, float value) {
        FeatureVector event = Vectors.of(new float[] {value}, new int[0], new float[0]);
        scaler.update(event);
    }

    /** Of the values taken in. */
    private static double deviation(OnlineScaler scaler) {
        StateReader in = new StateReader(saved(scaler));
        in.expectCount(1, "features");
        long count = in.readCount();
        in.readDouble();
        return Math.sqrt(in.readDouble() / count);
    }

    private static byte[] saved(OnlineScaler scaler) {
        StateWriter out = new StateWriter();
        scaler.save(out);
        return out.toByteArray();
    }
}
