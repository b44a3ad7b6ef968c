package dev.millrace.ingest.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of one file, in file order. The same bytes and options give the same schema and records. For one thread;
 * {@link #position()} may be read from any thread.
 */
public interface RecordReader extends Closeable {

    /** Input name that means standard input. */
    String STANDARD_INPUT = "-";

    /**
     * Opens a file and finds out its schema, for which the first {@link ReadOptions#inferRows()} rows are read.
     *
     * @param input path of a file, or {@link #STANDARD_INPUT}; gzip is recognised by its first bytes
     * @param notes gets one sentence for each thing that the user should know, such as a column that was renamed; on
     *     the calling thread, here and in {@link #next()}
     * @throws IOException if the input cannot be read, or is not what the options say; the message is for the user
     */
    static RecordReader open(String input, ReadOptions options, Consumer<String> notes) throws IOException {
        FileFormat format = options.format() != null ? options.format() : FileFormat.ofName(input);
        InputBytes bytes = InputBytes.open(input);
        try {
            return switch (format) {
                case CSV -> TabularReader.open(CsvRows.open(bytes, options, notes), options, notes);
                case JSONL -> TabularReader.open(new JsonRows(bytes, options, notes), options, notes);
                case LIBSVM -> new LibsvmReader(bytes, options, notes);
                case AVRO -> AvroReader.open(bytes, options);
            };
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** The schema of every record. */
    Schema schema();

    /**
     * Reads the next record; its dates and times are numbers, as Avro encodes them.
     *
     * @return null at the end of the file
     * @throws BadRowException if a row does not fit; the next call goes on with the row after it
     * @throws IOException if reading cannot go on
     */
    @Nullable
    GenericRecord next() throws IOException;

    /** Line of the record that was read last, from 1; for a CSV row of several lines, one of them; for Avro its number. */
    long line();

    /** Records that were read before they are wanted, to infer the schema from; {@link #next()} gives them out first. */
    int readAhead();

    /** Bytes taken from the input so far, compressed if it is; runs ahead of the records by the buffers. */
    long position();

    /** Size of the input in the same bytes; -1 if it is not known, as of standard input. */
    long size();
}
