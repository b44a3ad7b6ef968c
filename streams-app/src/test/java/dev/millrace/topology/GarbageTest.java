package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.QuarantinedHeader;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.TestConfigs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be used goes to quarantine, whole and once, and leaves no trace in any learner. */
class GarbageTest {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(80, 21);
    private static final int BEFORE = 41;
    private static final String NOT_WRITTEN =
            " The record was not written by a schema registry serializer, or was damaged.";

    /** Headers of a run without garbage, by learner. */
    private static final Map<String, ModelHeader> CLEAN = new HashMap<>();

    @TempDir
    Path folder;

    @BeforeAll
    static void runWithoutGarbage(@TempDir Path folder) {
        MillraceConfig config = TestConfigs.flights("clean", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver clean = new LearningDriver(config)) {
            clean.send(FLIGHTS);
            CLEAN.put("champion", clean.header("champion"));
            CLEAN.put("challenger", clean.header("challenger"));
        }
    }

    /** Makes the bytes of an event that cannot be used. */
    @FunctionalInterface
    interface Garbage {
        byte[] bytes(LearningDriver driver);
    }

    static Stream<Arguments> garbage() {
        return Stream.of(
                garbage("no-value", d -> null, QuarantineStage.DECODE, "expected an Avro record, got no value"),
                garbage(
                        "empty",
                        d -> new byte[0],
                        QuarantineStage.DECODE,
                        "Expected at least 5 bytes (0x00, schema id, Avro data), found 0." + NOT_WRITTEN),
                garbage(
                        "text",
                        d -> "{\"origin\": 1}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        QuarantineStage.DECODE,
                        "Expected magic byte 0x00, found 0x7b." + NOT_WRITTEN),
                garbage(
                        "unknown-schema",
                        d -> new byte[] {0, 0, 0, 0, 77, 2, 4},
                        QuarantineStage.DECODE,
                        "Schema id 77 is unknown or unusable: mock://unknown-schema knows no schema id 77; register it"
                                + " in this scope first."),
                garbage(
                        "cut-short",
                        d -> Arrays.copyOf(d.encode(FLIGHTS.get(1)), 12),
                        QuarantineStage.DECODE,
                        "Cannot read dev.millrace.testing.Flight (schema id 1), at byte 12 of 12: the data ends early: 3"
                                + " bytes are needed, 0 are left. The record was damaged, or written with another"
                                + " schema."),
                garbage(
                        "feature-missing",
                        d -> d.encode(without("origin")),
                        QuarantineStage.FEATURES,
                        "expected a field 'origin' in events of schema dev.millrace.testing.Flight, which has"
                                + " [departure, destination, distance, delay]"),
                garbage(
                        "label-missing",
                        d -> d.encode(without("delay")),
                        QuarantineStage.LABEL,
                        "expected a field 'delay' in events of schema dev.millrace.testing.Flight, which has"
                                + " [departure, origin, destination, distance]"),
                garbage(
                        "time-missing",
                        d -> d.encode(without("departure")),
                        QuarantineStage.FEATURES,
                        "expected an event time field 'departure' in events of schema dev.millrace.testing.Flight, which"
                                + " has [origin, destination, distance, delay]"),
                garbage(
                        "text-for-number",
                        d -> d.encode(with("distance", Schema.Type.STRING, "far")),
                        QuarantineStage.FEATURES,
                        "feature 'distance': expected field 'distance' to be a number, got Utf8"),
                garbage(
                        "number-for-text",
                        d -> d.encode(with("origin", Schema.Type.DOUBLE, 1.5)),
                        QuarantineStage.FEATURES,
                        "feature 'origin': expected field 'origin' to be a string, enum, boolean or integer, got Double"),
                garbage(
                        "text-for-label",
                        d -> d.encode(with("delay", Schema.Type.STRING, "late")),
                        QuarantineStage.LABEL,
                        "label field 'delay': expected field 'delay' to be a number, got Utf8"),
                garbage("nan", d -> d.encode(distance(Double.NaN)), QuarantineStage.FEATURES, beyond("NaN")),
                garbage(
                        "infinite",
                        d -> d.encode(distance(Double.NEGATIVE_INFINITY)),
                        QuarantineStage.FEATURES,
                        beyond("-Infinity")),
                garbage("huge", d -> d.encode(distance(1e30)), QuarantineStage.FEATURES, beyond("1.0E30")),
                garbage(
                        "nan-label",
                        d -> d.encode(with("delay", Schema.Type.DOUBLE, Double.NaN)),
                        QuarantineStage.LABEL,
                        "label field 'delay': expected a number between -1.0E15 and 1.0E15 (limits.max-magnitude), got NaN"),
                garbage(
                        "time-no-time",
                        d -> d.encode(with("departure", Schema.Type.STRING, "yesterday")),
                        QuarantineStage.FEATURES,
                        "event time field 'departure': expected ISO 8601 such as 2001-01-31T23:59, got 'yesterday'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("garbage")
    void shouldQuarantineOnceAndLeaveNoTraceWhenAnEventCannotBeUsed(
            String name, Garbage garbage, QuarantineStage stage, String reason) {
        MillraceConfig config = TestConfigs.flights(name, folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS.subList(0, BEFORE));
            byte[] bytes = garbage.bytes(driver);
            driver.sendBytes(bytes);

            assertThat(driver.header("champion").getOffset()).isEqualTo(BEFORE);
            assertThat(driver.header("challenger").getOffset()).isEqualTo(BEFORE);
            assertThat(driver.predictions()).hasSize(2 * BEFORE);
            List<TestRecord<byte[], QuarantinedEvent>> quarantined = driver.quarantined();
            assertThat(quarantined).hasSize(1);
            assertThat(quarantined.get(0).key()).isEqualTo(LearningDriver.key(BEFORE));
            assertThat(quarantined.get(0).value()).isEqualTo(whole(config, BEFORE, bytes, stage, null, reason));

            driver.send(FLIGHTS.subList(BEFORE, FLIGHTS.size()));
            assertThat(driver.quarantined()).isEmpty();
            assertThat(driver.predictions()).hasSize(2 * (FLIGHTS.size() - BEFORE));
            assertUntouched(driver, "champion");
            assertUntouched(driver, "challenger");
        }
    }

    @Test
    void shouldQuarantineALabelOutsideTheTasksDomain() {
        MillraceConfig config = TestConfigs.config("domain", folder, """
                task: binary
                label: {field: y}
                features: [{numeric: x}]
                learners: [{name: only, optimizer: sgd, rate: 0.1}]
                """);
        expect(
                config,
                xy(1.0, 7.0),
                QuarantineStage.LABEL,
                "label field 'y': expected a whole number from 0 to 1, got 7.0");
    }

    @Test
    void shouldQuarantineAClassThatIsNotInTheConfig() {
        MillraceConfig config = TestConfigs.config("class", folder, """
                task: multiclass
                label: {field: y, classes: [a, b, c]}
                features: [{numeric: x}]
                learners: [{name: only, optimizer: sgd, rate: 0.1}]
                """);
        expect(config, xy(1.0, "d"), QuarantineStage.LABEL, "label field 'y': expected one of [a, b, c], got 'd'");
    }

    @Test
    void shouldQuarantineAnEventWithTooManyFeatures() {
        MillraceConfig config = TestConfigs.config("many", folder, """
                task: binary
                label: {field: y}
                features: [{sparse: {indices: i, values: v}}]
                limits: {max-features: 3}
                learners: [{name: only, optimizer: sgd, rate: 0.1}]
                """);
        Schema schema = SchemaBuilder.record("Many")
                .fields()
                .name("i")
                .type()
                .array()
                .items()
                .intType()
                .noDefault()
                .name("v")
                .type()
                .array()
                .items()
                .floatType()
                .noDefault()
                .requiredInt("y")
                .endRecord();
        GenericRecord event = new GenericData.Record(schema);
        event.put("i", List.of(1, 2, 3, 4));
        event.put("v", List.of(1f, 2f, 3f, 4f));
        event.put("y", 1);
        expect(config, event, QuarantineStage.FEATURES, "expected at most 3 features (limits.max-features), got 4");
    }

    @Test
    void shouldShortenTheReasonWhenItQuotesALongText() {
        MillraceConfig config = TestConfigs.config("long", folder, """
                task: multiclass
                label: {field: y, classes: [a, b, c]}
                features: [{numeric: x}]
                learners: [{name: only, optimizer: sgd, rate: 0.1}]
                """);
        String start = "label field 'y': expected one of [a, b, c], got '";
        expect(
                config,
                xy(1.0, "d".repeat(100_000)),
                QuarantineStage.LABEL,
                start + "d".repeat(1_000 - start.length()) + " ...");
    }

    @Test
    void shouldNameTheLearnerAndGoOnWithTheOthersWhenOneRefuses() {
        MillraceConfig config = TestConfigs.config("one-refuses", folder, """
                task: regression
                label: {field: y}
                features: [{numeric: x, standardize: false}]
                limits: {max-magnitude: 1.0e+30}
                learners:
                  - {name: champion, optimizer: sgd, rate: 0.001}
                  - {name: wild, optimizer: sgd, rate: 1.0e+6, publish-predictions: true}
                """);
        GenericRecord event = xy(1e20, 1e15);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(event);

            assertThat(LearningDriver.values(driver.quarantined()))
                    .containsExactly(whole(
                            config,
                            0,
                            driver.encode(event),
                            QuarantineStage.LEARN,
                            "wild",
                            "the step would make a weight or an optimizer slot infinite or NaN"));
            assertThat(LearningDriver.values(driver.predictions()))
                    .extracting(Prediction::getLearner)
                    .containsExactly("champion");
            assertThat(driver.header("champion").getStep()).isEqualTo(1);
            ModelHeader wild = driver.header("wild");
            assertThat(wild.getStep()).isZero();
            assertThat(wild.getExamples()).isZero();
            assertThat(wild.getParameterDigest()).isZero();
            assertThat(wild.getOffset()).isZero();
        }
    }

    private static void expect(MillraceConfig config, GenericRecord event, QuarantineStage stage, String reason) {
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(event);

            assertThat(LearningDriver.values(driver.quarantined()))
                    .containsExactly(whole(config, 0, driver.encode(event), stage, null, reason));
            assertThat(driver.predictions()).isEmpty();
            ModelHeader header = driver.header("only");
            assertThat(header.getParameterDigest()).isZero();
            assertThat(header.getOffset()).isZero();
            assertThat(header.getExamples()).isZero();
        }
    }

