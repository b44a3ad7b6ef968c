package dev.millrace.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateCodecTest {

    private final StateWriter writer = new StateWriter();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldReadBackWhatWasWritten(long seed) {
        writeRandom(new Random(seed));

        StateReader reader = new StateReader(writer.toByteArray());

        readRandom(reader, new Random(seed));
        reader.expectEnd();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 16383, 16384, Integer.MAX_VALUE, 1L << 32, 1L << 62, Long.MAX_VALUE})
    void shouldTakeSevenBitsAByteWhenACountIsWritten(long count) {
        writer.writeCount(count);

        int bits = Math.max(1, 64 - Long.numberOfLeadingZeros(count));
        assertThat(writer.length()).isEqualTo((bits + 6) / 7);
        assertThat(new StateReader(writer.toByteArray()).readCount()).isEqualTo(count);
    }

    @Test
    void shouldRefuseToWriteANegativeCount() {
        assertThatThrownBy(() -> writer.writeCount(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 0 or greater, got -1");
        assertThat(writer.length()).isZero();
    }

    @Test
    void shouldKeepAllBitsOfADouble() {
        long[] bits = {0x7ff8_0000_0000_0123L, 0x8000_0000_0000_0000L, 1, 0xfff0_0000_0000_0000L};
        for (long b : bits) {
            writer.writeDouble(Double.longBitsToDouble(b));
        }

        StateReader reader = new StateReader(writer.toByteArray());

        for (long b : bits) {
            assertThat(Double.doubleToRawLongBits(reader.readDouble())).isEqualTo(b);
        }
    }

    @Test
    void shouldWriteTheseBytesForever() {
        writer.writeInt(0x01020304);
        writer.writeLong(-2);
        writer.writeCount(300);
        writer.writeDouble(1);

        assertThat(writer.toByteArray())
                .containsExactly(
                        4, 3, 2, 1, -2, -1, -1, -1, -1, -1, -1, -1, 0xac - 256, 2, 0, 0, 0, 0, 0, 0, 0xf0 - 256, 0x3f);
    }

    @Test
    void shouldStartOverWhenCleared() {
        writer.writeLong(1);
        writer.clear();
        writer.writeInt(7);

        assertThat(writer.toByteArray()).containsExactly(7, 0, 0, 0);
        assertThat(writer.array()[0]).isEqualTo((byte) 7);
    }

    @Test
    void shouldRefuseWhenTheBytesEndEarly() {
        writeRandom(new Random(4));
        byte[] whole = writer.toByteArray();
        for (int length = 0; length < whole.length; length += 307) {
            StateReader reader = new StateReader(Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> readRandom(reader, new Random(4)))
                    .isInstanceOf(CorruptStateException.class)
                    .hasMessage("learner state: ends at byte " + length + ", expected more");
        }
    }

    @Test
    void shouldRefuseWhenBytesAreLeftOver() {
        StateReader reader = new StateReader(new byte[5]);
        reader.readInt();

        assertThatThrownBy(reader::expectEnd)
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("learner state: expected the end at byte 4, found 5 bytes");
    }

    @Test
    void shouldRefuseWhenACountIsNegativeOrDoesNotEnd() {
        byte[] negative = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        byte[] endless = new byte[12];
        Arrays.fill(endless, (byte) 0x80);
        for (byte[] bytes : new byte[][] {negative, endless}) {
            assertThatThrownBy(() -> new StateReader(bytes).readCount())
                    .isInstanceOf(CorruptStateException.class)
                    .hasMessage("learner state: the count at byte 0 does not end");
        }
    }

    @Test
    void shouldRefuseWhenAValueIsNotTheExpectedOne() {
        writer.writeInt(2);
        byte[] two = writer.toByteArray();
        assertThatThrownBy(() -> new StateReader(two).expectInt(1, "format"))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("format: expected 1, found 2");
        assertThatThrownBy(() -> new StateReader(two).expectCount(3, "things"))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("things: expected 3, found 2");
        assertThatThrownBy(() -> new StateReader(two).readCount(1, "things"))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("things: expected at most 1, found 2");
        assertThat(new StateReader(two).readCount(2, "things")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void shouldRefuseWhenANumberIsNotFinite(double value) {
        writer.writeDouble(value);

        assertThatThrownBy(() -> new StateReader(writer.toByteArray()).readFinite("mean"))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("mean: expected a finite number, found " + value);
    }

    private void writeRandom(Random random) {
        for (int i = 0; i < 200; i++) {
            writer.writeInt(random.nextInt());
            writer.writeLong(random.nextLong());
            writer.writeCount(random.nextLong() >>> (1 + random.nextInt(63)));
            writer.writeDouble(random.nextGaussian());
            writer.writeDoubles(new double[] {random.nextDouble(), random.nextDouble()});
        }
    }

    private static void readRandom(StateReader reader, Random random) {
        double[] pair = new double[2];
        for (int i = 0; i < 200; i++) {
            assertThat(reader.readInt()).isEqualTo(random.nextInt());
            assertThat(reader.readLong()).isEqualTo(random.nextLong());
            assertThat(reader.readCount()).isEqualTo(random.nextLong() >>> (1 + random.nextInt(63)));
            assertThat(reader.readDouble()).isEqualTo(random.nextGaussian());
            reader.readDoubles(pair);
            assertThat(pair).containsExactly(random.nextDouble(), random.nextDouble());
        }
    }
}
