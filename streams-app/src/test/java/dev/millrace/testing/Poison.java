package dev.millrace.testing;

import dev.millrace.schemas.QuarantineStage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** What comes instead of a good event: what cannot be used, with the reason that must be told; and what is odd but valid. */
public enum Poison {
    NO_VALUE(QuarantineStage.DECODE, "expected an Avro record, got no value", (good, encoder, random) -> null),
    SHORT_BYTES(
            QuarantineStage.DECODE,
            "Expected at least 5 bytes (0x00, schema id, Avro data), found ",
            (good, encoder, random) -> bytes(random, random.nextInt(5))),
    RANDOM_BYTES(QuarantineStage.DECODE, "Expected magic byte 0x00, found 0x", (good, encoder, random) -> {
        byte[] bytes = bytes(random, 5 + random.nextInt(300));
        bytes[0] |= 1;
        return bytes;
    }),
    UNKNOWN_SCHEMA(QuarantineStage.DECODE, "Schema id ", (good, encoder, random) -> {
        byte[] bytes = encoder.encode(good);
        ByteBuffer.wrap(bytes).putInt(1, 1_000_000 + random.nextInt(1_000));
        return bytes;
    }),
    OTHER_SCHEMA(
            QuarantineStage.FEATURES,
            "expected an event time field 'at' in events of schema dev.millrace.testing.Letter, which has [from, text]",
            (good, encoder, random) -> encoder.encode(letter(random))),
    TRUNCATED(
            QuarantineStage.DECODE,
            "Cannot read dev.millrace.testing.Reading (schema id ",
            (good, encoder, random) -> cut(encoder.encode(good), random)),
    LENGTH_THAT_LIES(
            QuarantineStage.DECODE, "Cannot read dev.millrace.testing.Letter (schema id ", (good, encoder, random) -> {
                byte[] bytes = encoder.encode(letter(random));
                // The first string claims 2^30 characters.
                return ByteBuffer.allocate(bytes.length)
                        .put(bytes, 0, 5)
                        .put(new byte[] {-128, -128, -128, -128, 8})
                        .put(bytes, 10, bytes.length - 10)
                        .array();
            }),
    HUGE_TEXT_FOR_NUMBER(
            QuarantineStage.FEATURES,
            "feature 'level': expected field 'level' to be a number, got Utf8",
            (good, encoder, random) -> encoder.encode(withText(good, "level", text(random)))),
    HUGE_TEXT_FOR_LABEL(
            QuarantineStage.LABEL,
            "label field 'label': expected field 'label' to be a number, got Utf8",
            (good, encoder, random) -> encoder.encode(withText(good, "label", text(random)))),
    HUGE_LEVEL(feature("level"), 1e30, number("level", 1e30)),
    HUGE_FLOW(feature("flow"), -1e30, number("flow", -1e30)),
    HUGE_VALUE(feature("indices"), (float) 1e30, value((float) 1e30)),
    HUGE_LABEL("label field 'label'", 1e30, number("label", 1e30)),
    NAN_LEVEL(feature("level"), Double.NaN, number("level", Double.NaN)),
    NAN_FLOW(feature("flow"), Double.NaN, number("flow", Double.NaN)),
    NAN_VALUE(feature("indices"), Double.NaN, value(Float.NaN)),
    NAN_LABEL("label field 'label'", Double.NaN, number("label", Double.NaN)),
    INFINITE_LEVEL(feature("level"), Double.POSITIVE_INFINITY, number("level", Double.POSITIVE_INFINITY)),
    INFINITE_FLOW(feature("flow"), Double.NEGATIVE_INFINITY, number("flow", Double.NEGATIVE_INFINITY)),
    INFINITE_VALUE(feature("indices"), Double.NEGATIVE_INFINITY, value(Float.NEGATIVE_INFINITY)),
    INFINITE_LABEL("label field 'label'", Double.POSITIVE_INFINITY, number("label", Double.POSITIVE_INFINITY)),
    LABEL_OF_NO_CLASS(
            QuarantineStage.LABEL,
            "label field 'label': expected a whole number from 0 to 1, got 7.0",
            changed(good -> good.put("label", 7.0))),
    MILLION_FEATURES(
            QuarantineStage.FEATURES,
            "expected at most 100000 features (limits.max-features), got 1000000",
            changed(good -> features(good, 1_000_000))),
    UNEVEN_ARRAYS(
            QuarantineStage.FEATURES,
            "feature 'indices': expected as many values as indices, got 1 and 2",
            changed(good -> good.put("values", List.of(1f)))),
    NEGATIVE_INDEX(
            QuarantineStage.FEATURES,
            "feature 'indices': expected an index of 0 or more, got -1",
            changed(good -> good.put("indices", List.of(3, -1)))),