    private static void assertUntouched(LearningDriver driver, String learner) {
        ModelHeader expected = CLEAN.get(learner);
        ModelHeader actual = driver.header(learner);
        assertThat(actual.getDigest()).isEqualTo(expected.getDigest());
        assertThat(actual.getParameterDigest()).isEqualTo(expected.getParameterDigest());
        assertThat(actual.getStep()).isEqualTo(expected.getStep());
        assertThat(actual.getExamples()).isEqualTo(expected.getExamples());
        assertThat(actual.getState()).isEqualTo(expected.getState());
        assertThat(actual.getOffset()).isEqualTo(expected.getOffset() + 1);
    }

    private static QuarantinedEvent whole(
            MillraceConfig config, int number, byte[] bytes, QuarantineStage stage, String learner, String reason) {
        return QuarantinedEvent.newBuilder()
                .setSourceTopic(config.topics().events())
                .setSourcePartition(0)
                .setSourceOffset(number)
                .setTimestamp(LearningDriver.timestamp(number))
                .setStage(stage)
                .setLearner(learner)
                .setReason(reason)
                .setKey(ByteBuffer.wrap(LearningDriver.key(number)))
                .setValue(bytes == null ? null : ByteBuffer.wrap(bytes))
                .setHeaders(List.of(
                        new QuarantinedHeader("number", ByteBuffer.wrap(LearningDriver.key(number))),
                        new QuarantinedHeader("empty", null)))
                .build();
    }

