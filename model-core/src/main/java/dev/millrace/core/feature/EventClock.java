package dev.millrace.core.feature;

import dev.millrace.core.feature.FeatureSpec.TimePart.Part;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Takes hour, weekday and month out of an instant without garbage: events come in nearly sorted order, so the zone's
 * offset is computed once between two of its changes, and the calendar date once a day.
 */
final class EventClock {

    private static final long DAY_MILLIS = 24 * 60 * 60 * 1000L;
    private static final double HOUR_MILLIS = 60 * 60 * 1000.0;

    private final ZoneRules zone;
    /** First millisecond at which {@link #offsetMillis} holds. */
    private long offsetFrom = Long.MAX_VALUE;
    /** Last millisecond at which it holds. */
    private long offsetTo = Long.MIN_VALUE;

    private long offsetMillis;
    private long day = Long.MIN_VALUE;
    private int weekday;
    private int month;
    private double monthFraction;
    private long millisOfDay;

    EventClock(ZoneId zone) {
        this.zone = zone.getRules();
    }

    void set(long epochMillis) {
        if (epochMillis < offsetFrom || epochMillis > offsetTo) {
            readOffset(Instant.ofEpochMilli(epochMillis));
        }
        long local = epochMillis + offsetMillis;
        millisOfDay = Math.floorMod(local, DAY_MILLIS);
        long d = Math.floorDiv(local, DAY_MILLIS);
        if (d != day) {
            day = d;
            LocalDate date = LocalDate.ofEpochDay(d);
            weekday = date.getDayOfWeek().getValue();
            month = date.getMonthValue();
            monthFraction = (date.getDayOfMonth() - 1) / (double) date.lengthOfMonth();
        }
    }

    /** Changes fall on any second: St. John's changed at one minute past midnight, and local mean times had seconds. */
    private void readOffset(Instant now) {
        offsetMillis = zone.getOffset(now).getTotalSeconds() * 1000L;
        // The previous one is strictly before; a change at this very millisecond counts.
        ZoneOffsetTransition previous = zone.previousTransition(now.plusMillis(1));
        ZoneOffsetTransition next = zone.nextTransition(now);
        offsetFrom = previous == null ? Long.MIN_VALUE : previous.toEpochSecond() * 1000;
        offsetTo = next == null ? Long.MAX_VALUE : next.toEpochSecond() * 1000 - 1;
    }

    /** The part as the category that people know: 0 to 23, 1 to 7, 1 to 12. */
    int value(Part part) {
        return switch (part) {
            case HOUR -> (int) (millisOfDay / HOUR_MILLIS);
            case WEEKDAY -> weekday;
            case MONTH -> month;
        };
    }

    /** Where in its period the part is, 0 to below 1, with the finer parts as its fraction. */
    double turns(Part part) {
        return switch (part) {
            case HOUR -> millisOfDay / (double) DAY_MILLIS;
            case WEEKDAY -> (weekday - 1 + millisOfDay / (double) DAY_MILLIS) / part.period();
            case MONTH -> (month - 1 + monthFraction) / part.period();
        };
    }
}