    NEGATIVE_ZERO(changed(good -> {
        good.put("level", -0.0);
        good.put("flow", -0.0);
        good.put("values", List.of(-0f, -0f));
        good.put("label", -0.0);
    })),
    DENORMAL(changed(good -> {
        good.put("level", -Double.MIN_VALUE);
        good.put("flow", (double) Float.MIN_VALUE);
        good.put("values", List.of(Float.MIN_VALUE, -Float.MIN_VALUE));
    })),
    HUGE_CATEGORY(changed(good -> good.put("site", "x".repeat(200_000)))),
    MANY_FEATURES(changed(good -> features(good, 20_000))),
    WILD_LEVEL(changed(good -> good.put("level", 1e14))),
    END_OF_TIME(changed(good -> good.put("at", Long.MAX_VALUE)));

    /** Writes a record as a registry's serializer does. */
    @FunctionalInterface
    public interface Encoder {
        byte[] encode(GenericRecord event);
    }

    /** Makes poison of a good event, which may be changed. */
    @FunctionalInterface
    private interface Maker {
        byte @Nullable [] bytes(GenericRecord good, Encoder encoder, SplittableRandom random);
    }

    private static final Schema LETTER = SchemaBuilder.record("Letter")
            .namespace("dev.millrace.testing")
            .fields()
            .requiredString("from")
            .requiredString("text")
            .endRecord();

    private final @Nullable QuarantineStage stage;
    private final String reason;

    @SuppressWarnings("ImmutableEnumChecker") // None keeps anything.
    private final Maker maker;

    /** What is odd, but valid. */
    Poison(Maker maker) {
        this.stage = null;
        this.reason = "";
        this.maker = maker;
    }

    Poison(QuarantineStage stage, String reason, Maker maker) {
        this.stage = stage;
        this.reason = reason;
        this.maker = maker;
    }

    /** A number beyond the limit. */
    Poison(String what, double number, Maker maker) {
        this(
                what.startsWith("label") ? QuarantineStage.LABEL : QuarantineStage.FEATURES,
                what + ": expected a number between -1.0E15 and 1.0E15 (limits.max-magnitude), got " + number,
                maker);
    }

    /** Whether it is to be learned from. */
    public boolean isValid() {
        return stage == null;
    }

    public @Nullable QuarantineStage stage() {
        return stage;
    }

    /** How the reason begins. */
    public String reason() {
        return reason;
    }

    byte @Nullable [] bytes(GenericRecord good, Encoder encoder, SplittableRandom random) {
        return maker.bytes(good, encoder, random);
    }

    private static String feature(String name) {
        return "feature '" + name + "'";
    }

    private static Maker changed(Consumer<GenericRecord> change) {
        return (good, encoder, random) -> {
            change.accept(good);
            return encoder.encode(good);
        };
    }

    private static Maker number(String field, double number) {
        return changed(good -> good.put(field, number));
    }

    private static Maker value(float number) {
        return changed(good -> good.put("values", List.of(1f, number)));
    }

    private static void features(GenericRecord good, int count) {
        List<Integer> indices = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            indices.add(i % 60);
        }
        good.put("indices", indices);
        good.put("values", Collections.nCopies(count, 0.0001f));
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] cut(byte[] bytes, SplittableRandom random) {
        return Arrays.copyOf(bytes, 5 + random.nextInt(bytes.length - 5));
    }

    private static String text(SplittableRandom random) {
        return "1".repeat(100_000 + random.nextInt(500_000));
    }

    private static GenericRecord letter(SplittableRandom random) {
        GenericRecord letter = new GenericData.Record(LETTER);
        letter.put("from", "somebody-" + random.nextInt(100));
        letter.put("text", "hello");
        return letter;
    }

    /** The same event of a schema in which one field is text. */
    private static GenericRecord withText(GenericRecord good, String field, String text) {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("Reading")
                .namespace("dev.millrace.testing")
                .fields();
        good.getSchema()
                .getFields()
                .forEach(old -> fields.name(old.name())
                        .type(old.name().equals(field) ? Schema.create(Schema.Type.STRING) : old.schema())
                        .noDefault());
        GenericRecord event = new GenericData.Record(fields.endRecord());
        good.getSchema().getFields().forEach(old -> event.put(old.name(), good.get(old.name())));
        event.put(field, text);
        return event;
    }
}
