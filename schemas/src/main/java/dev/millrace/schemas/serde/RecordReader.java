package dev.millrace.schemas.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.FastReaderBuilder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of one writer's schema. Immutable, for any thread: Avro's fast reader, unlike GenericDatumReader, keeps all
 * of its state in the decoder.
 */
final class RecordReader {
    private final int id;
    private final Schema writer;
    private final DatumReader<Object> reader;

    private RecordReader(int id, Schema writer, DatumReader<Object> reader) {
        this.id = id;
        this.writer = writer;
        this.reader = reader;
    }

    /**
     * Makes the reader of a schema.
     *
     * @param specific whether records become their generated class
     * @throws SerializationException if that class is missing, or cannot read what this schema writes
     */
    static RecordReader of(int id, Schema writer, boolean specific) {
        GenericData data = GenericData.get();
        Schema expected = writer;
        if (specific && writer.getType() == Schema.Type.RECORD) {
            Class<? extends SpecificRecordBase> type = specificClass(id, writer);
            GeneratedClasses classes = GeneratedClasses.of(type);
            data = classes;
            expected = classes.getSchema(type);
        }
        try {
            // A schema from the registry must not choose classes for its strings.
            DatumReader<Object> reader = new FastReaderBuilder(data)
                    .withClassPropEnabled(false)
                    .withKeyClassEnabled(false)
                    .createDatumReader(writer, expected);
            return new RecordReader(id, writer, reader);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "Schema id " + id + " (" + writer.getFullName() + ") cannot be read: " + e.getMessage(), e);
        }
    }

    private static Class<? extends SpecificRecordBase> specificClass(int id, Schema writer) {
        Class<? extends SpecificRecordBase> type = GeneratedClasses.recordClass(writer);
        if (type == null) {
            throw new SerializationException("Schema id " + id + " needs the generated class " + writer.getFullName()
                    + ", which is not on the class path. Add it, or set " + SerdeConfig.SPECIFIC_READER + "=false.");
        }
        return type;
    }

    int id() {
        return id;
    }

    Schema writer() {
        return writer;
    }

    @Nullable
    Object read(ByteArrayDecoder decoder) throws IOException {
        Object value = reader.read(null, decoder);
        // Confluent's deserializer hands out plain strings at the top, too.
        return writer.getType() == Schema.Type.STRING && value != null ? value.toString() : value;
    }
}
