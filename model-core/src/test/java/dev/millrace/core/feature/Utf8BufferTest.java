package dev.millrace.core.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.hash.Murmur3;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8BufferTest {

    private final Utf8Buffer buffer = new Utf8Buffer();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldHoldTheBytesOfTheStringsWhenTheyAreRandom(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            buffer.clear();
            String first = randomString(random);
            String second = randomString(random);
            buffer.append(first);
            // No String, so that the text's own bytes cannot be asked for.
            buffer.append(CharBuffer.wrap(second));

            assertHolds(bytes(first), bytes(second));
        }
    }

    @Test
    void shouldReplaceALoneSurrogateAsStringDoes() {
        for (String text : new String[] {"\ud800", "a\ud800b", "\udc00\ud800", "\ud83d\ude00", "é\udfff", "x\ud83d"}) {
            buffer.clear();
            buffer.append(text);

            assertHolds(bytes(text));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 12345, -1, -10, -987654321, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldAppendNumbersInDecimal(long number) {
        buffer.append("n:");
        buffer.append(number);

        assertHolds(bytes("n:" + number));
    }

    @Test
    void shouldAppendBytesFromTheMiddleOfAnArrayAndGrow() {
        byte[] bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        for (byte b : bytes) {
            buffer.append(new byte[] {1, b, 2}, 1, 1);
        }

        assertHolds(bytes);
    }

    @Test
    void shouldBeEmptyWhenCleared() {
        buffer.append("something");
        buffer.clear();

        assertThat(buffer.length()).isZero();
        assertThat(buffer.toString()).isEmpty();
        assertHolds(new byte[0]);
    }

    private void assertHolds(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        assertThat(buffer.length()).isEqualTo(length);
        assertThat(buffer.hash(42)).isEqualTo(Murmur3.hash(all, 42));
        assertThat(buffer.toString()).isEqualTo(new String(all, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** ASCII first, then anything: two and three byte characters, pairs, lone surrogates. */
    private static String randomString(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(100); n > 0; n--) {
            text.append((char) random.nextInt(0x80));
        }
        for (int n = random.nextInt(20); n > 0; n--) {
            switch (random.nextInt(5)) {
                case 0 -> text.append((char) random.nextInt(0x80));
                case 1 -> text.append((char) (0x80 + random.nextInt(0x780)));
                case 2 -> text.append((char) (0x800 + random.nextInt(0xd000)));
                case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                default -> text.append((char) (0xd800 + random.nextInt(0x800)));
            }
        }
        return text.toString();
    }
}
