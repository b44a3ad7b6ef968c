package dev.millrace.replay.source;

import dev.millrace.ingest.file.BadRowException;
import dev.millrace.ingest.file.ReadOptions;
import dev.millrace.ingest.file.RecordReader;
import dev.millrace.replay.ReplayException;
import dev.millrace.replay.ReplaySource;
import dev.millrace.replay.ReplayedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file as events, in file order: those that {@code millrace import} would send. A row that does not fit is an
 * event that could not be decoded. Rows have no timestamp. Progress is by bytes, and is 0 where the size of the input is not
 * known: standard input and pipes. One thread.
 */
public final class FileSource implements ReplaySource {

    private final String input;
    private final ReadOptions options;
    private final Schema schema;
    private final Schema.@Nullable Field key;
    private final ReplayedEvent event = new ReplayedEvent();
    /** What tells a file from the same with other content; null if it can be read only once. */
    private final @Nullable State state;
    /** Open and at the beginning, or null. */
    private @Nullable RecordReader opened;
    /** Rows that a reader reads when it is opened, and the bytes that they take. */
    private final int aheadRows;

    private final long aheadBytes;

    private record State(long size, long modifiedMillis) {}

    /**
     * Opens the file and finds out its schema.
     *
     * @param input path of a file, or {@link RecordReader#STANDARD_INPUT}
     * @param keyField field whose value, as text in UTF-8, becomes the event's key; null: events have no key
     * @param notes gets one sentence for each thing that the user should know, on the calling thread
     * @throws IOException if the input cannot be read, or is not what the options say; the message is for the user
     * @throws ReplayException if there is no such key field
     */
    public FileSource(String input, ReadOptions options, @Nullable String keyField, Consumer<String> notes)
            throws IOException {
        this.input = input;
        this.options = options;
        this.state = state(input);
        RecordReader reader = RecordReader.open(input, options, notes);
        this.opened = reader;
        this.schema = reader.schema();
        this.aheadRows = reader.readAhead();
        this.aheadBytes = reader.position();
        try {
            this.key = keyField == null ? null : key(schema, keyField);
        } catch (ReplayException e) {
            reader.close();
            throw e;
        }
    }

    /** False for standard input and for a pipe: they are used up when they have been read. */
    public boolean canBeReadAgain() {
        return state != null;
    }

    /** The schema of every event. */
    public Schema schema() {
        return schema;
    }

    @Override
    public String description() {
        return input.equals(RecordReader.STANDARD_INPUT) ? "standard input" : "file " + input;
    }

    /** Empty: a file is of no topic. */
    @Override
    public String topic() {
        return "";
    }

    /**
     * Hands over all rows.
     *
     * @throws IOException if reading cannot go on
     * @throws ReplayException if there is no row, the file was written to since the first reading, or it can be read only
     *     once and was
     */
    @Override
    public void read(Visitor visitor) throws IOException {
        try (RecordReader reader = take()) {
            long row = 0;
            while (next(reader, row)) {
                row++;
                if (!visitor.event(event)) {
                    return;
                }
            }
            if (row == 0) {
                throw new ReplayException(description() + " has no rows: there is nothing to replay");
            }
        }
    }

    /** Sets the event to the next row; false at the end. */
    private boolean next(RecordReader reader, long row) throws IOException {
        try {
            GenericRecord record = reader.next();
            if (record == null) {
                return false;
            }
            event.begin(input, 0, row, 0, progress(reader, row), keyOf(record));
            event.decoded(record);
        } catch (BadRowException e) {
            event.begin(input, 0, row, 0, progress(reader, row), null);
            event.unreadable(String.valueOf(e.getMessage()));
        }
        return true;
    }

    private RecordReader take() throws IOException {
        RecordReader first = opened;
        if (first != null) {
            opened = null;
            return first;
        }
        if (state == null) {
            throw new ReplayException(description()
                    + " can be read only once, and has been; save it to a file to replay" + " it in several epochs");
        }
        if (!state.equals(state(input))) {
            throw new ReplayException(
                    description() + " was written to since it was read first; replay a copy that stays as it is");
        }
        return RecordReader.open(input, options, note -> {});
    }

    private static @Nullable State state(String input) throws IOException {
        if (input.equals(RecordReader.STANDARD_INPUT)) {
            return null;
        }
        Path path = Path.of(input);
        return Files.isRegularFile(path)
                ? new State(Files.size(path), Files.getLastModifiedTime(path).toMillis())
                : null;
    }

    /** By bytes, of which some were read ahead of the rows. */
    private double progress(RecordReader reader, long row) {
        if (reader.size() <= 0) {
            return 0;
        }
        double bytes = row < aheadRows ? aheadBytes * ((row + 1) / (double) aheadRows) : reader.position();
        return Math.min(1, bytes / reader.size());
    }

    private byte @Nullable [] keyOf(GenericRecord record) {
        Object value = key == null ? null : record.get(key.pos());
        return value == null ? null : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Schema.Field key(Schema schema, String name) {
        Schema.Field field = schema.getField(name);
        if (field == null) {
            throw new ReplayException("--key: there is no field '" + name + "'; the fields are "
                    + schema.getFields().stream().map(Schema.Field::name).collect(Collectors.joining(", ")));
        }
        return field;
    }

    @Override
    public void close() {
        RecordReader reader = opened;
        opened = null;
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                // It was only read from: nothing is lost.
                return;
            }
        }
    }
}
