package dev.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private record Numbers(double wide, Double boxedWide, float narrow, Float boxedNarrow) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldWriteTheFewestDigitsThatGiveTheFloatBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                String text = write(value);
                assertThat(Float.floatToRawIntBits(Float.parseFloat(text))).isEqualTo(Float.floatToRawIntBits(value));
                // Also for those who read a double first.
                assertThat((float) Double.parseDouble(text)).isEqualTo(value);
                assertThat(digits(text)).as(text).isEqualTo(fewestDigits(value));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldGiveTheDoubleBackWhenRead(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.doubleToRawLongBits(Double.parseDouble(write(value))))
                        .isEqualTo(Double.doubleToRawLongBits(value));
            }
        }
    }

    /** JDK 17 itself writes 1.10000005E10 for the first and 9.999999999999999E22 for the last but one. */
    @ParameterizedTest
    @CsvSource({"1.1E10f,1.1E10", "0.3f,0.3", "2.0E-3d,0.002", "0.1d,0.1", "1e23d,1.0E23", "2e23d,2.0E23"})
    void shouldBeShortWhenNumberIsShort(String literal, String expected) {
        String number = literal.substring(0, literal.length() - 1);
        Object value = literal.endsWith("f") ? (Object) Float.valueOf(number) : Double.valueOf(number);
        assertThat(write(value)).isEqualTo(expected);
    }

    @Test
    void shouldWriteNullWhenNumberIsNotFinite() {
        assertThat(write(new Numbers(Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN)))
                .isEqualTo("{\"wide\":null,\"boxedWide\":null,\"narrow\":null,\"boxedNarrow\":null}");
        assertThat(write(new Numbers(-0.0, 1.5, 0.1f, -0.1f)))
                .isEqualTo("{\"wide\":-0.0,\"boxedWide\":1.5,\"narrow\":0.1,\"boxedNarrow\":-0.1}");
    }

    private static String write(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private static int digits(String text) {
        return new BigDecimal(text).stripTrailingZeros().precision();
    }

    /** By trying: 1 digit, 2 digits and so on of the exact value, and the neighbours of each. */
    private static int fewestDigits(float value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < 10; digits++) {
            BigDecimal near = exact.round(new MathContext(digits));
            BigDecimal step = near.ulp();
            if (near.floatValue() == value
                    || near.add(step).floatValue() == value
                    || near.subtract(step).floatValue() == value) {
                return near.stripTrailingZeros().precision();
            }
        }
        throw new AssertionError(value + " has more than 9 digits");
    }
}
