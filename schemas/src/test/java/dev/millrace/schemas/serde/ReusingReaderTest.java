package dev.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That a record that is read into again and again says what the deserializer's own says. */
class ReusingReaderTest {

    private static final String TOPIC = "events";
    private static final Map<String, Object> CONFIG = Map.of("schema.registry.url", "mock://reusing-reader");

    private static final Schema FLAT = new Schema.Parser().parse("""
            {"type": "record", "name": "Flat", "fields": [
              {"name": "nothing", "type": "null"},
              {"name": "flag", "type": "boolean"},
              {"name": "int", "type": "int"},
              {"name": "long", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
              {"name": "float", "type": ["float", "null"]},
              {"name": "double", "type": "double"},
              {"name": "text", "type": ["null", "string", "int"]},
              {"name": "string", "type": {"type": "string", "avro.java.string": "String"}},
              {"name": "color", "type": {"type": "enum", "name": "Color", "symbols": ["RED", "GREEN", "BLUE"]}},
              {"name": "ints", "type": {"type": "array", "items": "int"}},
              {"name": "longs", "type": ["null", {"type": "array", "items": "long"}]},
              {"name": "floats", "type": {"type": "array", "items": "float"}},
              {"name": "doubles", "type": {"type": "array", "items": "double"}}
            ]}
            """);

    private final SchemaRegistry registry = SchemaRegistry.create(CONFIG);
    private final AvroSerializer serializer = new AvroSerializer(registry);
    private final AvroDeserializer deserializer = new AvroDeserializer(registry);

