package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventTimeReaderTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    /** 2001-07-01T12:00:00.123Z; in Berlin it is 14:00. */
    private static final long NOON = 993_988_800_123L;

    private static final long TWO_HOURS = 7_200_000;

    static List<Arguments> numbers() {
        return List.of(
                Arguments.of(LogicalTypes.timestampMillis(), NOON, NOON, NOON),
                Arguments.of(LogicalTypes.timestampMicros(), NOON * 1_000 + 999, NOON, NOON),
                Arguments.of(LogicalTypes.timestampNanos(), NOON * 1_000_000 + 999_999, NOON, NOON),
                Arguments.of(LogicalTypes.localTimestampMillis(), NOON, NOON, NOON - TWO_HOURS),
                Arguments.of(LogicalTypes.localTimestampMicros(), NOON * 1_000 + 999, NOON, NOON - TWO_HOURS),
                Arguments.of(LogicalTypes.localTimestampNanos(), NOON * 1_000_000 + 999_999, NOON, NOON - TWO_HOURS),
                Arguments.of(null, NOON, NOON, NOON),
                Arguments.of(LogicalTypes.timestampMicros(), -1L, -1L, -1L),
                Arguments.of(LogicalTypes.timestampNanos(), -1L, -1L, -1L),
                Arguments.of(null, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void shouldReadEveryLogicalTypeOfALong(LogicalType logical, long value, long inUtc, long inBerlin) {
        Schema type = Schema.create(Schema.Type.LONG);
        if (logical != null) {
            logical.addToSchema(type);
        }
        for (Schema schema : List.of(event(type), event(optional(type)))) {
            assertThat(read(schema, value, UTC)).isEqualTo(inUtc);
            assertThat(read(schema, value, BERLIN)).isEqualTo(inBerlin);
        }
    }

    @Test
    void shouldReadADateAsItsMidnightInTheZone() {
        Schema date = LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
        // 2001-07-01 is day 11,504.
        assertThat(read(event(date), 11_504, UTC)).isEqualTo(993_945_600_000L);
        assertThat(read(event(date), 11_504, BERLIN)).isEqualTo(993_945_600_000L - TWO_HOURS);
        assertThat(read(event(date), -1, UTC)).isEqualTo(-86_400_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "2001-07-01T12:00:00.123Z, 993988800123, 993988800123",
        "2001-07-01T14:00:00.123+02:00, 993988800123, 993988800123",
        "2001-07-01T12:00:00.123, 993988800123, 993981600123",
        "2001-07-01T12:00, 993988800000, 993981600000",
        // Skipped in Berlin, where clocks went from 2:00 to 3:00: an hour later.
        "2001-03-25T02:30, 985487400000, 985483800000",
        // Twice in Berlin: the first one.
        "2001-10-28T02:30, 1004236200000, 1004229000000"
    })
    void shouldReadTextInIso8601(String text, long inUtc, long inBerlin) {
        Schema schema = event(Schema.create(Schema.Type.STRING));
        assertThat(read(schema, text, UTC)).isEqualTo(inUtc);
        assertThat(read(schema, new Utf8(text), BERLIN)).isEqualTo(inBerlin);
        assertThat(read(event(optional(Schema.create(Schema.Type.STRING))), text, UTC))
                .isEqualTo(inUtc);
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "2001-07-01", "12:00", "''", "2001-13-01T00:00", "993988800123"})
    void shouldRefuseOtherText(String text) {
        assertRefused(
                event(Schema.create(Schema.Type.STRING)),
                text,
                "event time field 't': expected ISO 8601 such as 2001-01-31T23:59, got '" + text + "'");
    }

    @Test
    void shouldRefuseWhatIsNoTime() {
        String expected = "event time field 't': expected a timestamp or ISO 8601 text, got ";
        assertRefused(event(Schema.create(Schema.Type.DOUBLE)), Double.NaN, expected + "Double");
        assertRefused(event(Schema.create(Schema.Type.FLOAT)), 1f, expected + "Float");
        assertRefused(event(Schema.create(Schema.Type.BOOLEAN)), true, expected + "Boolean");
        assertRefused(event(optional(Schema.create(Schema.Type.LONG))), null, expected + "null");
    }

    @Test
    void shouldRefuseATimeThatMillisecondsCannotHold() {
        String text = "+999999999-12-31T23:59:59Z";
        assertRefused(
                event(Schema.create(Schema.Type.STRING)),
                text,
                "event time field 't': expected a time that fits milliseconds in 64 bits, got '" + text + "'");
    }

    @Test
    void shouldRefuseASchemaWithoutTheField() {
        Schema schema = SchemaBuilder.record("Order")
                .namespace("shop")
                .fields()
                .requiredInt("a")
                .requiredInt("b")
                .endRecord();
        assertRefused(schema, 1, "expected an event time field 't' in events of schema shop.Order, which has [a, b]");
    }

    @Test
    void shouldTakeEachEventsOwnSchemaWhenTheyAlternate() {
        Schema millis = event(Schema.create(Schema.Type.LONG));
        Schema micros = event(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)));
        Schema text = event(Schema.create(Schema.Type.STRING));
        EventTimeReader reader = new EventTimeReader("t", UTC);
        for (int i = 0; i < 2; i++) {
            assertThat(reader.read(record(millis, NOON))).isEqualTo(NOON);
            assertThat(reader.read(record(micros, NOON * 1_000))).isEqualTo(NOON);
            assertThat(reader.read(record(text, "2001-07-01T12:00:00.123Z"))).isEqualTo(NOON);
        }
    }

    private static void assertRefused(Schema schema, Object value, String message) {
        assertThatThrownBy(() -> read(schema, value, UTC))
                .isInstanceOf(DateTimeException.class)
                .hasMessage(message);
    }

    private static long read(Schema schema, Object value, ZoneId zone) {
        return new EventTimeReader("t", zone).read(record(schema, value));
    }

    private static GenericRecord record(Schema schema, Object value) {
        GenericRecord record = new GenericData.Record(schema);
        record.put(schema.getFields().size() - 1, value);
        return record;
    }

    /** The time is the second field. */
    private static Schema event(Schema type) {
        return SchemaBuilder.record("Event")
                .fields()
                .requiredInt("other")
                .name("t")
                .type(type)
                .noDefault()
                .endRecord();
    }

    private static Schema optional(Schema type) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), type);
    }
}
