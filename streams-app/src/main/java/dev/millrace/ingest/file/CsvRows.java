package dev.millrace.ingest.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file: a string for each cell, spaces around it left out, null for an empty one. */
final class CsvRows implements RowSource {

    private static final int DROPPED = -1;

    private final InputBytes bytes;
    private final CsvParser parser;
    private final Set<String> nulls;
    private final List<String> fields = new ArrayList<>();
    private @Nullable String[] cells = new String[16];
    private int cellCount;
    /** For each column its position in the fields. */
    private int[] positions = {};

    private CsvRows(InputBytes bytes, ReadOptions.Csv csv) throws IOException {
        this.bytes = bytes;
        this.nulls = csv.nulls();
        char separator = csv.separator() != null ? csv.separator() : separatorOf(bytes.name());
        parser = CsvFactory.builder()
                .enable(CsvParser.Feature.TRIM_SPACES)
                .build()
                .createParser(bytes.text());
        parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
    }

    static CsvRows open(InputBytes bytes, ReadOptions options, Consumer<String> notes) throws IOException {
        CsvRows rows = new CsvRows(bytes, options.csv());
        rows.readHeader(options, notes);
        return rows;
    }

    private static char separatorOf(String name) {
        return FileFormat.withoutGzip(name.toLowerCase(Locale.ROOT)).endsWith(".tsv") ? '\t' : ',';
    }

    private void readHeader(ReadOptions options, Consumer<String> notes) throws IOException {
        List<String> columns = options.csv().columns();
        if (columns.isEmpty()) {
            if (!readCells()) {
                throw new IOException(bytes.name() + ": is empty; expected a line with the names of the columns");
            }
            columns = new ArrayList<>();
            for (String cell : Arrays.asList(cells).subList(0, cellCount)) {
                columns.add(cell == null ? "" : cell);
            }
        }
        if (columns.size() == 1 && columns.get(0).matches(".*[;\t|].*")) {
            notes.accept("the file has a single column, '" + columns.get(0)
                    + "'; if its cells are not separated by commas, say by what with --separator");
        }
        FieldNames names = new FieldNames(bytes.name(), options, notes);
        names.requireKnown(columns);
        positions = new int[columns.size()];
        for (int c = 0; c < positions.length; c++) {
            String field = names.fieldOf(columns.get(c), c + 1);
            positions[c] = field == null ? DROPPED : fields.size();
            if (field != null) {
                fields.add(field);
            }
        }
    }

    @Override
    public InputBytes bytes() {
        return bytes;
    }

    @Override
    public boolean untyped() {
        return true;
    }

    @Override
    public List<String> fields() {
        return fields;
    }

    @Override
    public void closeFields(List<String> allowed, String reason) throws IOException {
        List<String> surplus = new ArrayList<>(fields);
        surplus.removeAll(allowed);
        if (!surplus.isEmpty()) {
            throw new IOException(bytes.name() + ": column '" + surplus.get(0) + "': " + reason
                    + ", or leave it out with --drop '" + surplus.get(0) + "'");
        }
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (!readCells()) {
            return null;
        }
        if (cellCount != positions.length) {
            throw new BadRowException(
                    bytes.name(),
                    line(),
                    "expected " + positions.length + " cells, as in the header, found " + cellCount);
        }
        @Nullable Object[] values = new Object[fields.size()];
        for (int c = 0; c < cellCount; c++) {
            String cell = cells[c];
            if (positions[c] != DROPPED && cell != null && !nulls.contains(cell)) {
                values[positions[c]] = cell;
            }
        }
        return new Row(line(), values);
    }

    private long line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** Reads the cells of the next line that is not blank; false at the end. */
    private boolean readCells() throws IOException {
        try {
            do {
                cellCount = 0;
                for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                    if (token == null) {
                        return false;
                    }
                    if (token == JsonToken.VALUE_STRING) {
                        addCell(parser.getText());
                    }
                }
            } while (cellCount == 1 && cells[0] == null);
            return true;
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private void addCell(String text) {
        if (cellCount == cells.length) {
            cells = Arrays.copyOf(cells, 2 * cellCount);
        }
        cells[cellCount++] = text.isEmpty() ? null : text;
    }

    /** After an error within a row the parser can go on; after a quote that never ends the file is used up. */
    private IOException malformed(JsonProcessingException e) throws IOException {
        long line = e.getLocation().getLineNr();
        if (e.getOriginalMessage().startsWith("Missing closing quote")) {
            return new IOException(
                    bytes.name() + ":" + line() + ": a quote opens in this line or after it and never closes", e);
        }
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.END_ARRAY) {
                return new BadRowException(
                        bytes.name(),
                        line,
                        "a quoted cell must be followed by a separator or the end of the line, and a quote within it"
                                + " be written twice");
            }
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
