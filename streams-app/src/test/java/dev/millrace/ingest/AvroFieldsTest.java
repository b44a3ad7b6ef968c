package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.feature.InvalidEventException;
import dev.millrace.core.feature.InvalidEventException.Part;
import dev.millrace.core.feature.Utf8Buffer;
import dev.millrace.schemas.QuarantineStage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.PrimitivesArrays;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AvroFieldsTest {

    private static final Schema ANY = SchemaBuilder.record("Any")
            .fields()
            .name("f")
            .type("bytes")
            .noDefault()
            .endRecord();
    private static final Schema COLOR = Schema.createEnum("Color", null, null, List.of("RED", "GREEN"));
    private static final Schema FIXED = Schema.createFixed("Two", null, null, 2);

    static List<Arguments> numbers() {
        return List.of(
                Arguments.of(7, 7.0),
                Arguments.of(1L << 60, 0x1p60),
                Arguments.of(0.1f, (double) 0.1f),
                Arguments.of(-0.1, -0.1),
                Arguments.of(true, 1.0),
                Arguments.of(false, 0.0));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void shouldReadANumberFromEveryTypeThatIsOne(Object value, double number) throws InvalidEventException {
        assertThat(fields(value).number(0)).isEqualTo(number);
        assertThat(fields(value).isNull(0)).isFalse();
    }

    static List<Arguments> categories() {
        return List.of(
                Arguments.of(new Utf8("Zürich"), "Zürich"),
                Arguments.of("Zürich", "Zürich"),
                Arguments.of(CharBuffer.wrap("x"), "x"),
                Arguments.of(new GenericData.EnumSymbol(COLOR, "GREEN"), "GREEN"),
                Arguments.of(QuarantineStage.LABEL, "LABEL"),
                Arguments.of(true, "true"),
                Arguments.of(-12, "-12"),
                Arguments.of(Long.MIN_VALUE, "-9223372036854775808"));
    }

    @ParameterizedTest
    @MethodSource("categories")
    void shouldReadACategoryFromEveryTypeThatIsOne(Object value, String category) throws InvalidEventException {
        Utf8Buffer text = new Utf8Buffer();
        fields(value).category(0, text);
        assertThat(text).hasToString(category);
    }

    @Test
    void shouldReadOnlyTheBytesThatBelongToAText() throws InvalidEventException {
        Utf8 shorter = new Utf8("longer");
        shorter.setByteLength(4);
        Utf8Buffer text = new Utf8Buffer();
        fields(shorter).category(0, text);
        assertThat(text).hasToString("long");
    }

    static List<Arguments> notNumbers() {
        return List.of(
                Arguments.of(new Utf8("1"), "Utf8"),
                Arguments.of("1", "String"),
                Arguments.of(new GenericData.EnumSymbol(COLOR, "RED"), "EnumSymbol"),
                Arguments.of(ByteBuffer.wrap(new byte[] {1}), "HeapByteBuffer"),
                Arguments.of(new GenericData.Fixed(FIXED, new byte[2]), "Fixed"),
                Arguments.of(Map.of(), "MapN"),
                Arguments.of(new GenericData.Record(ANY), "Record"),
                Arguments.of(null, "null"));
    }

    @ParameterizedTest
    @MethodSource("notNumbers")
    void shouldRefuseANumberOfAnyOtherType(Object value, String found) {
        assertThatThrownBy(() -> fields(value).number(0))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("expected field 'f' to be a number, got " + found)
                .extracting(e -> ((InvalidEventException) e).part())
                .isEqualTo(Part.FEATURES);
    }

    static List<Arguments> notCategories() {
        return List.of(
                Arguments.of(1.5, "Double"),
                Arguments.of(1.5f, "Float"),
                Arguments.of(ByteBuffer.wrap(new byte[] {1}), "HeapByteBuffer"),
                Arguments.of(new GenericData.Fixed(FIXED, new byte[2]), "Fixed"),
                Arguments.of(null, "null"));
    }

    @ParameterizedTest
    @MethodSource("notCategories")
    void shouldRefuseACategoryOfAnyOtherType(Object value, String found) {
        assertThatThrownBy(() -> fields(value).category(0, new Utf8Buffer()))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("expected field 'f' to be a string, enum, boolean or integer, got " + found);
    }

    @Test
    void shouldKnowNull() throws InvalidEventException {
        assertThat(fields(null).isNull(0)).isTrue();
    }

    static List<Arguments> integerArrays() {
        return List.of(
                Arguments.of(List.of(3, 4)),
                Arguments.of(List.of(3L, 4L)),
                Arguments.of(List.of(3, 4L)),
                Arguments.of(new PrimitivesArrays.IntArray(array(Schema.Type.INT), List.of(3, 4))),
                Arguments.of(new PrimitivesArrays.LongArray(array(Schema.Type.LONG), List.of(3L, 4L))),
                Arguments.of(new GenericData.Array<>(array(Schema.Type.INT), List.of(3, 4))));
    }

    @ParameterizedTest
    @MethodSource("integerArrays")
    void shouldReadIntegersFromEveryArrayOfThem(List<?> array) throws InvalidEventException {
        AvroFields fields = fields(array);
        assertThat(fields.length(0)).isEqualTo(2);
        assertThat(integers(fields)).containsExactly(3, 4, -1);
        assertThat(numbers(fields)).containsExactly(3.0, 4.0, -1.0);
    }

    static List<Arguments> numberArrays() {
        return List.of(
                Arguments.of(List.of(0.5, 2.0)),
                Arguments.of(List.of(0.5f, 2L)),
                Arguments.of(new PrimitivesArrays.FloatArray(array(Schema.Type.FLOAT), List.of(0.5f, 2f))),
                Arguments.of(new PrimitivesArrays.DoubleArray(array(Schema.Type.DOUBLE), List.of(0.5, 2.0))),
                Arguments.of(new GenericData.Array<>(array(Schema.Type.DOUBLE), List.of(0.5, 2.0))));
    }

    @ParameterizedTest
    @MethodSource("numberArrays")
    void shouldReadNumbersFromEveryArrayOfThem(List<?> array) throws InvalidEventException {
        AvroFields fields = fields(array);
        assertThat(fields.length(0)).isEqualTo(2);
        assertThat(numbers(fields)).containsExactly(0.5, 2.0, -1.0);
    }

    @Test
    void shouldRefuseArraysOfAnythingElse() {
        assertRefused(() -> integers(fields(List.of(1.0))), "an array of integers, got Double");
        assertRefused(() -> integers(fields(List.of(new Utf8("1")))), "an array of integers, got Utf8");
        assertRefused(() -> numbers(fields(List.of(new Utf8("1")))), "a number, got Utf8");
        assertRefused(() -> numbers(fields(Arrays.asList(1, null))), "a number, got null");
        assertRefused(() -> integers(fields(Arrays.asList(1, null))), "an array of integers, got null");
        assertRefused(() -> fields(3).length(0), "an array, got Integer");
        assertRefused(() -> fields(null).length(0), "an array, got null");
    }

    @Test
    void shouldFindItsFieldsAnewWhenSchemasAlternate() throws InvalidEventException {
        Schema ab = SchemaBuilder.record("AB")
                .fields()
                .requiredInt("a")
                .requiredInt("b")
                .endRecord();
        // A later version of the same record: a new field moves the others.
        Schema xba = SchemaBuilder.record("AB")
                .fields()
                .requiredString("x")
                .requiredInt("b")
                .requiredInt("a")
                .endRecord();
        AvroFields fields = new AvroFields(List.of("a", "b"), Part.FEATURES);
        for (int i = 0; i < 3; i++) {
            fields.set(record(ab, i, 10 + i));
            assertThat(fields.number(0)).isEqualTo(i);
            assertThat(fields.number(1)).isEqualTo(10 + i);
            fields.set(record(xba, "x", 20 + i, 30 + i));
            assertThat(fields.number(0)).isEqualTo(30 + i);
            assertThat(fields.number(1)).isEqualTo(20 + i);
        }
    }

    @Test
    void shouldRecoverWhenASchemaWithoutTheFieldCameInBetween() throws InvalidEventException {
        Schema a = SchemaBuilder.record("A").fields().requiredInt("a").endRecord();
        Schema other = SchemaBuilder.record("Other")
                .namespace("shop")
                .fields()
                .requiredInt("c")
                .endRecord();
        AvroFields fields = new AvroFields(List.of("a"), Part.LABEL);
        fields.set(record(a, 1));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> fields.set(record(other, 5)))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessage("expected a field 'a' in events of schema shop.Other, which has [c]")
                    .extracting(e -> ((InvalidEventException) e).part())
                    .isEqualTo(Part.LABEL);
        }
        fields.set(record(a, 2));
        assertThat(fields.number(0)).isEqualTo(2);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String problem) {
        assertThatThrownBy(call)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("expected field 'f' to be " + problem);
    }

    private static Schema array(Schema.Type items) {
        return Schema.createArray(Schema.create(items));
    }

    private static AvroFields fields(Object value) throws InvalidEventException {
        AvroFields fields = new AvroFields(List.of("f"), Part.FEATURES);
        fields.set(record(ANY, value));
        return fields;
    }

    private static GenericRecord record(Schema schema, Object... values) {
        GenericRecord record = new GenericData.Record(schema);
        for (int i = 0; i < values.length; i++) {
            record.put(i, values[i]);
        }
        return record;
    }

    /** All of an array, and what stands behind it in a longer one. */
    private static long[] integers(AvroFields fields) throws InvalidEventException {
        long[] into = {-1, -1, -1};
        fields.integers(0, into);
        return into;
    }

    private static double[] numbers(AvroFields fields) throws InvalidEventException {
        double[] into = {-1, -1, -1};
        fields.numbers(0, into);
        return into;
    }
}