    private static Arguments garbage(String name, Garbage bytes, QuarantineStage stage, String reason) {
        return Arguments.of(name, bytes, stage, reason);
    }

    private static String beyond(String number) {
        return "feature 'distance': expected a number between -1.0E15 and 1.0E15 (limits.max-magnitude), got " + number;
    }

    private static GenericRecord distance(double distance) {
        return with("distance", Schema.Type.DOUBLE, distance);
    }

    private static GenericRecord without(String field) {
        return changed((schemaField, fields) -> {
            if (!schemaField.name().equals(field)) {
                fields.name(schemaField.name()).type(schemaField.schema()).noDefault();
            }
        });
    }

    /** A flight one of whose fields has another type. */
    private static GenericRecord with(String field, Schema.Type type, Object value) {
        GenericRecord event = changed((schemaField, fields) -> fields.name(schemaField.name())
                .type(schemaField.name().equals(field) ? Schema.create(type) : schemaField.schema())
                .noDefault());
        event.put(field, value);
        return event;
    }

    private static GenericRecord changed(BiConsumer<Schema.Field, SchemaBuilder.FieldAssembler<Schema>> eachField) {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("Flight").namespace("dev.millrace.testing").fields();
        FlightEvents.SCHEMA.getFields().forEach(field -> eachField.accept(field, fields));
        GenericRecord event = new GenericData.Record(fields.endRecord());
        event.getSchema()
                .getFields()
                .forEach(field -> event.put(field.name(), FLIGHTS.get(2).get(field.name())));
        return event;
    }

    private static GenericRecord xy(double x, Object y) {
        Schema schema = SchemaBuilder.record("Point")
                .fields()
                .requiredDouble("x")
                .name("y")
                .type(y instanceof Double ? Schema.create(Schema.Type.DOUBLE) : Schema.create(Schema.Type.STRING))
                .noDefault()
                .endRecord();
        GenericRecord event = new GenericData.Record(schema);
        event.put("x", x);
        event.put("y", y);
        return event;
    }
}
