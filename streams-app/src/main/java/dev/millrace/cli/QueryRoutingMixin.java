package dev.millrace.cli;

import dev.millrace.client.QuestionPath;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may answer a question about learners, and how far it must be trained. */
final class QueryRoutingMixin {

    private static final int DEFAULT_TIMEOUT_MILLIS = 5_000;

    @Option(
            names = "--stale",
            description = "Be content with an instance that stands by or restores; the last line says how old it is.")
    private boolean stale;

    @Option(
            names = "--at-least",
            paramLabel = "P:O",
            description = "Wait until the learner was trained through this offset of this partition of the events"
                    + " topic; several with commas between.")
    private @Nullable String atLeast;

    @Option(
            names = "--timeout",
            paramLabel = "MILLISECONDS",
            description = "How long the application may wait until it can answer, 0 to 60000 (default: 5000).")
    private @Nullable Integer timeout;

    /** The question with these conditions. */
    QuestionPath on(QuestionPath question) {
        return question.with("stale", stale ? true : null)
                .with("at-least", atLeast)
                .with("timeout", timeout);
    }

    /** How long an answer may take before its head comes. */
    Duration patience() {
        return Duration.ofMillis(timeout == null ? DEFAULT_TIMEOUT_MILLIS : Math.max(0, timeout))
                .plus(QueryOutputMixin.PATIENCE);
    }
}
