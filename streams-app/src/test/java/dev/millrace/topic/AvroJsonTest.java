package dev.millrace.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Prediction;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AvroJsonTest {

    static Stream<Arguments> values() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 0, -1, 16, 9}, 1, 3);
        ByteBuffer decimal =
                ByteBuffer.wrap(new BigDecimal("-12.34").unscaledValue().toByteArray());
        Schema fixed = parse("{'type':'fixed','name':'F','size':2}");
        Schema symbols = parse("{'type':'enum','name':'E','symbols':['A','B']}");
        return Stream.of(
                Arguments.of("'null'", null, "null"),
                Arguments.of("'boolean'", true, "true"),
                Arguments.of("'int'", -1, "-1"),
                Arguments.of("'long'", Long.MIN_VALUE, "-9223372036854775808"),
                Arguments.of("'float'", 0.1f, "0.1"),
                Arguments.of("'double'", 1e-9, "1.0E-9"),
                Arguments.of("'double'", Double.NaN, "\"NaN\""),
                Arguments.of("'float'", Float.POSITIVE_INFINITY, "\"Infinity\""),
                Arguments.of("'double'", Double.NEGATIVE_INFINITY, "\"-Infinity\""),
                Arguments.of("'string'", new Utf8("a\"b\n\u00e9"), "\"a\\\"b\\n\u00e9\""),
                Arguments.of("'bytes'", bytes, "\"AP8Q\""),
                Arguments.of(fixed.toString(), new GenericData.Fixed(fixed, new byte[] {1, 2}), "\"AQI=\""),
                Arguments.of(symbols.toString(), new GenericData.EnumSymbol(symbols, "B"), "\"B\""),
                Arguments.of("['null','long']", 5L, "5"),
                Arguments.of("['long','null']", null, "null"),
                Arguments.of("['null','int','string']", new Utf8("x"), "\"x\""),
                Arguments.of("{'type':'array','items':['null','int']}", java.util.Arrays.asList(1, null), "[1,null]"),
                Arguments.of("{'type':'map','values':'int'}", Map.of(new Utf8("k"), 1), "{\"k\":1}"),
                Arguments.of(logical("long", "timestamp-millis"), 1500L, "\"1970-01-01T00:00:01.500Z\""),
                Arguments.of(logical("long", "timestamp-micros"), -1L, "\"1969-12-31T23:59:59.999999Z\""),
                Arguments.of(logical("long", "local-timestamp-millis"), 0L, "\"1970-01-01T00:00:00\""),
                Arguments.of(logical("long", "local-timestamp-micros"), 1L, "\"1970-01-01T00:00:00.000001\""),
                Arguments.of(logical("int", "date"), 31, "\"1970-02-01\""),
                Arguments.of(logical("int", "time-millis"), 60_000, "\"00:01:00\""),
                Arguments.of("['null'," + logical("long", "timestamp-millis") + "]", 0L, "\"1970-01-01T00:00:00Z\""),
                Arguments.of("{'type':'bytes','logicalType':'decimal','precision':4,'scale':2}", decimal, "-12.34"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldWritePlainJson(String type, Object value, String expected) {
        Schema schema = parse("{'type':'record','name':'R','fields':[{'name':'x','type':" + type + "}]}");
        GenericData.Record record = new GenericData.Record(schema);
        record.put("x", value);

        assertThat(AvroJson.toJson(record)).isEqualTo("{\"x\":" + expected + "}");
    }

    @Test
    void shouldWriteGeneratedRecords() {
        Prediction prediction = Prediction.newBuilder()
                .setLearner("champion")
                .setStep(3)
                .setSourcePartition(0)
                .setSourceOffset(7)
                .setEventTime(Instant.ofEpochMilli(978307260000L))
                .setScore(0.5)
                .setPrediction(0.6)
                .setProbabilities(List.of(0.25, 0.75))
                .setLabel(1.0)
                .setLoss(null)
                .build();

        assertThat(AvroJson.toJson(prediction))
                .isEqualTo("{\"learner\":\"champion\",\"step\":3,\"sourcePartition\":0,\"sourceOffset\":7,"
                        + "\"eventTime\":\"2001-01-01T00:01:00Z\",\"score\":0.5,\"prediction\":0.6,"
                        + "\"probabilities\":[0.25,0.75],\"label\":1.0,\"loss\":null}");
    }

    private static String logical(String type, String logical) {
        return "{'type':'" + type + "','logicalType':'" + logical + "'}";
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json.replace('\'', '"'));
    }
}
