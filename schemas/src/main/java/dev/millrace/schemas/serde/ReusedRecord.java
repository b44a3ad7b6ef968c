package dev.millrace.schemas.serde;

import java.io.IOException;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * A record that is read into again and again: its strings and arrays are overwritten, and arrays of numbers hold no objects.
 * For flat records of one writer's schema: numbers, booleans, strings, enums, arrays of numbers, and unions of these. One
 * thread.
 */
final class ReusedRecord implements IndexedRecord {

    /** Reads a value of one type, into what it read the last time if that can be used again. */
    @FunctionalInterface
    private interface ValueReader {
        @Nullable
        Object read(ByteArrayDecoder decoder) throws IOException;
    }

    private final Schema schema;
    private final ValueReader[] readers;
    private final @Nullable Object[] values;

    private ReusedRecord(Schema schema, ValueReader[] readers) {
        this.schema = schema;
        this.readers = readers;
        this.values = new Object[readers.length];
    }

    /** A record of the schema, or null if it is not flat. */
    static @Nullable ReusedRecord of(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            return null;
        }
        List<Schema.Field> fields = schema.getFields();
        ValueReader[] readers = new ValueReader[fields.size()];
        for (int i = 0; i < readers.length; i++) {
            ValueReader reader = reader(fields.get(i).schema());
            if (reader == null) {
                return null;
            }
            readers[i] = reader;
        }
        return new ReusedRecord(schema, readers);
    }

    /** Replaces all values. If it throws, they are undefined. */
    void read(ByteArrayDecoder decoder) throws IOException {
        for (int i = 0; i < readers.length; i++) {
            values[i] = readers[i].read(decoder);
        }
    }

    @Override
    public Schema getSchema() {
        return schema;
    }

    @Override
    public @Nullable Object get(int field) {
        return values[field];
    }

    @Override
    public void put(int field, @Nullable Object value) {
        throw new UnsupportedOperationException("this record is only read");
    }

    private static @Nullable ValueReader reader(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> decoder -> null;
            case BOOLEAN -> ByteArrayDecoder::readBoolean;
            case INT -> ByteArrayDecoder::readInt;
            case LONG -> ByteArrayDecoder::readLong;
            case FLOAT -> ByteArrayDecoder::readFloat;
            case DOUBLE -> ByteArrayDecoder::readDouble;
            case STRING ->
                "String".equals(schema.getProp(GenericData.STRING_PROP)) ? decoder -> decoder.readString() : strings();
            case ENUM -> symbols(schema);
            case ARRAY -> array(schema.getElementType());
            case UNION -> union(schema.getTypes());
            case RECORD, MAP, BYTES, FIXED -> null;
        };
    }

    private static ValueReader strings() {
        Utf8 text = new Utf8();
        return decoder -> decoder.readInto(text);
    }

    private static ValueReader symbols(Schema schema) {
        GenericData.EnumSymbol[] symbols = schema.getEnumSymbols().stream()
                .map(symbol -> new GenericData.EnumSymbol(schema, symbol))
                .toArray(GenericData.EnumSymbol[]::new);
        return decoder -> symbols[decoder.readEnum()];
    }

    private static @Nullable ValueReader array(Schema elements) {
        return switch (elements.getType()) {
            case INT, LONG -> {
                IntegerArray array = new IntegerArray(elements.getType() == Schema.Type.INT);
                yield decoder -> {
                    array.read(decoder);
                    return array;
                };
            }
            case FLOAT, DOUBLE -> {
                RealArray array = new RealArray(elements.getType() == Schema.Type.FLOAT);
                yield decoder -> {
                    array.read(decoder);
                    return array;
                };
            }
            default -> null;
        };
    }

    private static @Nullable ValueReader union(List<Schema> branches) {
        ValueReader[] readers = new ValueReader[branches.size()];
        for (int i = 0; i < readers.length; i++) {
            ValueReader reader = reader(branches.get(i));
            if (reader == null) {
                return null;
            }
            readers[i] = reader;
        }
        return decoder -> {
            int branch = decoder.readIndex();
            if (branch < 0 || branch >= readers.length) {
                throw new AvroRuntimeException("a union of " + readers.length + " types has no type " + branch);
            }
            return readers[branch].read(decoder);
        };
    }
}
