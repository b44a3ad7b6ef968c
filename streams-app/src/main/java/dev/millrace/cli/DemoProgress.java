package dev.millrace.cli;

import dev.millrace.app.MillraceServer;
import dev.millrace.query.LearnerEntry;
import dev.millrace.query.LearnerSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Watches learners until they have taken in all events: a bar on a terminal, a line every few seconds elsewhere. */
final class DemoProgress {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final long LINE_NANOS = 5_000_000_000L;
    private static final int BAR_COLUMNS = 110;

    private final MillraceServer server;
    private final long events;
    private final PrintWriter err;

    DemoProgress(MillraceServer server, long events, PrintWriter err) {
        this.server = server;
        this.events = events;
        this.err = err;
    }

    /** Waits, and says how long it took since now; less if told to stop. */
    Duration untilLearned(AtomicBoolean stop) throws InterruptedException {
        long start = System.nanoTime();
        long lastLine = start;
        try (ProgressBar bar = Terminal.isWatched() ? bar() : null) {
            while (!stop.get() && learned() < events) {
                if (server.app().awaitStop(LOOK)) {
                    throw new StoppedException(server.app().failure());
                }
                if (bar != null) {
                    bar.stepTo(learned());
                    bar.setExtraMessage(losses());
                } else if (System.nanoTime() - lastLine > LINE_NANOS) {
                    lastLine = System.nanoTime();
                    err.printf(
                            Locale.ROOT,
                            "%,d of %,d events, %,.0f/s, %s%n",
                            learned(),
                            events,
                            learned() / ((lastLine - start) / 1e9),
                            losses());
                    err.flush();
                }
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Events that every learner has behind it, as of the last commit. */
    private long learned() {
        try {
            List<LearnerEntry> learners = server.queries().list();
            return learners.stream()
                    .mapToLong(learner -> learner.provenance().position() == null
                            ? 0
                            : learner.provenance().position().offset() + 1)
                    .min()
                    .orElse(0);
        } catch (RuntimeException notYet) {
            // While the stores open, there is no answer; if that is for good, the application stops, and says why.
            return 0;
        }
    }

    private String losses() {
        try {
            LearnerSummary champion =
                    server.queries().summary(server.queries().names().get(0));
            return String.format(
                    Locale.ROOT,
                    " loss now %.4f (running mean %.4f), overall %.4f (%.4f)",
                    champion.evaluation().windowLoss(),
                    champion.evaluation().windowRunningMeanLoss(),
                    champion.evaluation().meanLoss(),
                    champion.evaluation().runningMean().meanLoss());
        } catch (RuntimeException notYet) {
            return " starting";
        }
    }

    private ProgressBar bar() {
        return new ProgressBarBuilder()
                .setTaskName("learning")
                .setStyle(ProgressBarStyle.ASCII)
                .setInitialMax(events)
                .setUnit(" events", 1)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_COLUMNS))
                .build();
    }
}
