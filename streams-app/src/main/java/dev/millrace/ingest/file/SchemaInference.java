package dev.millrace.ingest.file;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Takes rows in and gives the narrowest schema that holds them all. */
final class SchemaInference {

    static final String NAMESPACE = "dev.millrace.imported";

    private final boolean untyped;
    private final List<@Nullable ValueType> types = new ArrayList<>();
    private final List<Boolean> nullable = new ArrayList<>();
    private long rows;

    SchemaInference(boolean untyped) {
        this.untyped = untyped;
    }

    /**
     * @param fields names for messages, by position in the row
     * @return null if the row was taken in; else why it was not, and nothing has changed
     */
    @Nullable
    String add(Row row, List<String> fields) {
        List<@Nullable ValueType> joined = new ArrayList<>(row.values.length);
        for (int f = 0; f < row.values.length; f++) {
            ValueType before = f < types.size() ? types.get(f) : null;
            Object raw = row.values[f];
            ValueType now = raw == null ? null : ValueType.of(raw, untyped);
            ValueType both = now == null ? before : now.join(before, untyped);
            if (now != null && both == null && before != null) {
                return "field '" + fields.get(f) + "': expected " + before.text + ", as in the rows before, found "
                        + now.text + "; say which it is with --schema FILE";
            }
            joined.add(both);
        }
        for (int f = 0; f < Math.max(types.size(), joined.size()); f++) {
            boolean isNull = row.value(f) == null;
            if (f == types.size()) {
                types.add(joined.get(f));
                // A field that comes up only now was missing in the rows before.
                nullable.add(isNull || rows > 0);
            } else {
                types.set(f, f < joined.size() ? joined.get(f) : types.get(f));
                nullable.set(f, nullable.get(f) || isNull);
            }
        }
        rows++;
        return null;
    }

    long rows() {
        return rows;
    }

    Schema schema(String recordName, List<String> names, Consumer<String> notes) {
        List<Schema.Field> fields = new ArrayList<>();
        for (int f = 0; f < names.size(); f++) {
            ValueType type = f < types.size() ? types.get(f) : null;
            if (type == null) {
                notes.accept("'" + names.get(f) + "' has no value in the first " + rows
                        + " rows and is taken as a string; if it is something else, give --infer-rows or --schema");
            }
            fields.add(field(names.get(f), type, type == null || nullable.get(f)));
        }
        return Schema.createRecord(FieldNames.legal(recordName), null, NAMESPACE, false, fields);
    }

    private static Schema.Field field(String name, @Nullable ValueType type, boolean orNull) {
        Schema schema = (type == null ? ValueType.STRING : type).schema();
        return orNull
                ? new Schema.Field(
                        name,
                        Schema.createUnion(Schema.create(Schema.Type.NULL), schema),
                        null,
                        JsonProperties.NULL_VALUE)
                : new Schema.Field(name, schema);
    }
}
