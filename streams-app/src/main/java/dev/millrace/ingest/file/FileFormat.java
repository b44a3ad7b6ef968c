package dev.millrace.ingest.file;

import java.io.IOException;
import java.util.Locale;

/** How the rows of a file are written. */
public enum FileFormat {
    /** Comma-separated values as in RFC 4180, the first line being a header. */
    CSV,
    /** One flat JSON object per line. */
    JSONL,
    /** {@code label index:value index:value ...} per line, {@code #} begins a comment. */
    LIBSVM,
    /** An Avro container file, with its schema in it. */
    AVRO;

    /** The format that a file's name tells, {@code .gz} aside. */
    static FileFormat ofName(String input) throws IOException {
        String name = withoutGzip(input.toLowerCase(Locale.ROOT));
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return CSV;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
            return JSONL;
        }
        if (name.endsWith(".libsvm") || name.endsWith(".svm") || name.endsWith(".svmlight")) {
            return LIBSVM;
        }
        if (name.endsWith(".avro")) {
            return AVRO;
        }
        throw new IOException((input.equals(RecordReader.STANDARD_INPUT) ? "standard input" : input)
                + ": its name does not tell the format; expected .csv, .tsv, .jsonl, .ndjson, .json, .libsvm, .svm,"
                + " .svmlight or .avro, each also with .gz. Say it with --format csv, jsonl, libsvm or avro");
    }

    static String withoutGzip(String name) {
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }
}