    ReusingReaderTest() {
        serializer.configure(CONFIG, false);
        deserializer.configure(CONFIG, false);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldReadWhatTheDeserializerReads(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ReusingReader reader = reader();
        for (int i = 0; i < 500; i++) {
            GenericRecord record = record(random);
            byte[] bytes = bytes(record);
            assertThat(values(reader.read(bytes))).isEqualTo(values(deserialized(bytes)));
        }
    }

    @Test
    void shouldUseOneRecordAgainAndGrowItsArrays() {
        ReusingReader reader = reader();
        SplittableRandom random = new SplittableRandom(7);
        IndexedRecord first = reader.read(bytes(record(random)));
        for (int length : new int[] {0, 3, 100, 5_000, 1}) {
            GenericRecord record = record(random);
            record.put("ints", random.ints(length).boxed().toList());
            record.put("doubles", random.doubles(length).boxed().toList());

            IndexedRecord read = reader.read(bytes(record));

            assertThat(read).isSameAs(first);
            assertThat(values(read).subList(9, 13)).isEqualTo(values(record).subList(9, 13));
        }
    }

    @Test
    void shouldGiveBackWhatALargeEventTook() {
        ReusingReader reader = reader();
        GenericRecord record = record(new SplittableRandom(8));
        byte[] small = bytes(record);
        IndexedRecord first = reader.read(small);
        record.put("doubles", new SplittableRandom(9).doubles(9_000).boxed().toList());

        IndexedRecord large = reader.read(bytes(record));

        assertThat(values(large)).isEqualTo(values(deserialized(bytes(record))));
        assertThat(reader.read(small)).isNotSameAs(large).isNotSameAs(first);
    }

    @Test
    void shouldReadIntsOfEveryLength() {
        List<Integer> ints = new ArrayList<>();
        for (int bit = 0; bit < 32; bit++) {
            ints.addAll(List.of(1 << bit, (1 << bit) - 1, -(1 << bit), ~(1 << bit)));
        }
        GenericRecord record = record(new SplittableRandom(1));
        record.put("ints", ints);
        // The last ones end where the bytes do.
        Schema last = SchemaBuilder.record("Last")
                .fields()
                .name("ints")
                .type(array())
                .noDefault()
                .endRecord();
        GenericRecord atTheEnd = new GenericData.Record(last);
        atTheEnd.put("ints", ints);

        assertThat(reader().read(bytes(record)).get(9)).isEqualTo(ints);
        assertThat(reader().read(bytes(atTheEnd)).get(0)).isEqualTo(ints);
    }

    @Test
    void shouldLeaveToTheDeserializerWhatIsDamaged() {
        SplittableRandom random = new SplittableRandom(11);
        ReusingReader reader = reader();
        int left = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = bytes(record(random));
            byte[] damaged = i % 2 == 0 ? Arrays.copyOf(bytes, random.nextInt(5, bytes.length)) : bytes.clone();
            if (i % 2 == 1) {
                damaged[random.nextInt(5, bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            IndexedRecord read = reader.read(damaged);
            if (read == null) {
                left++;
                assertThatThrownBy(() -> deserialized(damaged)).isInstanceOf(SerializationException.class);
            } else {
                assertThat(values(read)).isEqualTo(values(deserialized(damaged)));
            }
        }
        assertThat(left).isBetween(1_500, 2_500);
    }

    @Test
    void shouldLeaveToTheDeserializerWhatIsNotInTheWireFormat() {
        assertThat(reader().read(new byte[0])).isNull();
        assertThat(reader().read(new byte[] {0, 0, 0})).isNull();
        assertThat(reader().read(new byte[] {1, 0, 0, 0, 1, 0})).isNull();
        byte[] longer = Arrays.copyOf(bytes(record(new SplittableRandom(1))), 1_000);
        assertThat(reader().read(longer)).isNull();
    }

    @Test
    void shouldFailLikeTheDeserializerWhenNobodyKnowsTheSchema() {
        byte[] unknown = {0, 0, 0, 0x7f, 0x7f, 0};
        assertThatThrownBy(() -> reader().read(unknown))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("Schema id 32639 is unknown");
    }

    static List<String> otherTypes() {
        return List.of(
                "\"bytes\"",
                "{\"type\": \"map\", \"values\": \"int\"}",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 2}",
                "{\"type\": \"array\", \"items\": \"string\"}",
                "[\"null\", {\"type\": \"record\", \"name\": \"Inner\", \"fields\": []}]");
    }

    @ParameterizedTest
    @MethodSource("otherTypes")
    void shouldLeaveToTheDeserializerWhatIsNotFlat(String type) {
        Schema schema = new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"Deep\", \"fields\": ["
                        + "{\"name\": \"f\", \"type\": [\"int\", {\"type\": \"array\", \"items\": " + type + "}]}]}");
        GenericRecord record = new GenericData.Record(schema);
        record.put("f", 3);
        assertThat(reader().read(bytes(record))).isNull();
        assertThat(deserialized(bytes(record)).get(0)).isEqualTo(3);
    }

    @Test
    void shouldNotBeThereWhenGeneratedClassesAreToComeOut() {
        AvroDeserializer specific = new AvroDeserializer(registry);
        specific.configure(Map.of("specific.avro.reader", true), false);
        assertThat(specific.reusing()).isNull();
    }

    private ReusingReader reader() {
        ReusingReader reader = deserializer.reusing();
        assertThat(reader).isNotNull();
        return reader;
    }

    private byte[] bytes(GenericRecord record) {
        byte[] bytes = serializer.serialize(TOPIC, record);
        assertThat(bytes).isNotNull();
        return bytes;
    }

    private IndexedRecord deserialized(byte[] bytes) {
        Object read = deserializer.deserialize(TOPIC, bytes);
        assertThat(read).isInstanceOf(IndexedRecord.class);
        return (IndexedRecord) read;
    }

    /** Equal if the values are, with their types; of enums, which know their schema, the text. */
    private static List<@Nullable Object> values(@Nullable IndexedRecord record) {
        assertThat(record).isNotNull();
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < record.getSchema().getFields().size(); i++) {
            Object value = record.get(i);
            if (value instanceof List<?> list) {
                values.add(new ArrayList<>(list));
            } else {
                values.add(
                        value instanceof GenericData.EnumSymbol || value instanceof CharSequence
                                ? value.getClass().getSimpleName() + " " + value
                                : value);
            }
        }
        return values;
    }

    private static Schema array() {
        return Schema.createArray(Schema.create(Schema.Type.INT));
    }

    private static GenericRecord record(SplittableRandom random) {
        GenericRecord record = new GenericData.Record(FLAT);
        int length = random.nextInt(20);
        record.put("flag", random.nextBoolean());
        record.put("int", random.nextInt());
        record.put("long", random.nextBoolean() ? null : random.nextLong());
        record.put("float", random.nextBoolean() ? null : Float.intBitsToFloat(random.nextInt()));
        record.put("double", random.nextDouble());
        record.put(
                "text",
                switch (random.nextInt(3)) {
                    case 0 -> null;
                    case 1 -> "äöü".repeat(random.nextInt(9));
                    default -> 17;
                });
        record.put("string", "ß".repeat(random.nextInt(9)));
        record.put(
                "color",
                new GenericData.EnumSymbol(
                        FLAT.getField("color").schema(),
                        List.of("RED", "GREEN", "BLUE").get(random.nextInt(3))));
        record.put(
                "ints",
                random.ints(length).map(n -> n >> random.nextInt(32)).boxed().toList());
        record.put(
                "longs",
                random.nextBoolean() ? null : random.longs(length).boxed().toList());
        record.put("floats", random.doubles(length).mapToObj(d -> (float) d).toList());
        record.put("doubles", random.doubles(length).boxed().toList());
        return record;
    }
}
