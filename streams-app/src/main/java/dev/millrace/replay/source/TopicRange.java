package dev.millrace.replay.source;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a topic is read. Both bounds belong to it.
 *
 * <p>A time is that of records, which need not ascend: a range begins at the first record of its time or later, and ends
 * before the first record that is later than its end, in each partition. All records between the two belong to it.
 *
 * @param from null: the beginning of the topic
 * @param until null: its end
 */
public record TopicRange(@Nullable Bound from, @Nullable Bound until) {

    /** All of a topic. */
    public static final TopicRange WHOLE = new TopicRange(null, null);

    /** A record of a topic. */
    public sealed interface Bound permits Offset, Time {}

    /** Its offset, 0 or greater. */
    public record Offset(long value) implements Bound {
        public Offset {
            if (value < 0) {
                throw new IllegalArgumentException("expected an offset of 0 or more, got " + value);
            }
        }
    }

    /**
     * Its time.
     *
     * @param millis since 1970-01-01T00:00Z
     * @param text as it was given
     */
    public record Time(long millis, String text) implements Bound {}

    public TopicRange {
        boolean offsets = from instanceof Offset first && until instanceof Offset last && first.value() > last.value();
        boolean times = from instanceof Time first && until instanceof Time last && first.millis() > last.millis();
        if (offsets || times) {
            throw new IllegalArgumentException("--from " + text(from) + " is behind --until " + text(until)
                    + ": the range is empty; --until is the last that is read");
        }
    }

    /**
     * Takes a range from a command line. A bound is an offset, such as {@code 1000}; a time in ISO 8601, such as {@code
     * 2001-01-31T23:59:00Z}, or without an offset in the given zone; a date, of which {@code until} takes the whole day;
     * or milliseconds since 1970, such as {@code 980985540000ms}.
     *
     * @param from null if it was not given
     * @param until null if it was not given
     * @throws IllegalArgumentException if a bound is none of that, or nothing is between them; the message is for the user
     */
    public static TopicRange parse(@Nullable String from, @Nullable String until, ZoneId zone) {
        return new TopicRange(
                from == null ? null : bound("--from", from, zone, false),
                until == null ? null : bound("--until", until, zone, true));
    }

    /** As a user gives it. */
    static String text(@Nullable Bound bound) {
        if (bound instanceof Offset offset) {
            return Long.toString(offset.value());
        }
        return bound instanceof Time time ? time.text() : "";
    }

    private static Bound bound(String option, String text, ZoneId zone, boolean wholeDay) {
        try {
            if (text.matches("[+-]?\\d+")) {
                return new Offset(Long.parseLong(text));
            }
            return new Time(
                    text.matches("-?\\d+ms")
                            ? Long.parseLong(text.substring(0, text.length() - 2))
                            : time(text, zone, wholeDay),
                    text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": expected a number of 64 bits, got " + text, e);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    option + ": expected an offset such as 1000, a time such as 2001-01-31T23:59 or"
                            + " 2001-01-31T23:59:00Z, a date such as 2001-01-31, or milliseconds since 1970 such as"
                            + " 980985540000ms; got '" + text + "'",
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private static long time(String text, ZoneId zone, boolean wholeDay) {
        if (text.length() == "2001-01-31".length()) {
            LocalDate day = LocalDate.parse(text);
            return wholeDay ? startMillis(day.plusDays(1), zone) - 1 : startMillis(day, zone);
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException notWithOffset) {
            return LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
        }
    }

    private static long startMillis(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
