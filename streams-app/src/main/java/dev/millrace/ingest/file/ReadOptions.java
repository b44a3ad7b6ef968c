package dev.millrace.ingest.file;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a file is read.
 *
 * @param format null: the file's name tells it
 * @param schema null: inferred from the first rows; a libsvm file always becomes {@code SparseEvent}, an Avro file has one
 * @param recordName name of the inferred record, made legal where it is not; null: the file's name
 * @param inferRows rows that the types are inferred from, held in memory meanwhile; 1 or more
 * @param csv what is particular to CSV
 * @param renames column to field name
 * @param dropped columns that are left out
 * @param binaryLabels whether a libsvm file's labels -1 and +1 become 0 and 1
 */
public record ReadOptions(
        @Nullable FileFormat format,
        @Nullable Schema schema,
        @Nullable String recordName,
        int inferRows,
        Csv csv,
        Map<String, String> renames,
        Set<String> dropped,
        boolean binaryLabels) {

    public static final int DEFAULT_INFER_ROWS = 10_000;

    public static final ReadOptions DEFAULT =
            new ReadOptions(null, null, null, DEFAULT_INFER_ROWS, Csv.DEFAULT, Map.of(), Set.of(), false);

    /**
     * The dialect of a CSV file.
     *
     * @param separator between cells; null: a tab for {@code .tsv}, else a comma
     * @param columns names of the columns of a file that has no header line; empty: the first line has them
     * @param nulls cells that mean "no value", besides the empty cell
     */
    public record Csv(@Nullable Character separator, List<String> columns, Set<String> nulls) {
        public static final Csv DEFAULT = new Csv(null, List.of(), Set.of());

        public Csv {
            columns = List.copyOf(columns);
            nulls = Set.copyOf(nulls);
        }
    }

    public ReadOptions {
        if (inferRows < 1) {
            throw new IllegalArgumentException("--infer-rows: expected 1 or more, got " + inferRows);
        }
        renames = Map.copyOf(renames);
        dropped = Set.copyOf(dropped);
    }

    public ReadOptions withFormat(@Nullable FileFormat format) {
        return new ReadOptions(format, schema, recordName, inferRows, csv, renames, dropped, binaryLabels);
    }

    public ReadOptions withSchema(@Nullable Schema schema) {
        return new ReadOptions(format, schema, recordName, inferRows, csv, renames, dropped, binaryLabels);
    }

    public ReadOptions withRecordName(@Nullable String recordName) {
        return new ReadOptions(format, schema, recordName, inferRows, csv, renames, dropped, binaryLabels);
    }

    public ReadOptions withInferRows(int inferRows) {
        return new ReadOptions(format, schema, recordName, inferRows, csv, renames, dropped, binaryLabels);
    }

    public ReadOptions withCsv(Csv csv) {
        return new ReadOptions(format, schema, recordName, inferRows, csv, renames, dropped, binaryLabels);
    }

    public ReadOptions withRenames(Map<String, String> renames) {
        return new ReadOptions(format, schema, recordName, inferRows, csv, renames, dropped, binaryLabels);
    }

    public ReadOptions withDropped(Set<String> dropped) {
        return new ReadOptions(format, schema, recordName, inferRows, csv, renames, dropped, binaryLabels);
    }

    public ReadOptions withBinaryLabels(boolean binaryLabels) {
        return new ReadOptions(format, schema, recordName, inferRows, csv, renames, dropped, binaryLabels);
    }
}
