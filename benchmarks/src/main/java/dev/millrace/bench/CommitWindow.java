package dev.millrace.bench;

import dev.millrace.config.MillraceConfig;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/**
 * A part of a run that ends where a commit ends, so that it has its share of commits, neither more nor less.
 *
 * @param nanos that it took
 * @param cpuNanos of the stream thread
 */
record CommitWindow(long events, long commits, long nanos, long cpuNanos) {

    /**
     * Runs the learning topology over the events of the topic, which must be more than it needs.
     *
     * @param settling seconds before it, and then to the end of a commit; 0 to begin at the first event
     * @param seconds that it has at least
     */
    static CommitWindow of(MillraceConfig config, double settling, double seconds)
            throws IOException, ExecutionException, InterruptedException {
        CommitWindow window;
        try (LearningRun run = LearningRun.start(config, null)) {
            run.awaitProcessed(1);
            if (settling > 0) {
                awaitCommit(run, settling);
            }
            long events = run.processed();
            long commits = run.commits();
            long nanos = System.nanoTime();
            long cpuNanos = run.cpuNanos();
            awaitCommit(run, seconds);
            window = new CommitWindow(
                    run.processed() - events,
                    run.commits() - commits,
                    System.nanoTime() - nanos,
                    run.cpuNanos() - cpuNanos);
            run.requireLearned(true);
        }
        LearningRun.forget(config);
        return window;
    }

    private static void awaitCommit(LearningRun run, double seconds) throws InterruptedException {
        long until = System.nanoTime() + (long) (seconds * 1e9);
        run.await(() -> System.nanoTime() >= until, "time");
        long before = run.commits();
        run.await(() -> run.commits() > before, "a commit");
    }

    double nanosPerEvent() {
        return (double) nanos / events;
    }

    double cpuNanosPerEvent() {
        return (double) cpuNanos / events;
    }

    double eventsPerSecond() {
        return 1e9 * events / nanos;
    }
}
