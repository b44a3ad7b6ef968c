package dev.millrace.ingest.file;

import java.io.EOFException;
import java.io.IOException;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.InvalidAvroMagicException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of an Avro container file. A block that is damaged ends the reading: what comes after it cannot be told from
 * garbage.
 */
final class AvroReader implements RecordReader {

    /** Those whose libraries are there: Avro brings bzip2's, Kafka's clients those of snappy and zstandard. */
    private static final Set<String> CODECS = Set.of(
            DataFileConstants.NULL_CODEC,
            DataFileConstants.DEFLATE_CODEC,
            DataFileConstants.BZIP2_CODEC,
            DataFileConstants.SNAPPY_CODEC,
            DataFileConstants.ZSTANDARD_CODEC);

    private static final String READABLE = "null, deflate, bzip2, snappy and zstandard; avro-tools recodec converts it";

    private final InputBytes bytes;
    private final DataFileStream<GenericRecord> records;
    private final Schema schema;
    private long line;

    private AvroReader(InputBytes bytes, DataFileStream<GenericRecord> records, Schema schema) {
        this.bytes = bytes;
        this.records = records;
        this.schema = schema;
    }

    static AvroReader open(InputBytes bytes, ReadOptions options) throws IOException {
        if (!options.renames().isEmpty() || !options.dropped().isEmpty()) {
            throw new IOException(bytes.name() + ": --rename and --drop are for files without a schema; to take part of"
                    + " an Avro file, or give its fields other names (as aliases), give a --schema");
        }
        // A GenericData of its own, without conversions: logical types stay numbers.
        GenericDatumReader<GenericRecord> datums = new GenericDatumReader<>(null, null, new GenericData());
        DataFileStream<GenericRecord> records = openStream(bytes, datums);
        Schema written = records.getSchema();
        if (written.getType() != Schema.Type.RECORD) {
            throw new IOException(bytes.name() + ": expected an Avro file of records, found one of "
                    + written.getType().getName());
        }
        Schema schema = options.schema() == null ? written : options.schema();
        requireReadable(bytes.name(), written, schema);
        datums.setExpected(schema);
        return new AvroReader(bytes, records, schema);
    }

    private static DataFileStream<GenericRecord> openStream(InputBytes bytes, GenericDatumReader<GenericRecord> datums)
            throws IOException {
        DataFileStream<GenericRecord> records;
        try {
            records = new DataFileStream<>(bytes.content(), datums);
        } catch (InvalidAvroMagicException e) {
            throw new IOException(
                    bytes.name() + ": expected an Avro container file, found something else; say with --format what it"
                            + " is",
                    e);
        } catch (IOException | AvroRuntimeException e) {
            throw new IOException(
                    bytes.name() + ": the header of the Avro file cannot be read: " + e.getMessage()
                            + "; codecs that can be read are " + READABLE,
                    e);
        }
        String codec = records.getMetaString(DataFileConstants.CODEC);
        if (codec != null && !CODECS.contains(codec)) {
            throw new IOException(bytes.name() + ": is compressed with " + codec
                    + ", for which there is no library; codecs that can be read are " + READABLE);
        }
        return records;
    }

    private static void requireReadable(String name, Schema written, Schema read) throws IOException {
        Schema aliased = Schema.applyAliases(written, read);
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(read, aliased);
        if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
            String reasons = compatibility.getResult().getIncompatibilities().stream()
                    .map(i -> i.getLocation() + ": " + i.getMessage())
                    .toList()
                    .toString();
            throw new IOException(name + ": cannot be read as the --schema says: " + reasons
                    + "; a field that the file has not needs a default, one of another name an alias");
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable GenericRecord next() throws IOException {
        try {
            if (!records.hasNext()) {
                // A block that is cut short passes for the end of the file, but its records are still counted as to
                // come.
                if (records.hasNext()) {
                    throw new EOFException("the last block is cut short");
                }
                return null;
            }
            GenericRecord record = records.next();
            line++;
            return record;
        } catch (EOFException | RuntimeException e) {
            // The stream wraps an IOException; garbage can make the decoder throw anything.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    bytes.name() + ": the Avro file is damaged behind its record " + line + ", or not whole: "
                            + cause.getMessage(),
                    e);
        }
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public int readAhead() {
        return 0;
    }

    @Override
    public long position() {
        return bytes.position();
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
