package dev.millrace.ingest.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows of a file with one flat JSON object per line. */
final class JsonRows implements RowSource {

    private static final int DROPPED = -1;
    private static final int UNKNOWN = -2;

    private final InputBytes bytes;
    private final BufferedReader text;
    private final FieldNames names;
    private final Consumer<String> notes;
    private final Set<String> unseen;
    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private List<String> fields = new ArrayList<>();
    private final Map<String, Integer> positionOfKey = new HashMap<>();
    /** Why a row with a new field is bad; null while new fields may come. */
    private @Nullable String closed;

    private long line;

    JsonRows(InputBytes bytes, ReadOptions options, Consumer<String> notes) throws IOException {
        this.bytes = bytes;
        this.text = bytes.text();
        this.names = new FieldNames(bytes.name(), options, notes);
        this.notes = notes;
        this.unseen = new TreeSet<>(options.renames().keySet());
        unseen.addAll(options.dropped());
    }

    @Override
    public InputBytes bytes() {
        return bytes;
    }

    @Override
    public boolean untyped() {
        return false;
    }

    @Override
    public List<String> fields() {
        return fields;
    }

    @Override
    public void closeFields(List<String> allowed, String reason) {
        fields = List.copyOf(allowed);
        closed = reason;
        unseen.removeAll(positionOfKey.keySet());
        if (!unseen.isEmpty() && !positionOfKey.isEmpty()) {
            notes.accept("--rename or --drop names " + String.join(", ", unseen)
                    + ", which the rows read so far do not have; they have " + String.join(", ", fields));
        }
    }

    @Override
    public @Nullable Row next() throws IOException {
        String object = nextLine();
        if (object == null) {
            return null;
        }
        try (JsonParser parser = json.createParser(object)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("expected a JSON object per line, found " + abbreviated(object)
                        + "; jq -c '.[]' writes the elements of an array as lines");
            }
            Row row = new Row(line, object(parser));
            if (parser.nextToken() != null) {
                throw bad("expected one JSON object per line, found more after it");
            }
            return row;
        } catch (JsonProcessingException e) {
            throw bad("expected a whole JSON object per line: " + e.getOriginalMessage());
        }
    }

    private @Nullable String nextLine() throws IOException {
        String next = text.readLine();
        for (line++; next != null && next.isBlank(); line++) {
            next = text.readLine();
        }
        return next;
    }

    private @Nullable Object[] object(JsonParser parser) throws IOException {
        List<@Nullable Object> values = new ArrayList<>(fields.size());
        for (int f = 0; f < fields.size(); f++) {
            values.add(null);
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int position = position(key);
            parser.nextToken();
            if (position == DROPPED) {
                parser.skipChildren();
            } else if (position < values.size()) {
                values.set(position, value(parser, key));
            } else {
                values.add(value(parser, key));
            }
        }
        return values.toArray();
    }

    /** Where the value of a key goes; a new key gets the next position. */
    private int position(String key) throws IOException {
        Integer known = positionOfKey.get(key);
        int position = known != null ? known : newPosition(key);
        if (position == UNKNOWN) {
            throw bad("field '" + key + "': " + closed + ", or leave it out with --drop '" + key + "'");
        }
        return position;
    }

    private int newPosition(String key) throws IOException {
        String field = names.fieldOf(key, positionOfKey.size() + 1);
        int position = field == null ? DROPPED : fields.indexOf(field);
        if (field != null && position < 0) {
            position = closed != null ? UNKNOWN : fields.size();
            if (closed == null) {
                fields.add(field);
            }
        }
        positionOfKey.put(key, position);
        return position;
    }

    private @Nullable Object value(JsonParser parser, String key) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case START_ARRAY -> numbers(parser, key);
            default ->
                throw bad("field '" + key + "': expected a string, a number, true, false, null or an array of numbers,"
                        + " found an object; make its members fields of their own, or leave it out with --drop '"
                        + key + "'");
        };
    }

    /** An integer that does not fit a long is taken as a double. */
    private static Object number(JsonParser parser) throws IOException {
        boolean isLong = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return isLong ? (Object) parser.getLongValue() : (Object) parser.getDoubleValue();
    }

    private List<Object> numbers(JsonParser parser, String key) throws IOException {
        List<Object> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isNumeric()) {
                throw bad("field '" + key + "': expected only numbers in the array, found "
                        + abbreviated(parser.getText()));
            }
            numbers.add(number(parser));
        }
        return numbers;
    }

    static String abbreviated(String text) {
        return "'" + (text.length() <= 40 ? text : text.substring(0, 40) + "...") + "'";
    }

    private BadRowException bad(String reason) {
        return new BadRowException(bytes.name(), line, reason);
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
