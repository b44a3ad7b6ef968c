package dev.millrace.cli;

import dev.millrace.ingest.file.FileFormat;
import dev.millrace.ingest.file.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a file is read; for every command that takes one. */
final class ReadOptionsMixin {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "csv, jsonl, libsvm or avro; told by the file's name otherwise. Gzip is recognised by itself.")
    private @Nullable FileFormat format;

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description =
                    "Avro schema of the records (.avsc); inferred from the first rows otherwise, or an Avro file's own.")
    private @Nullable Path schema;

    @Option(
            names = "--infer-rows",
            paramLabel = "N",
            description = "Rows that the schema is inferred from (default: ${DEFAULT-VALUE}).")
    private int inferRows = ReadOptions.DEFAULT_INFER_ROWS;

    @Option(
            names = "--rename",
            paramLabel = "COLUMN=NAME",
            description = "Give a column another field name; may be repeated. Characters that Avro does not allow in"
                    + " names become '_' by themselves.")
    private Map<String, String> renames = new LinkedHashMap<>();

    @Option(names = "--drop", paramLabel = "COLUMN", description = "Leave a column out; may be repeated.")
    private List<String> dropped = new ArrayList<>();

    @Option(
            names = "--separator",
            paramLabel = "CHARACTER",
            description = "Between the cells of a CSV file (default: a comma, for .tsv a tab).")
    private @Nullable Character separator;

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            description = "Names of the columns of a CSV file that has no header line, separated by commas.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--null",
            paramLabel = "TEXT",
            description = "A CSV cell that means 'no value', as an empty one does; may be repeated.")
    private List<String> nulls = new ArrayList<>();

    @Option(
            names = "--binary-labels",
            description = "Turn the labels -1 and +1 of a libsvm file into 0 and 1; otherwise they stay as they are.")
    private boolean binaryLabels;

    /**
     * What was said.
     *
     * @param recordName name of an inferred record
     * @throws UsageException if an option makes no sense
     */
    ReadOptions options(String recordName) throws IOException {
        if (inferRows < 1) {
            throw new UsageException("--infer-rows: expected 1 or more, got " + inferRows);
        }
        return new ReadOptions(
                format,
                schema == null ? null : parse(schema),
                recordName,
                inferRows,
                new ReadOptions.Csv(separator, columns, Set.copyOf(nulls)),
                renames,
                Set.copyOf(dropped),
                binaryLabels);
    }

    private static Schema parse(Path file) throws IOException {
        try {
            return new Schema.Parser().parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new UsageException("--schema: " + file + ": no such file");
        } catch (SchemaParseException e) {
            throw new UsageException("--schema: " + file + " is no Avro schema: " + e.getMessage());
        }
    }
}
