package dev.millrace.cli;

import dev.millrace.replay.ReplayProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a replay is: a bar if a person is watching, else a line every 10 s. For the thread that reads. */
final class ReplayBar implements ReplayProgress, AutoCloseable {

    private static final long LINE_NANOS = 10_000_000_000L;
    private static final int BAR_COLUMNS = 90;
    /** The bar's unit is this part of an epoch. */
    private static final int PARTS = 10_000;

    private final PrintWriter err;
    private final int epochs;
    private final BooleanSupplier stop;
    private final @Nullable ProgressBar bar;
    private final long start = System.nanoTime();
    private long lastLine = start;
    private long eventsBefore;
    private long events;
    private int epoch;

    private ReplayBar(PrintWriter err, int epochs, BooleanSupplier stop, @Nullable ProgressBar bar) {
        this.err = err;
        this.epochs = epochs;
        this.stop = stop;
        this.bar = bar;
    }

    /**
     * Starts to show.
     *
     * @param err gets the lines; the bar goes to the terminal itself
     * @param stop whether the replay is to end early
     */
    static ReplayBar start(PrintWriter err, int epochs, BooleanSupplier stop) {
        if (!Terminal.isWatched()) {
            return new ReplayBar(err, epochs, stop, null);
        }
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("replaying")
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit("%", PARTS / 100)
                .hideEta()
                .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_COLUMNS))
                .setInitialMax((long) PARTS * epochs)
                .build();
        return new ReplayBar(err, epochs, stop, bar);
    }

    @Override
    public boolean at(int nowEpoch, long epochEvents, double share, int candidates) {
        if (nowEpoch != epoch) {
            epoch = nowEpoch;
            eventsBefore += events;
        }
        events = epochEvents;
        double done = (epoch + share) / epochs;
        long now = System.nanoTime();
        if (bar != null) {
            bar.stepTo(Math.round(done * PARTS * epochs));
            bar.setExtraMessage(candidates + " learn, " + timeLeft(done, now));
        } else if (now - lastLine > LINE_NANOS) {
            lastLine = now;
            err.println(String.format(
                    Locale.ROOT,
                    "%s%,d events, %.0f%%, %,.0f/s, %d candidates learn, %s",
                    epochs == 1 ? "" : "epoch " + (epoch + 1) + " of " + epochs + ": ",
                    events,
                    100 * done,
                    (eventsBefore + events) / ((now - start) / 1e9),
                    candidates,
                    timeLeft(done, now)));
            err.flush();
        }
        return !stop.getAsBoolean();
    }

    /** Events read, over all epochs. */
    long events() {
        return eventsBefore + events;
    }

    private String timeLeft(double done, long now) {
        if (done < 0.001) {
            return "time left unknown";
        }
        long seconds = Math.round((now - start) / 1e9 * (1 - done) / done);
        return String.format(Locale.ROOT, "%d:%02d left", seconds / 60, seconds % 60);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
