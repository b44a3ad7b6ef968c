package dev.millrace.core.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Murmur3Test {

    @ParameterizedTest
    @CsvSource({
        "'', 0000000000000000",
        "hello, cbd8a7b341bd9b02",
        "The quick brown fox jumps over the lazy dog, e34bbc7bbc071b6c"
    })
    void shouldGiveThePublishedFirstHalfWhenTheSeedIsZero(String text, String expected) {
        long hash = Murmur3.hash(text.getBytes(StandardCharsets.UTF_8), 0);

        assertThat(String.format("%016x", hash)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0xffffffffL, -1, 0x123456789abcdef0L})
    void shouldEqualTheReferenceWhenTheLengthIsAnything(long seed) {
        byte[] bytes = new byte[80];
        new Random(seed).nextBytes(bytes);
        for (int length = 0; length <= 64; length++) {
            for (int offset : new int[] {0, 1, 7, 16}) {
                assertThat(Murmur3.hash(bytes, offset, length, seed))
                        .as("%d bytes from %d", length, offset)
                        .isEqualTo(reference(bytes, offset, length, seed));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 42, -7})
    void shouldHashFloatsAsTheirLittleEndianBytes(long seed) {
        Random random = new Random(seed);
        float[] floats = new float[40];
        ByteBuffer bytes = ByteBuffer.allocate(4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < floats.length; i++) {
            // All bit patterns, NaN payloads and negative zero among them.
            floats[i] = i == 3 ? -0f : Float.intBitsToFloat(random.nextInt());
            bytes.putInt(4 * i, Float.floatToRawIntBits(floats[i]));
        }
        for (int offset = 0; offset < 4; offset++) {
            for (int length = 0; length <= 36; length++) {
                assertThat(Murmur3.hash(floats, offset, length, seed))
                        .as("%d floats from %d", length, offset)
                        .isEqualTo(Murmur3.hash(bytes.array(), 4 * offset, 4 * length, seed));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 99})
    void shouldHashAPairAsItsSixteenBytes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            long a = random.nextLong();
            long b = random.nextLong();
            byte[] bytes = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(a)
                    .putLong(b)
                    .array();

            assertThat(Murmur3.hash(a, b, seed)).isEqualTo(Murmur3.hash(bytes, seed));
        }
    }

    /** Word by word after the description of the algorithm, every byte taken alone. */
    private static long reference(byte[] data, int offset, int length, long seed) {
        long c1 = 0x87c37b91114253d5L;
        long c2 = 0x4cf5ad432745937fL;
        long[] h = {seed, seed};
        int blocks = length / 16;
        for (int block = 0; block < blocks; block++) {
            long k1 = word(data, offset + 16 * block, 8);
            long k2 = word(data, offset + 16 * block + 8, 8);
            h[0] ^= rotate(k1 * c1, 31) * c2;
            h[0] = rotate(h[0], 27) + h[1];
            h[0] = h[0] * 5 + 0x52dce729L;
            h[1] ^= rotate(k2 * c2, 33) * c1;
            h[1] = rotate(h[1], 31) + h[0];
            h[1] = h[1] * 5 + 0x38495ab5L;
        }
        int rest = length - 16 * blocks;
        if (rest > 8) {
            h[1] ^= rotate(word(data, offset + 16 * blocks + 8, rest - 8) * c2, 33) * c1;
        }
        if (rest > 0) {
            h[0] ^= rotate(word(data, offset + 16 * blocks, Math.min(8, rest)) * c1, 31) * c2;
        }
        h[0] ^= length;
        h[1] ^= length;
        h[0] += h[1];
        h[1] += h[0];
        return avalanche(h[0]) + avalanche(h[1]);
    }

    private static long word(byte[] data, int offset, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word += (data[offset + i] & 0xffL) << (8 * i);
        }
        return word;
    }

    private static long rotate(long x, int bits) {
        return (x << bits) | (x >>> (64 - bits));
    }

    private static long avalanche(long k) {
        long a = (k ^ (k >>> 33)) * 0xff51afd7ed558ccdL;
        long b = (a ^ (a >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return b ^ (b >>> 33);
    }
}
