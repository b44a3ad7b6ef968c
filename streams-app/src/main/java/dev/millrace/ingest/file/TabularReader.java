package dev.millrace.ingest.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Records from rows of flat fields. The rows that the schema was inferred from are kept and given out first. */
final class TabularReader implements RecordReader {

    private final RowSource rows;
    private final Schema schema;
    private final FieldConversion[] conversions;
    private final Queue<Pending> pending;
    /** Follows the reason why a value is bad. */
    private final String advice;

    private long line;

    /** A row that was read ahead, or in its place why it is bad. */
    private record Pending(@Nullable Row row, @Nullable BadRowException bad) {}

    private TabularReader(RowSource rows, Schema schema, Queue<Pending> pending, String advice) throws IOException {
        this.rows = rows;
        this.schema = schema;
        this.pending = pending;
        this.advice = advice;
        List<FieldConversion> list = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            try {
                list.add(FieldConversion.of(field, rows.fields(), rows.untyped()));
            } catch (IllegalArgumentException e) {
                throw new IOException(rows.bytes().name() + ": " + e.getMessage(), e);
            }
        }
        conversions = list.toArray(new FieldConversion[0]);
    }

    static TabularReader open(RowSource rows, ReadOptions options, Consumer<String> notes) throws IOException {
        Schema given = options.schema();
        return given != null ? ofSchema(rows, given) : inferred(rows, options, notes);
    }

    private static TabularReader ofSchema(RowSource rows, Schema schema) throws IOException {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IOException(
                    "--schema: expected a record, found " + schema.getType().getName());
        }
        rows.closeFields(
                names(schema), "is not in the schema; add it there, give it the name of a field with --rename");
        return new TabularReader(rows, schema, new ArrayDeque<>(), " (by the schema)");
    }

    private static TabularReader inferred(RowSource rows, ReadOptions options, Consumer<String> notes)
            throws IOException {
        SchemaInference inference = new SchemaInference(rows.untyped());
        Queue<Pending> pending = new ArrayDeque<>();
        while (inference.rows() < options.inferRows()) {
            Pending next = readAhead(rows, inference);
            if (next == null) {
                break;
            }
            pending.add(next);
        }
        if (inference.rows() == 0) {
            Pending first = pending.peek();
            throw first != null && first.bad() != null
                    ? first.bad()
                    : new IOException(rows.bytes().name() + ": has no rows to infer a schema from; give the --schema");
        }
        Schema schema = inference.schema(recordName(rows.bytes().name(), options), rows.fields(), notes);
        String origin = "the first " + inference.rows() + " rows";
        rows.closeFields(
                names(schema),
                "is not in " + origin + ", which the schema was inferred from;"
                        + " go on with a larger --infer-rows, with a --schema");
        String advice = " (inferred from " + origin + "); go on with a larger --infer-rows, or with a --schema"
                + (rows.untyped() ? ", or with --null TEXT if TEXT means 'no value'" : "");
        return new TabularReader(rows, schema, pending, advice);
    }

    private static @Nullable Pending readAhead(RowSource rows, SchemaInference inference) throws IOException {
        try {
            Row row = rows.next();
            if (row == null) {
                return null;
            }
            String misfit = inference.add(row, rows.fields());
            return misfit == null
                    ? new Pending(row, null)
                    : new Pending(null, new BadRowException(rows.bytes().name(), row.line, misfit));
        } catch (BadRowException e) {
            return new Pending(null, e);
        }
    }

    private static String recordName(String input, ReadOptions options) {
        if (options.recordName() != null) {
            return options.recordName();
        }
        Path file = Path.of(FileFormat.withoutGzip(input)).getFileName();
        String name = file == null ? "" : file.toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static List<String> names(Schema schema) {
        return schema.getFields().stream().map(Schema.Field::name).toList();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable GenericRecord next() throws IOException {
        Row row = nextRow();
        if (row == null) {
            return null;
        }
        line = row.line;
        GenericData.Record record = new GenericData.Record(schema);
        for (FieldConversion conversion : conversions) {
            String misfit = conversion.put(row, record);
            if (misfit != null) {
                String kind = rows.untyped() ? "column " : "field ";
                throw new BadRowException(rows.bytes().name(), line, kind + misfit + advice);
            }
        }
        return record;
    }

    private @Nullable Row nextRow() throws IOException {
        Pending ahead = pending.poll();
        if (ahead == null) {
            return rows.next();
        }
        if (ahead.bad() != null) {
            line = ahead.bad().line();
            throw ahead.bad();
        }
        return ahead.row();
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public int readAhead() {
        return pending.size();
    }

    @Override
    public long position() {
        return rows.bytes().position();
    }

    @Override
    public long size() {
        return rows.bytes().size();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
