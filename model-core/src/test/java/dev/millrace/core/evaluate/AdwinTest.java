package dev.millrace.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdwinTest {

    private static final double DELTA = 1e-4;

    private final Adwin adwin = new Adwin(DELTA);

    @ParameterizedTest
    @CsvSource({
        // seed, values after the change when it was told, alarms in all, values of before that are left
        "1, 176, 2, 80",
        "2, 240, 6, 16",
        "3, 240, 4, 272",
    })
    void shouldTellOfARiseAndForgetWhatWasBefore(long seed, int toldAfter, long alarms, long left) {
        Random random = new Random(seed);
        assertThat(addBernoulli(random, 0.3, 10_000)).isEqualTo(-1);
        assertThat(adwin.size()).isEqualTo(10_000);

        int told = addBernoulli(random, 0.5, 2000);

        assertThat(new long[] {told, adwin.alarms(), adwin.size() - 2000}).containsExactly(toldAfter, alarms, left);
        assertThat(adwin.mean()).isCloseTo(0.5, within(0.05));
    }

    @ParameterizedTest
    @CsvSource({"1, 144", "2, 144", "3, 272"})
    void shouldBeSilentAndForgetWhatWasBeforeWhenTheMeanFalls(long seed, long left) {
        Random random = new Random(seed);
        addBernoulli(random, 0.5, 10_000);

        int told = addBernoulli(random, 0.3, 2000);

        assertThat(told).isEqualTo(-1);
        assertThat(adwin.alarms()).isZero();
        assertThat(adwin.size() - 2000).isEqualTo(left);
        assertThat(adwin.mean()).isCloseTo(0.3, within(0.03));
    }

    @Test
    void shouldGoOnAfterAnAlarmWhenItsWindowWasClearedAndSaved() {
        Adwin adwin = new Adwin(1e-4);
        for (int i = 0; i < 1000; i++) {
            adwin.add(0);
        }
        while (!adwin.add(1)) {
            assertThat(adwin.size()).isLessThan(1200);
        }
        adwin.clear();
        assertThat(adwin.alarms()).isEqualTo(1);
        for (int i = 0; i <= 100; i++) {
            StateWriter state = new StateWriter();
            adwin.save(state);
            Adwin loaded = new Adwin(1e-4);
            loaded.load(new StateReader(state.toByteArray()));
            assertThat(loaded.size()).isEqualTo(adwin.size()).isEqualTo(i);
            assertThat(loaded.alarms()).isEqualTo(1);
            adwin = loaded;
            assertThat(adwin.add(1)).isFalse();
        }
    }

    @Test
    void shouldTellOfAGradualRiseAgainAndAgain() {
        Random random = new Random(1);
        addBernoulli(random, 0.3, 10_000);
        int told = -1;
        for (int i = 0; i < 10_000; i++) {
            if (adwin.add(random.nextDouble() < 0.3 + 0.4 * i / 10_000 ? 1 : 0) && told < 0) {
                told = i;
            }
        }
        assertThat(told).isEqualTo(1839);
        assertThat(adwin.alarms()).isEqualTo(16);
        assertThat(adwin.size()).isEqualTo(3616);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "4, true", "1, false", "2, false", "3, false", "4, false"})
    void shouldTellNothingInAMillionValuesOfOneKind(long seed, boolean bernoulli) {
        Random random = new Random(seed);
        int n = 1_000_000;
        for (int i = 0; i < n; i++) {
            double value = random.nextDouble();
            assertThat(adwin.add(bernoulli ? (value < 0.3 ? 1 : 0) : value)).isFalse();
        }
        assertThat(adwin.size()).isEqualTo(n);
        assertThat(adwin.mean()).isCloseTo(bernoulli ? 0.3 : 0.5, within(0.002));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldDropWhatTheWholeOfItsValuesSaysAndKeepTheirSums(long seed) {
        Random random = new Random(seed);
        double[] values = drifting(random, 20_000);
        PlainAdwin plain = new PlainAdwin(DELTA);
        for (int i = 0; i < values.length; i++) {
            boolean told = adwin.add(values[i]);

            assertThat(told).as("alarm at %s", i).isEqualTo(plain.add(values[i]));
            assertThat(adwin.size()).as("size at %s", i).isEqualTo(plain.size());
        }
        double sum = 0;
        for (int i = values.length - (int) adwin.size(); i < values.length; i++) {
            sum += values[i];
        }
        assertThat(adwin.mean()).isCloseTo(sum / adwin.size(), within(1e-13));
        assertThat(adwin.alarms()).isPositive();
    }

    @Test
    void shouldKeepTheSumAndTheDeviationsOfEachBucket() {
        Random random = new Random(5);
        double[] values = new double[5000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble();
            adwin.add(values[i]);
        }
        StateReader in = new StateReader(saved(adwin));
        in.expectCount(5000 % 32, "untested");
        in.expectCount(0, "alarms");
        int end = values.length;
        int rows = (int) in.readCount(48, "rows");
        for (int row = 0; row < rows; row++) {
            int buckets = (int) in.readCount(5, "buckets");
            int n = 1 << row;
            end -= buckets * n;
            for (int b = 0; b < buckets; b++) {
                double[] bucket = Arrays.copyOfRange(values, end + b * n, end + (b + 1) * n);
                double mean = Arrays.stream(bucket).sum() / n;
                double deviation =
                        Arrays.stream(bucket).map(v -> (v - mean) * (v - mean)).sum();
                assertThat(in.readDouble()).isCloseTo(mean * n, within(1e-11));
                if (row > 0) {
                    assertThat(in.readDouble()).isCloseTo(deviation, within(1e-11));
                }
            }
        }
        in.expectEnd();
        assertThat(end).isZero();
    }

    @Test
    void shouldLoseTheOldestBucketWhenTheLastRowIsFull() {
        Adwin small = new Adwin(DELTA, 6);
        for (int i = 0; i < 10_000; i++) {
            small.add(i % 2);
            assertThat(small.size()).isLessThanOrEqualTo(5 * 63);
        }
        // Between two merges into the last row its 4 or 5 buckets of 32 stay, and the lower rows fill.
        assertThat(small.size()).isGreaterThanOrEqualTo(4 * 63);
        assertThat(small.mean()).isCloseTo(0.5, within(0.002));
        assertThat(saved(reloaded(small, 6))).isEqualTo(saved(small));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 100, 2050, 9999})
    void shouldGoOnToTheBitWhenLoaded(int at) {
        double[] values = drifting(new Random(7), 20_000);
        for (int i = 0; i < at; i++) {
            adwin.add(values[i]);
        }
        Adwin loaded = reloaded(adwin, 48);
        for (int i = at; i < values.length; i++) {
            assertThat(loaded.add(values[i])).isEqualTo(adwin.add(values[i]));
        }
        assertThat(loaded.alarms()).isEqualTo(adwin.alarms()).isPositive();
        assertThat(loaded.size()).isEqualTo(adwin.size());
        assertThat(saved(loaded)).isEqualTo(saved(adwin));
    }

    @Test
    void shouldForgetItsOwnWindowWhenAnotherIsLoaded() {
        addBernoulli(new Random(1), 0.3, 5000);
        Adwin other = new Adwin(DELTA);
        other.add(0.25);

        adwin.load(new StateReader(saved(other)));

        assertThat(adwin.size()).isEqualTo(1);
        assertThat(adwin.mean()).isEqualTo(0.25);
        assertThat(saved(adwin)).isEqualTo(saved(other));
    }

    @Test
    void shouldWriteTheseBytesForever() {
        for (int i = 0; i < 6; i++) {
            adwin.add(i % 2);
        }
        StateWriter expected = new StateWriter();
        for (int count : new int[] {6, 0, 2, 4}) {
            expected.writeCount(count);
        }
        expected.writeDoubles(new double[] {0, 1, 0, 1});
        expected.writeCount(1);
        expected.writeDoubles(new double[] {1, 0.5});
        assertThat(saved(adwin)).isEqualTo(expected.toByteArray());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    32 0 1 1 .5             | values since the last test of the window: expected at most 31, found 32
                    0 0 49                  | rows of the window: expected at most 48, found 49
                    6 0 1 6                 | buckets of a row: expected at most 5, found 6
                    2 0 2 3 0. 0. 0.           | buckets of a row: expected at least 4, found 3
                    0 0 1 0                 | buckets of a row: expected at least 1, found 0
                    1 0 1 1 NaN             | sum of a bucket: expected a finite number, found NaN
                    1 0 1 1 1.5             | sum of a bucket: expected 0 to 1.0, found 1.5
                    1 0 1 1 -.5             | sum of a bucket: expected 0 to 1.0, found -0.5
                    6 0 2 4 0. 0. 0. 0. 1 2.5   | sum of a bucket: expected 0 to 2.0, found 2.5
                    6 0 2 4 0. 0. 0. 0. 1 1. .6 | deviations of a bucket: expected 0 to 0.500000002, found 0.6
                    6 0 2 4 0. 0. 0. 0. 1 1. -1. | deviations of a bucket: expected 0 to 0.500000002, found -1.0
                    2 0 1 1 .5 | values in the window: expected 2, or 32 and more, found 1
                    """)
    void shouldRefuseWhatCannotHaveBeenWritten(String state, String message) {
        StateWriter out = new StateWriter();
        for (String part : state.split(" ", -1)) {
            if (part.contains(".") || part.equals("NaN")) {
                out.writeDouble(Double.parseDouble(part));
            } else {
                out.writeCount(Long.parseLong(part));
            }
        }
        assertThatThrownBy(() -> adwin.load(new StateReader(out.toByteArray())))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseWhatEndsEarly() {
        addBernoulli(new Random(1), 0.3, 1000);
        byte[] whole = saved(adwin);
        for (int length = 0; length < whole.length; length++) {
            StateReader in = new StateReader(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> new Adwin(DELTA).load(in)).isInstanceOf(CorruptStateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-4.9e-324, 1.0000000000000002, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseAValueThatIsNotFromZeroToOne(double value) {
        adwin.add(1);
        assertThatThrownBy(() -> adwin.add(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value: expected 0 to 1, got " + value + "; scale or clip it first");
        assertThat(adwin.size()).isEqualTo(1);
        assertThat(adwin.mean()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 2, Double.NaN})
    void shouldRefuseADeltaThatIsNoChance(double delta) {
        assertThatThrownBy(() -> new Adwin(delta))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delta: expected above 0 and below 1, got " + delta);
    }

    @Test
    void shouldHaveNoMeanBeforeTheFirstValue() {
        assertThat(adwin.mean()).isNaN();
        assertThat(adwin.size()).isZero();
    }

    /** How many values had come when the first alarm was, or -1. */
    private int addBernoulli(Random random, double mean, int n) {
        int told = -1;
        for (int i = 1; i <= n; i++) {
            if (adwin.add(random.nextDouble() < mean ? 1 : 0) && told < 0) {
                told = i;
            }
        }
        return told;
    }

    /** The mean jumps every 2500 values, up or down. */
    private static double[] drifting(Random random, int n) {
        double[] values = new double[n];
        double power = 1;
        for (int i = 0; i < n; i++) {
            if (i % 2500 == 0) {
                power = 0.3 + 2 * random.nextDouble();
            }
            values[i] = StrictMath.pow(random.nextDouble(), power);
        }
        return values;
    }

    private static byte[] saved(Adwin adwin) {
        StateWriter out = new StateWriter();
        adwin.save(out);
        return out.toByteArray();
    }

    private static Adwin reloaded(Adwin adwin, int rows) {
        Adwin loaded = new Adwin(DELTA, rows);
        StateReader in = new StateReader(saved(adwin));
        loaded.load(in);
        in.expectEnd();
        return loaded;
    }
}
