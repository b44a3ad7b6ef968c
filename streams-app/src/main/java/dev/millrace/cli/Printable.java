package dev.millrace.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Foreign text and bytes for a terminal: nothing that they hold may move its cursor or change its colours. */
final class Printable {

    private static final int BYTES_PER_LINE = 16;

    private Printable() {}

    /** The text on one line, control and format characters escaped. */
    static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean unfit = Character.isISOControl(c)
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            printable.append(unfit ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
        }
        return printable.toString();
    }

    /** Bytes that are UTF-8 without control characters, as text; null for others. */
    static @Nullable String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return of(text).equals(text) ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Lines of an offset, 16 bytes, and what of them is ASCII, as {@code hexdump -C} prints them. */
    static List<String> hex(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += BYTES_PER_LINE) {
            StringBuilder hex = new StringBuilder();
            StringBuilder ascii = new StringBuilder();
            for (int i = from; i < Math.min(bytes.length, from + BYTES_PER_LINE); i++) {
                hex.append(i == from + BYTES_PER_LINE / 2 ? "  " : " ")
                        .append(String.format(Locale.ROOT, "%02x", bytes[i]));
                ascii.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
            }
            lines.add(String.format(Locale.ROOT, "%08x %-49s  |%s|", from, hex, ascii));
        }
        return lines;
    }
}
