package dev.millrace.cli;

import dev.millrace.client.QuestionPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of many rows. */
final class QueryPageMixin {

    @Option(names = "--from", paramLabel = "ROW", description = "Begin at this row (default: 0).")
    private @Nullable Integer from;

    @Option(names = "--limit", paramLabel = "N", description = "How many rows, 1 to 1000 (default: 100).")
    private @Nullable Integer limit;

    QuestionPath of(QuestionPath question) {
        return question.with("from", from).with("limit", limit);
    }
}
