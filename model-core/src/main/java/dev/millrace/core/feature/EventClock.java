package dev.millrace.core.feature;

import dev.millrace.core.feature.FeatureSpec.TimePart.Part;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/**
 * Takes hour, weekday and month out of an instant without garbage: events come in nearly sorted order, so the zone's
 * offset of a quarter of an hour and the calendar date of a day are computed once and kept.
 */
final class EventClock {

    /** Zone offsets change on no finer boundary. */
    private static final long QUARTER_HOUR_MILLIS = 15 * 60 * 1000L;

    private static final long DAY_MILLIS = 24 * 60 * 60 * 1000L;
    private static final double HOUR_MILLIS = 60 * 60 * 1000.0;

    private final ZoneRules zone;
    private long quarter = Long.MIN_VALUE;
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
        long q = Math.floorDiv(epochMillis, QUARTER_HOUR_MILLIS);
        if (q != quarter) {
            quarter = q;
            offsetMillis = zone.getOffset(Instant.ofEpochMilli(epochMillis)).getTotalSeconds() * 1000L;
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

    /** The part as the category that people know: 0 to 23, 1 to 7, 1 to 12. */
    int value(Part part) {
        return switch (part) {
            case HOUR -> (int) (millisOfDay / HOUR_MILLIS);
            case WEEKDAY -> weekday;
            case MONTH -> month;
        };
    }

    /** The angle on the circle of the part's period, in radians, with the finer parts as its fraction. */
    double angle(Part part) {
        double turns = switch (part) {
            case HOUR -> millisOfDay / (double) DAY_MILLIS;
            case WEEKDAY -> (weekday - 1 + millisOfDay / (double) DAY_MILLIS) / part.period();
            case MONTH -> (month - 1 + monthFraction) / part.period();
        };
        return 2 * Math.PI * turns;
    }
}
