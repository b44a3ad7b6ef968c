package dev.millrace.cli;

import dev.millrace.verify.Verification;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a replay is: a bar if a person is watching, else a line every 10 s. For the replaying thread. */
final class VerifyProgress implements Verification.Progress, AutoCloseable {

    private static final long LINE_NANOS = 10_000_000_000L;
    private static final int BAR_COLUMNS = 80;
    /** The clock is looked at this often. */
    private static final int EVENTS = 1_024;

    private final PrintWriter err;
    private final @Nullable ProgressBar bar;
    private final long start = System.nanoTime();
    private long lastLine = start;
    private long events;

    private VerifyProgress(PrintWriter err, @Nullable ProgressBar bar) {
        this.err = err;
        this.bar = bar;
    }

    /**
     * Starts to show.
     *
     * @param err gets the lines; the bar goes to the terminal itself
     */
    static VerifyProgress start(PrintWriter err) {
        if (!Terminal.isWatched()) {
            return new VerifyProgress(err, null);
        }
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("replaying")
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" events", 1)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_COLUMNS))
                .setInitialMax(-1)
                .build();
        return new VerifyProgress(err, bar);
    }

    @Override
    public void at(long position, long end) {
        events++;
        if (events % EVENTS != 0 && position != end) {
            return;
        }
        if (bar != null) {
            bar.maxHint(end);
            bar.stepTo(position);
        } else if (System.nanoTime() - lastLine > LINE_NANOS) {
            lastLine = System.nanoTime();
            err.println(String.format(
                    Locale.ROOT,
                    "%,d events, %.0f%%, %,.0f/s",
                    events,
                    100.0 * position / end,
                    events / ((lastLine - start) / 1e9)));
            err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
