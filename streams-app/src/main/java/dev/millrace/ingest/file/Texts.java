package dev.millrace.ingest.file;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a piece of text is, if anything: each method gives null for text of another kind, and throws nothing. */
final class Texts {

    private Texts() {}

    /** true or false, in any case. */
    static @Nullable Boolean toBoolean(String text) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        return text.equalsIgnoreCase("false") ? false : null;
    }

    /** A decimal integer of 64 bits, with or without a sign. */
    static @Nullable Long toLong(String text) {
        int length = text.length();
        int start = length > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        if (length == start || length > 20) {
            return null;
        }
        for (int i = start; i < length; i++) {
            if (!isDigit(text.charAt(i))) {
                return null;
            }
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A decimal number within the range of a double, or NaN, Infinity, Inf with or without a sign, in any case. */
    static @Nullable Double toDouble(String text) {
        if (text.isEmpty()) {
            return null;
        }
        boolean hasDigit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            hasDigit |= isDigit(c);
            if (!isDigit(c) && "+-.eE".indexOf(c) < 0) {
                // Double.parseDouble would also take "1d", "0x1p3" and spaces.
                return notFinite(text);
            }
        }
        try {
            double value = hasDigit ? Double.parseDouble(text) : Double.NaN;
            return Double.isFinite(value) ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Double notFinite(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    /** {@code 2001-01-01T00:01}, with or without seconds and fractions; a space may stand for the T. */
    static @Nullable LocalDateTime toLocalDateTime(String text) {
        String iso = iso(text);
        try {
            return iso == null ? null : iso.length() == 16 ? toMinute(iso) : LocalDateTime.parse(iso);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A tenth of the time that the formatter takes, for the most frequent form. */
    private static @Nullable LocalDateTime toMinute(String iso) {
        int year = 100 * twoDigits(iso, 0) + twoDigits(iso, 2);
        int month = twoDigits(iso, 5);
        int day = twoDigits(iso, 8);
        int hour = twoDigits(iso, 11);
        int minute = twoDigits(iso, 14);
        boolean digits = (year | month | day | hour | minute) >= 0;
        return digits ? LocalDateTime.of(year, month, day, hour, minute) : null;
    }

    /** Negative if there are none; so negative that a year stays so. */
    private static int twoDigits(String text, int at) {
        char tens = text.charAt(at);
        char ones = text.charAt(at + 1);
        return isDigit(tens) && isDigit(ones) ? 10 * (tens - '0') + (ones - '0') : -1_000_000;
    }

    /** The same with an offset, {@code Z} or {@code +02:00}. */
    static @Nullable Instant toInstant(String text) {
        String iso = iso(text);
        char last = iso == null ? ' ' : iso.charAt(iso.length() - 1);
        if (iso == null || (last != 'Z' && iso.indexOf('+', 16) < 0 && iso.indexOf('-', 16) < 0)) {
            return null;
        }
        try {
            return OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** {@code 2001-01-01}. */
    static @Nullable LocalDate toDate(String text) {
        try {
            return text.length() == 10 ? LocalDate.parse(text) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    static Instant atUtc(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC);
    }

    /** Cheap first look, since a failed parse costs an exception; null if it is no date with a time. */
    private static @Nullable String iso(String text) {
        boolean shaped = text.length() >= 16
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(13) == ':'
                && isDigit(text.charAt(0));
        if (!shaped) {
            return null;
        }
        return switch (text.charAt(10)) {
            case 'T' -> text;
            case ' ' -> text.substring(0, 10) + 'T' + text.substring(11);
            default -> null;
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
