package dev.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.hash.Murmur3;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.SourceOffset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderCodecTest {

    private static final int PREFIX = 9;

    @Test
    void shouldReadTheGoldenHeader() throws IOException {
        assertThat(HeaderCodec.decode(golden(2))).isEqualTo(header());
    }

    @Test
    void shouldReadTheGoldenHeaderOfVersion1WhichHadNoSources() throws IOException {
        ModelHeader expected = header();
        expected.setSources(List.of());
        assertThat(HeaderCodec.decode(golden(1))).isEqualTo(expected);
    }

    @Test
    void shouldWriteTheGoldenHeader() throws IOException {
        assertThat(HexFormat.of().formatHex(HeaderCodec.encode(header())))
                .isEqualTo(HexFormat.of().formatHex(golden(2)));
    }

    @Test
    void shouldRefuseAnotherVersion() {
        byte[] bytes = HeaderCodec.encode(header());
        bytes[0] = 3;
        assertCorrupt(
                bytes,
                "header: expected format version 1 to 2, found 3; the store was written by another version of Millrace: run"
                        + " that version, or learn anew under another application name");
    }

    @Test
    void shouldRefuseAnotherChecksum() {
        byte[] bytes = HeaderCodec.encode(header());
        long checksum = ByteBuffer.wrap(bytes).getLong(1);
        bytes[8] ^= 1;
        assertCorrupt(bytes, String.format("header: expected checksum %016x, found %016x", checksum ^ 1, checksum));
    }

    @Test
    void shouldFindEachFlippedBit() {
        byte[] whole = HeaderCodec.encode(header());
        for (int i = PREFIX; i < whole.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bytes = whole.clone();
                bytes[i] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> HeaderCodec.decode(bytes))
                        .isInstanceOf(CorruptStateException.class)
                        .hasMessageStartingWith("header: expected checksum ");
            }
        }
    }

    @Test
    void shouldRefuseAHeaderThatEndsEarly() {
        byte[] whole = HeaderCodec.encode(header());
        assertCorrupt(Arrays.copyOf(whole, 8), "header: expected at least 9 bytes, found 8");
        assertThatThrownBy(() -> HeaderCodec.decode(Arrays.copyOf(whole, whole.length - 1)))
                .isInstanceOf(CorruptStateException.class)
                .hasMessageStartingWith("header: expected checksum ");
    }

    @Test
    void shouldRefuseBytesThatAreNoHeaderThoughTheirChecksumIsRight() {
        byte[] bytes = new byte[PREFIX + 1];
        bytes[PREFIX] = 1;
        ByteBuffer.wrap(bytes).put((byte) 1).putLong(Murmur3.hash(bytes, PREFIX, 1, 0));
        assertThatThrownBy(() -> HeaderCodec.decode(bytes))
                .isInstanceOf(CorruptStateException.class)
                .hasMessageStartingWith("header: cannot be decoded: ");
    }

    @Test
    void shouldReadAPartOfTheStateThatItWrote() {
        byte[] state = {1, 2, 3, 4, 5};
        assertThat(HeaderCodec.decodePart(7, HeaderCodec.encodePart(7, state, 1, 3)))
                .isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4}));
    }

    @Test
    void shouldRefuseAPartThatIsDamagedMissingOrAnother() {
        byte[] part = HeaderCodec.encodePart(7, new byte[] {1, 2, 3}, 0, 3);
        assertThatThrownBy(() -> HeaderCodec.decodePart(7, null))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("continuation 7 of the header: expected at least 8 bytes, found none");
        assertThatThrownBy(() -> HeaderCodec.decodePart(7, new byte[7]))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("continuation 7 of the header: expected at least 8 bytes, found 7");
        assertThatThrownBy(() -> HeaderCodec.decodePart(8, part))
                .isInstanceOf(CorruptStateException.class)
                .hasMessageStartingWith("continuation 8 of the header: expected checksum ");
        for (int i = 0; i < part.length; i++) {
            byte[] damaged = part.clone();
            damaged[i] ^= 4;
            assertThatThrownBy(() -> HeaderCodec.decodePart(7, damaged))
                    .isInstanceOf(CorruptStateException.class)
                    .hasMessageStartingWith("continuation 7 of the header: expected checksum ");
        }
    }

    private static void assertCorrupt(byte[] bytes, String message) {
        assertThatThrownBy(() -> HeaderCodec.decode(bytes))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage(message);
    }

    private static ModelHeader header() {
        return ModelHeader.newBuilder()
                .setLearner("champion")
                .setFingerprint("0123456789abcdef")
                .setConfiguration("{\"task\":\"binary\"}")
                .setTopic("events")
                .setPartition(3)
                .setOffset(1_234_567_890_123L)
                .setEventTime(Instant.ofEpochMilli(978_307_200_123L))
                .setStep(41)
                .setExamples(42)
                .setDigest(0x0123_4567_89ab_cdefL)
                .setParameterDigest(-2L)
                .setState(ByteBuffer.wrap(new byte[] {1, 0, -1, 127}))
                .setOverflow(5)
                .setSources(List.of(new SourceOffset(0, 7L), new SourceOffset(11, 1_234_567_890_123L)))
                .build();
    }

    private static byte[] golden(int version) throws IOException {
        try (InputStream in = HeaderCodecTest.class.getResourceAsStream("/golden/header-v" + version + ".hex")) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
            return HexFormat.of().parseHex(hex);
        }
    }
}
