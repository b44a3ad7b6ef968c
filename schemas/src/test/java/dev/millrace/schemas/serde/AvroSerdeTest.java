package dev.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.SparseEvent;
import dev.millrace.schemas.registry.MockSchemaRegistry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.Utf8;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {
    private static final String SCOPE = "serde-test";

    private final AvroSerializer serializer = serializer();
    private final AvroDeserializer generic = deserializer(false);
    private final AvroDeserializer specific = deserializer(true);

    @AfterEach
    void drop() {
        MockSchemaRegistry.drop(SCOPE);
    }

    private static Map<String, Object> configs(Object... settings) {
        Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", "mock://" + SCOPE));
        for (int i = 0; i < settings.length; i += 2) {
            configs.put((String) settings[i], settings[i + 1]);
        }
        return configs;
    }

    private static AvroSerializer serializer(Object... settings) {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(configs(settings), false);
        return serializer;
    }

    private static AvroDeserializer deserializer(boolean specific) {
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(configs("specific.avro.reader", String.valueOf(specific)), false);
        return deserializer;
    }

    private static GenericRecord record(String json, Object... values) {
        Schema schema = new Schema.Parser().parse(json.replace('\'', '"'));
        GenericRecord record = new GenericData.Record(schema);
        for (int i = 0; i < values.length; i++) {
            record.put(i, values[i]);
        }
        return record;
    }

    static Stream<SpecificRecord> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldGiveBackEveryRecordWhenReadSpecifically(SpecificRecord sample) {
        byte[] bytes = serializer.serialize("t", sample);
        assertThat(specific.deserialize("t", bytes)).hasSameClassAs(sample).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldWriteTheSameBytesWhenTheRecordIsGeneric(SpecificRecord sample) {
        byte[] bytes = serializer.serialize("t", sample);
        GenericRecord read = (GenericRecord) generic.deserialize("t", bytes);
        assertThat(read).isExactlyInstanceOf(GenericData.Record.class);
        assertThat(read.getSchema()).isEqualTo(sample.getSchema());
        assertThat(serializer.serialize("t", read)).isEqualTo(bytes);
    }

    @Test
    void shouldWriteTheGoldenBytesWhenTheRecordIsKnown() {
        // Magic and id 1; no time; label 1.0; one index 3; one value 0.5. Worked out by hand from Avro's specification.
        String golden = "0000000001" + "00" + "02000000000000f03f" + "020600" + "020000003f00";
        SparseEvent event = new SparseEvent(null, 1.0, List.of(3), List.of(0.5f));
        assertThat(HexFormat.of().formatHex(serializer.serialize("t", event))).isEqualTo(golden);
        assertThat(specific.deserialize("t", HexFormat.of().parseHex(golden))).isEqualTo(event);
    }

    static Stream<Object> primitives() {
        return Stream.of(
                "größer",
                "x".repeat(3_000),
                "",
                7,
                -1,
                Integer.MIN_VALUE,
                1L << 40,
                Long.MIN_VALUE,
                1.5f,
                -0.0,
                Double.NaN,
                true,
                false,
                new byte[] {0, 1},
                new byte[0]);
    }

    @ParameterizedTest
    @MethodSource("primitives")
    void shouldGiveBackThePlainValueWhenItIsNoRecord(Object value) {
        assertThat(generic.deserialize("t", serializer.serialize("t", value))).isEqualTo(value);
        assertThat(specific.deserialize("t", serializer.serialize("t", value))).isEqualTo(value);
    }

    @Test
    void shouldWriteBytesWithoutLengthWhenTheSchemaIsBytes() {
        byte[] expected = {0, 0, 0, 0, 1, 42, 43};
        assertThat(serializer.serialize("t", new byte[] {42, 43})).isEqualTo(expected);
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {41, 42, 43, 44}, 1, 2);
        assertThat(serializer.serialize("t", buffer)).isEqualTo(expected);
        assertThat(buffer.remaining()).isEqualTo(2);
    }

    @Test
    void shouldPassNullThrough() {
        assertThat(serializer.serialize("t", null)).isNull();
        assertThat(generic.deserialize("t", null)).isNull();
    }

    @Test
    void shouldLeaveStringsAsUtf8WhenTheSchemaDoesNotSayOtherwise() {
        String field = "{'type':'record','name':'R','fields':[{'name':'s','type':%s}]}";
        GenericRecord plain = record(String.format(field, "'string'"), "a");
        GenericRecord java = record(String.format(field, "{'type':'string','avro.java.string':'String'}"), "a");
        assertThat(((GenericRecord) generic.deserialize("t", serializer.serialize("t", plain))).get("s"))
                .isEqualTo(new Utf8("a"));
        assertThat(((GenericRecord) generic.deserialize("t", serializer.serialize("t", java))).get("s"))
                .isEqualTo("a");
    }

    @Test
    void shouldNotMakeTheClassesThatASchemaNamesForItsStrings() {
        GenericRecord record = record(
                "{'type':'record','name':'R','fields':[{'name':'s','type':{'type':'string','java-class':'java.io.File'}}]}",
                "/etc");
        byte[] bytes = serializer.serialize("t", record);
        assertThat(((GenericRecord) generic.deserialize("t", bytes)).get("s")).isEqualTo(new Utf8("/etc"));
    }

    @Test
    void shouldFillInDefaultsWhenTheWriterKnewFewerFields() {
        Schema now = ModelHeader.getClassSchema();
        Schema then = Schema.createRecord(
                now.getName(),
                now.getDoc(),
                now.getNamespace(),
                false,
                now.getFields().stream()
                        .filter(field -> !field.name().equals("overflow"))
                        .map(field -> new Schema.Field(field, field.schema()))
                        .toList());
        ModelHeader header = Samples.header();
        GenericRecord old = new GenericData.Record(then);
        then.getFields().forEach(field -> old.put(field.pos(), header.get(field.name())));
        old.put("eventTime", header.getEventTime().toEpochMilli());
        header.setOverflow(0);
        assertThat(specific.deserialize("t", serializer.serialize("t", old))).isEqualTo(header);
    }

    @Test
    void shouldNotTouchEarlierRecordsWhenReadingTheNext() {
        GenericRecord first = (GenericRecord) generic.deserialize("t", serializer.serialize("t", Samples.event(3)));
        String before = first.toString();
        generic.deserialize("t", serializer.serialize("t", Samples.event(20)));
        assertThat(first).hasToString(before);
    }

    @Test
    void shouldStartAfreshWhenTheRecordBeforeDidNotFit() {
        Prediction broken = Samples.prediction();
        broken.setLearner(null);
        assertThatThrownBy(() -> serializer.serialize("t", broken))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("a dev.millrace.schemas.Prediction does not fit its schema");
        byte[] bytes = serializer.serialize("t", Samples.prediction());
        assertThat(specific.deserialize("t", bytes)).isEqualTo(Samples.prediction());
    }

    @Test
    void shouldWriteLargeRecordsWhenTheyExceedTheBuffer() {
        ModelHeader header = Samples.header();
        byte[] state = new byte[3 << 20];
        Arrays.fill(state, (byte) 7);
        header.setState(ByteBuffer.wrap(state));
        assertThat(specific.deserialize("t", serializer.serialize("t", header))).isEqualTo(header);
    }

    @Test
    void shouldRefuseWhenTheObjectHasNoSchema() {
        assertThatThrownBy(() -> serializer.serialize("t", Map.of()))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("expected an Avro record")
                .hasMessageContaining("Map");
    }

    @Test
    void shouldRegisterUnderTheConfiguredSubjectWhenKeysAndValuesDiffer() {
        AvroSerializer keys = new AvroSerializer();
        keys.configure(configs("value.subject.name.strategy", "RecordNameStrategy"), true);
        keys.serialize("t", Samples.prediction());
        serializer("value.subject.name.strategy", "RecordNameStrategy").serialize("t", Samples.prediction());
        MockSchemaRegistry registry = MockSchemaRegistry.scope(SCOPE);
        assertThat(registry.latest("t-key").schema()).isEqualTo(Prediction.getClassSchema());
        assertThat(registry.latest("dev.millrace.schemas.Prediction").schema()).isEqualTo(Prediction.getClassSchema());
    }

    @Test
    void shouldUseTheIdOfEachTopicWhenOneSerializerServesSeveral() {
        MockSchemaRegistry.scope(SCOPE).register("other", Schema.create(Schema.Type.LONG));
        byte[] first = serializer.serialize("a", Samples.prediction());
        byte[] second = serializer.serialize("b", Samples.event(1));
        assertThat(first[4]).isEqualTo((byte) 2);
        assertThat(second[4]).isEqualTo((byte) 3);
        assertThat(serializer.serialize("a", Samples.prediction())).isEqualTo(first);
    }

    @Test
    void shouldRegisterUnderEachTopicWhenOneSchemaGoesToSeveral() {
        serializer.serialize("a", Samples.event(1));
        serializer.serialize("b", Samples.event(1));
        MockSchemaRegistry registry = MockSchemaRegistry.scope(SCOPE);
        assertThat(registry.latest("a-value").schema()).isEqualTo(SparseEvent.getClassSchema());
        assertThat(registry.latest("b-value").schema()).isEqualTo(SparseEvent.getClassSchema());
    }

    @Test
    void shouldWriteTheSameBytesWhenGenericAndSpecificRecordsShareOneSchemaObject() {
        Prediction sample = Samples.prediction();
        GenericRecord same = new GenericData.Record(Prediction.getClassSchema());
        Prediction.getClassSchema().getFields().forEach(field -> same.put(field.pos(), sample.get(field.name())));
        same.put("eventTime", sample.getEventTime().toEpochMilli());
        byte[] bytes = serializer.serialize("t", same);
        assertThat(serializer.serialize("t", sample)).isEqualTo(bytes);
        assertThat(serializer.serialize("t", same)).isEqualTo(bytes);
    }

    @Test
    void shouldWriteTheLatestIdWhenLayoutsAgree() {
        Schema latest = new Schema.Parser()
                .parse(Prediction.getClassSchema().toString().replace("\"avro.java.string\":\"String\"", "\"x\":1"));
        MockSchemaRegistry.scope(SCOPE).register("t-value", latest);
        AvroSerializer fixed = serializer("auto.register.schemas", "false", "use.latest.version", true);
        byte[] bytes = fixed.serialize("t", Samples.prediction());
        assertThat(bytes[4]).isEqualTo((byte) 1);
        assertThat(specific.deserialize("t", bytes)).isEqualTo(Samples.prediction());
        assertThat(MockSchemaRegistry.scope(SCOPE).latest("t-value").version()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhenTheLatestLayoutIsAnother() {
        Schema latest = SchemaBuilder.record("dev.millrace.schemas.Prediction")
                .fields()
                .requiredLong("step")
                .endRecord();
        MockSchemaRegistry.scope(SCOPE).register("t-value", latest);
        AvroSerializer fixed = serializer("auto.register.schemas", false, "use.latest.version", true);
        assertThatThrownBy(() -> fixed.serialize("t", Samples.prediction()))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("version 1 is laid out differently");
    }

    @Test
    void shouldNameTheClassWhenItIsNotOnTheClassPath() {
        GenericRecord stranger =
                record("{'type':'record','name':'far.Away','fields':[{'name':'x','type':'long'}]}", 1L);
        byte[] bytes = serializer.serialize("t", stranger);
        assertThat(generic.deserialize("t", bytes)).isEqualTo(stranger);
        assertThatThrownBy(() -> specific.deserialize("t", bytes))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("needs the generated class far.Away")
                .hasMessageContaining("specific.avro.reader=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.io.File", "java.lang.Thread", "dev.millrace.schemas.serde.AvroSerdeTest"})
    void shouldNotLoadAClassWhenItIsNotGenerated(String name) {
        GenericRecord record =
                record("{'type':'record','name':'" + name + "','fields':[{'name':'x','type':'long'}]}", 1L);
        byte[] bytes = serializer.serialize("t", record);
        assertThatThrownBy(() -> specific.deserialize("t", bytes))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("needs the generated class " + name);
    }

    @Test
    void shouldServeManyThreadsWhenShared() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Boolean> work = () -> {
                for (int i = 0; i < 5_000; i++) {
                    Object record = i % 2 == 0 ? Samples.prediction() : Samples.event(i % 30);
                    String topic = "t" + i % 3;
                    assertThat(specific.deserialize(topic, serializer.serialize(topic, record)))
                            .isEqualTo(record);
                }
                return true;
            };
            for (Future<Boolean> done : threads.invokeAll(List.of(work, work, work, work))) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
