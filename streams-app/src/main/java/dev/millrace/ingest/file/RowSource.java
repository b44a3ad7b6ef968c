package dev.millrace.ingest.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a file before their values have types. */
sealed interface RowSource extends Closeable permits CsvRows, JsonRows {

    InputBytes bytes();

    /** Whether every value is text whose type has to be guessed, as in CSV. */
    boolean untyped();

    /** Names of the fields, by position in {@link Row#values}; a JSON file's grow while rows are read. */
    List<String> fields();

    /** From now on a row with a field that is not among these is bad, for the given reason. */
    void closeFields(List<String> fields, String reason) throws IOException;

    /**
     * @return null at the end
     * @throws BadRowException for a row that has no usable values; the next call goes on after it
     */
    @Nullable
    Row next() throws IOException;
}
