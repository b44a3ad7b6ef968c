package dev.millrace.replay.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.replay.source.TopicRange.Offset;
import dev.millrace.replay.source.TopicRange.Time;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRangeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void shouldBeTheWholeTopicWhenNothingWasSaid() {
        assertThat(TopicRange.parse(null, null, ZoneOffset.UTC)).isEqualTo(TopicRange.WHOLE);
    }

    @Test
    void shouldTakeNumbersAsOffsets() {
        assertThat(TopicRange.parse("0", "299999", ZoneOffset.UTC))
                .isEqualTo(new TopicRange(new Offset(0), new Offset(299_999)));
        assertThat(TopicRange.parse("7", "7", ZoneOffset.UTC)).isEqualTo(new TopicRange(new Offset(7), new Offset(7)));
    }

    @ParameterizedTest
    @CsvSource({
        "980985540000ms,            980985540000",
        "-1ms,                      -1",
        "2001-01-31T23:59:00Z,      980985540000",
        "2001-02-01T00:59+01:00,    980985540000",
        "2001-02-01T00:59,          980985540000",
        "2001-02-01T00:59:00.001,   980985540001",
        "2001-02-01,                980982000000",
    })
    void shouldTakeTimesWithoutAnOffsetInTheZone(String text, long millis) {
        assertThat(TopicRange.parse(text, null, BERLIN)).isEqualTo(new TopicRange(new Time(millis, text), null));
    }

    @ParameterizedTest
    @CsvSource({
        "2001-02-01, 981068399999",
        // Summer time begins: a day of 23 hours.
        "2001-03-25, 985557599999"
    })
    void shouldTakeTheWholeDayWhenItIsTheLast(String day, long lastMillis) {
        assertThat(TopicRange.parse(day, day, BERLIN).until()).isEqualTo(new Time(lastMillis, day));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "1.5", "2001-13-01", "2001-02-30T00:00", "12ms3", "1e6", "10s", "yesterday", "9/11/2001"
            })
    void shouldSayWhatIsAllowedWhenItIsNoneOfIt(String text) {
        assertThatThrownBy(() -> TopicRange.parse(null, text, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--until: expected an offset such as 1000, a time such as 2001-01-31T23:59 or"
                        + " 2001-01-31T23:59:00Z, a date such as 2001-01-31, or milliseconds since 1970 such as"
                        + " 980985540000ms; got '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"99999999999999999999", "99999999999999999999ms"})
    void shouldRefuseNumbersThatAreTooLarge(String text) {
        assertThatThrownBy(() -> TopicRange.parse(text, null, ZoneOffset.UTC))
                .hasMessage("--from: expected a number of 64 bits, got " + text);
    }

    @Test
    void shouldRefuseANegativeOffset() {
        assertThatThrownBy(() -> TopicRange.parse("-5", null, ZoneOffset.UTC))
                .hasMessage("--from: expected an offset of 0 or more, got -5");
    }

    @ParameterizedTest
    @CsvSource({"500, 499", "2001-02-01, 2001-01-31", "1001ms, 1970-01-01T00:00:01Z"})
    void shouldRefuseARangeThatEndsBeforeItBegins(String from, String until) {
        assertThatThrownBy(() -> TopicRange.parse(from, until, ZoneOffset.UTC))
                .hasMessage("--from " + from + " is behind --until " + until
                        + ": the range is empty; --until is the last that is read");
    }
}
