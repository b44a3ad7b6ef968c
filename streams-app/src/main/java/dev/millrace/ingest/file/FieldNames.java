package dev.millrace.ingest.file;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives each column of a file the name of its Avro field: renamed, dropped, or made legal. */
final class FieldNames {

    private final String input;
    private final ReadOptions options;
    private final Consumer<String> notes;
    private final Map<String, String> columnOfField = new HashMap<>();

    FieldNames(String input, ReadOptions options, Consumer<String> notes) {
        this.input = input;
        this.options = options;
        this.notes = notes;
    }

    /**
     * @param position of the column, from 1; a column without a name is named by it
     * @return null if the column is dropped
     * @throws IOException if two columns would get the same field
     */
    @Nullable
    String fieldOf(String column, int position) throws IOException {
        if (options.dropped().contains(column)) {
            return null;
        }
        String renamed = options.renames().getOrDefault(column, column);
        String field = renamed.isEmpty() ? "column_" + position : legal(renamed);
        String other = columnOfField.putIfAbsent(field, column);
        if (other != null) {
            throw new IOException(input + ": columns '" + other + "' and '" + column + "' would both become the field '"
                    + field + "'; "
                    + (other.equals(column)
                            ? "give the columns different names"
                            : "give one another name with --rename '" + column + "=other', or leave it out with"
                                    + " --drop '" + column + "'"));
        }
        if (renamed.isEmpty()) {
            notes.accept("column " + position + " has no name and becomes the field '" + field + "'");
        } else if (!field.equals(renamed)) {
            notes.accept("column '" + column + "' becomes the field '" + field + "', because Avro names have only"
                    + " letters, digits and '_'; choose another name with --rename '" + column + "=name'");
        }
        return field;
    }

    /** Fails if a column that is to be renamed or dropped is not among the columns. */
    void requireKnown(Collection<String> columns) throws IOException {
        TreeSet<String> unknown = new TreeSet<>(options.renames().keySet());
        unknown.addAll(options.dropped());
        unknown.removeAll(columns);
        if (!unknown.isEmpty()) {
            throw new IOException(input + ": --rename or --drop names the column '" + unknown.first()
                    + "', which is not there; the columns are " + String.join(", ", columns));
        }
    }

    /** The name with every character that Avro does not allow turned into '_'. */
    static String legal(String name) {
        StringBuilder legal = new StringBuilder(name.length() + 1);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (digit && legal.isEmpty()) {
                legal.append('_');
            }
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            legal.append(digit || letter ? c : '_');
        }
        return legal.isEmpty() ? "_" : legal.toString();
    }
}
