package dev.millrace.core.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.hash.Murmur3;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockCodecTest {

    private static final int BLOCK = 1_234_567;
    private static final float[] GOLDEN = {0, 1, -2.5f, Float.MAX_VALUE, Float.MIN_VALUE, -0f, 0.1f};

    private final float[] decoded = new float[7];

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 64, 131_072})
    void shouldReadBackWhatWasWritten(int length) {
        Random random = new Random(length);
        float[] floats = new float[length + 5];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) random.nextGaussian();
        }
        long checksum = BlockCodec.checksum(BLOCK, floats, 3, length);

        byte[] encoded = BlockCodec.encode(floats, 3, length, checksum);
        float[] copy = new float[length + 2];
        copy[0] = 77;
        copy[length + 1] = 77;

        assertThat(encoded).hasSize(12 + 4 * length);
        assertThat(BlockCodec.decode(BLOCK, encoded, copy, 1, length)).isEqualTo(checksum);
        assertThat(Arrays.equals(copy, 1, length + 1, floats, 3, length + 3)).isTrue();
        assertThat(copy[0]).isEqualTo(77);
        assertThat(copy[length + 1]).isEqualTo(77);
    }

    @Test
    void shouldReadAndWriteTheGoldenFileForever() throws Exception {
        byte[] golden = golden();

        long checksum = BlockCodec.decode(BLOCK, golden, decoded, 0, 7);

        for (int i = 0; i < 7; i++) {
            assertThat(Float.floatToRawIntBits(decoded[i])).isEqualTo(Float.floatToRawIntBits(GOLDEN[i]));
        }
        assertThat(BlockCodec.encode(GOLDEN, 0, 7, checksum)).containsExactly(golden);
        assertThat(checksum).isEqualTo(Murmur3.hash(Arrays.copyOfRange(golden, 12, 40), BLOCK));
    }

    @Test
    void shouldRefuseWhenTheVersionIsAnother() throws Exception {
        byte[] bytes = golden();
        bytes[0] = (byte) 0xf2;

        assertRefused(
                bytes,
                "expected format version 1, found 242; it was written by another version of Millrace:"
                        + " run that version");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldRefuseWhenTheCountIsAnother(int at) throws Exception {
        byte[] bytes = golden();
        bytes[at] ^= (byte) 0x80;

        int found = 7 ^ 0x80 << (8 * (at - 1));
        assertRefused(bytes, "expected 7 floats, found " + found + " in 40 bytes");
    }

    @Test
    void shouldRefuseWhenTheLengthIsAnother() throws Exception {
        byte[] golden = golden();

        assertRefused(Arrays.copyOf(golden, 41), "expected 7 floats, found 7 in 41 bytes");
        assertRefused(Arrays.copyOf(golden, 36), "expected 7 floats, found 7 in 36 bytes");
        assertRefused(Arrays.copyOf(golden, 12), "expected 7 floats, found 7 in 12 bytes");
        assertRefused(Arrays.copyOf(golden, 11), "expected at least 12 bytes, found 11");
        assertRefused(new byte[0], "expected at least 12 bytes, found 0");
    }

    @Test
    void shouldRefuseWhenAnyBitOfChecksumOrContentIsFlipped() throws Exception {
        byte[] golden = golden();
        String expected = checksumOf(golden);
        for (int bit = 8 * 4; bit < 8 * golden.length; bit++) {
            byte[] bytes = golden.clone();
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            String found = String.format("%016x", Murmur3.hash(Arrays.copyOfRange(bytes, 12, 40), BLOCK));

            assertRefused(bytes, "expected checksum " + checksumOf(bytes) + ", found " + found);
            assertThat(checksumOf(bytes).equals(expected)).isNotEqualTo(found.equals(expected));
        }
    }

    @Test
    void shouldRefuseWhenTheBlockStandsUnderAnotherNumber() throws Exception {
        byte[] golden = golden();
        String found = String.format("%016x", Murmur3.hash(Arrays.copyOfRange(golden, 12, 40), BLOCK + 1));

        assertThatThrownBy(() -> BlockCodec.decode(BLOCK + 1, golden, decoded, 0, 7))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("parameter block 1234568: expected checksum " + checksumOf(golden) + ", found " + found);
    }

    private void assertRefused(byte[] bytes, String problem) {
        assertThatThrownBy(() -> BlockCodec.decode(BLOCK, bytes, decoded, 0, 7))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("parameter block 1234567: " + problem);
    }

    /** The checksum that stands in the header, bytes 4 to 11 in little-endian order. */
    private static String checksumOf(byte[] bytes) {
        long checksum = 0;
        for (int i = 11; i >= 4; i--) {
            checksum = checksum << 8 | (bytes[i] & 0xff);
        }
        return String.format("%016x", checksum);
    }

    private static byte[] golden() throws Exception {
        try (InputStream in =
                Objects.requireNonNull(BlockCodecTest.class.getResourceAsStream("/golden/block-v1.hex"))) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }
}
