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
    LIBSVM;

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
        throw new IOException((input.equals(RecordReader.STANDARD_INPUT) ? "standard input" : input)
                + ": its name does not tell the format; expected .csv, .tsv, .jsonl, .ndjson, .json, .libsvm, .svm or"
                + " .svmlight, each also with .gz. Say it with --format csv, jsonl or libsvm");
    }

    static String withoutGzip(String name) {
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }
}
