package dev.millrace.ingest;

import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Finds fields in the schemas of events, also after they were renamed. */
final class SchemaFields {

    private SchemaFields() {}

    /**
     * The field of that name; if there is none, the one that has it as an alias, which says that it once was named so.
     *
     * @return null if there is none, or if several have the alias
     */
    static Schema.@Nullable Field find(Schema schema, String name) {
        Schema.Field exact = schema.getField(name);
        if (exact != null) {
            return exact;
        }
        List<Schema.Field> renamed = schema.getFields().stream()
                .filter(field -> field.aliases().contains(name))
                .toList();
        return renamed.size() == 1 ? renamed.get(0) : null;
    }
}
