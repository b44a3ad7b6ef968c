package dev.millrace.ingest.file;

import dev.millrace.schemas.SparseEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Lines of {@code label index:value ...} as {@link SparseEvent}s without an event time. */
final class LibsvmReader implements RecordReader {

    private static final Schema SCHEMA = SparseEvent.getClassSchema();
    private static final Schema.Field LABEL = SCHEMA.getField("label");
    private static final Schema.Field INDICES = SCHEMA.getField("indices");
    private static final Schema.Field VALUES = SCHEMA.getField("values");

    private final InputBytes bytes;
    private final BufferedReader text;
    private final boolean binaryLabels;
    private final Consumer<String> notes;
    private boolean noted;
    private long line;

    LibsvmReader(InputBytes bytes, ReadOptions options, Consumer<String> notes) throws IOException {
        if (options.schema() != null && !options.schema().equals(SCHEMA)) {
            throw new IOException(
                    bytes.name() + ": a libsvm file becomes " + SCHEMA.getFullName() + "; leave --schema out");
        }
        this.bytes = bytes;
        this.text = bytes.text();
        this.binaryLabels = options.binaryLabels();
        this.notes = notes;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public @Nullable GenericRecord next() throws IOException {
        StringTokenizer tokens = nextLine();
        if (tokens == null) {
            return null;
        }
        GenericData.Record record = new GenericData.Record(SCHEMA);
        record.put(LABEL.pos(), label(tokens.nextToken()));
        GenericData.Array<Integer> indices = new GenericData.Array<>(tokens.countTokens(), INDICES.schema());
        GenericData.Array<Float> values = new GenericData.Array<>(tokens.countTokens(), VALUES.schema());
        int last = -1;
        while (tokens.hasMoreTokens()) {
            String token = tokens.nextToken();
            int colon = token.indexOf(':');
            last = index(token, colon, last);
            indices.add(last);
            values.add(value(token, colon));
        }
        record.put(INDICES.pos(), indices);
        record.put(VALUES.pos(), values);
        return record;
    }

    /** The tokens of the next line that has any before its comment. */
    private @Nullable StringTokenizer nextLine() throws IOException {
        for (String next = text.readLine(); next != null; next = text.readLine()) {
            line++;
            int comment = next.indexOf('#');
            StringTokenizer tokens = new StringTokenizer(comment < 0 ? next : next.substring(0, comment));
            if (tokens.hasMoreTokens()) {
                return tokens;
            }
        }
        return null;
    }

    private double label(String token) throws BadRowException {
        Double label = Texts.toDouble(token);
        if (label == null || !Double.isFinite(label)) {
            throw bad("expected a number as label, found " + JsonRows.abbreviated(token));
        }
        if (binaryLabels) {
            if (Math.abs(label) != 1) {
                throw bad("expected the label -1 or +1, found " + JsonRows.abbreviated(token)
                        + "; without --binary-labels it is kept as it is");
            }
            return label > 0 ? 1 : 0;
        }
        if (label == -1 && !noted) {
            noted = true;
            notes.accept(bytes.name() + ":" + line + ": the label -1 is kept as it is; a binary task needs 0 and 1,"
                    + " which --binary-labels makes of -1 and +1");
        }
        return label;
    }

    private int index(String token, int colon, int last) throws BadRowException {
        if (token.startsWith("qid:")) {
            throw bad("expected index:value, found " + JsonRows.abbreviated(token)
                    + "; query ids are for ranking, which is not learned here: remove them");
        }
        Long index = colon < 0 ? null : Texts.toLong(token.substring(0, colon));
        if (index == null || index < 0 || index > Integer.MAX_VALUE) {
            throw bad("expected index:value with an index of 0 to " + Integer.MAX_VALUE + ", found "
                    + JsonRows.abbreviated(token));
        }
        if (index <= last) {
            throw bad("expected indices in ascending order, found " + index + " after " + last);
        }
        return index.intValue();
    }

    private float value(String token, int colon) throws BadRowException {
        Double value = Texts.toDouble(token.substring(colon + 1));
        if (value == null || !Float.isFinite(value.floatValue())) {
            throw bad("expected a finite number of 32 bits as value, found " + JsonRows.abbreviated(token));
        }
        return value.floatValue();
    }

    private BadRowException bad(String reason) {
        return new BadRowException(bytes.name(), line, reason);
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
