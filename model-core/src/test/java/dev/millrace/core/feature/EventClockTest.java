package dev.millrace.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.feature.FeatureSpec.TimePart.Part;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventClockTest {

    private static final long MINUTE = 60_000;

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"})
    void shouldAgreeWithTheCalendarWhenInstantsAreRandom(String zone) {
        EventClock clock = new EventClock(ZoneId.of(zone));
        Random random = new Random(1);
        long from = Instant.parse("1850-01-01T00:00:00Z").toEpochMilli();
        long to = Instant.parse("2150-01-01T00:00:00Z").toEpochMilli();
        for (int i = 0; i < 3_000; i++) {
            check(clock, zone, random.longs(1, from, to).sum());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2025-03-30T01:00:00Z",
        "Europe/Berlin, 2025-10-26T01:00:00Z",
        "Asia/Kathmandu, 1985-12-31T18:30:00Z",
        "America/St_Johns, 2006-04-02T03:31:00Z",
        "America/St_Johns, 2006-10-29T02:31:00Z",
        "Australia/Lord_Howe, 2025-04-05T15:00:00Z",
        "Australia/Lord_Howe, 2025-10-04T15:30:00Z",
        "Europe/Berlin, 1893-03-31T23:06:32Z"
    })
    void shouldAgreeWithTheCalendarWhenTheOffsetChanges(String zone, Instant change) {
        EventClock clock = new EventClock(ZoneId.of(zone));
        long middle = change.toEpochMilli();
        for (long t = middle - 40 * MINUTE; t <= middle + 40 * MINUTE; t += MINUTE / 2) {
            check(clock, zone, t);
        }
        for (long t = middle + 3; t >= middle - 3; t--) {
            check(clock, zone, t);
        }
    }

    @Test
    void shouldAgreeWithTheCalendarWhenEventsAreSortedOverAYear() {
        EventClock clock = new EventClock(ZoneId.of("America/St_Johns"));
        long start = Instant.parse("2006-01-01T00:00:00Z").toEpochMilli();
        for (int i = 0; i < 365 * 24; i++) {
            check(clock, "America/St_Johns", start + i * (60 * MINUTE) + i % 1000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE, Long.MAX_VALUE - 1})
    void shouldGiveAPartInItsRangeWhenTheInstantIsAbsurd(long epochMillis) {
        EventClock clock = new EventClock(ZoneId.of("America/St_Johns"));

        clock.set(epochMillis);

        assertThat(clock.value(Part.HOUR)).isBetween(0, 23);
        assertThat(clock.value(Part.WEEKDAY)).isBetween(1, 7);
        assertThat(clock.value(Part.MONTH)).isBetween(1, 12);
    }

    private static void check(EventClock clock, String zone, long epochMillis) {
        ZonedDateTime time = Instant.ofEpochMilli(epochMillis).atZone(ZoneId.of(zone));
        double dayFraction = time.getLong(ChronoField.MILLI_OF_DAY) / 86_400_000.0;

        clock.set(epochMillis);

        assertThat(clock.value(Part.HOUR)).as("hour of %s", time).isEqualTo(time.getHour());
        int weekday = time.getDayOfWeek().getValue();
        assertThat(clock.value(Part.WEEKDAY)).as("weekday of %s", time).isEqualTo(weekday);
        assertThat(clock.value(Part.MONTH)).as("month of %s", time).isEqualTo(time.getMonthValue());
        double monthFraction = (time.getDayOfMonth() - 1.0) / time.toLocalDate().lengthOfMonth();
        assertThat(clock.turns(Part.HOUR)).isCloseTo(dayFraction, within(1e-12));
        assertThat(clock.turns(Part.WEEKDAY)).isCloseTo((weekday - 1 + dayFraction) / 7, within(1e-12));
        assertThat(clock.turns(Part.MONTH)).isCloseTo((time.getMonthValue() - 1 + monthFraction) / 12, within(1e-12));
    }
}
