package dev.millrace.cli;

import dev.millrace.ingest.file.TopicImporter;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far an import is: a bar if a person is watching, else a line every 10 s. For the importing thread. */
final class ImportProgress implements TopicImporter.Progress, AutoCloseable {

    private static final long LINE_NANOS = 10_000_000_000L;
    private static final int BAR_COLUMNS = 80;

    private final PrintWriter err;
    private final @Nullable ProgressBar bar;
    private long lastLine = System.nanoTime();

    private ImportProgress(PrintWriter err, @Nullable ProgressBar bar) {
        this.err = err;
        this.bar = bar;
    }

    /**
     * Starts to show.
     *
     * @param err gets the lines; the bar goes to the terminal itself
     */
    static ImportProgress start(String task, PrintWriter err) {
        if (!Terminal.isWatched()) {
            return new ImportProgress(err, null);
        }
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" KB", 1 << 10)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_COLUMNS))
                .setInitialMax(-1)
                .build();
        return new ImportProgress(err, bar);
    }

    @Override
    public void at(long records, long position, long size) {
        if (bar != null) {
            bar.maxHint(size);
            bar.stepTo(position);
            bar.setExtraMessage(String.format(Locale.ROOT, "%,d records", records));
        } else if (System.nanoTime() - lastLine > LINE_NANOS) {
            lastLine = System.nanoTime();
            String share = size > 0 ? String.format(Locale.ROOT, ", %.0f%% of the file", 100.0 * position / size) : "";
            err.println(String.format(Locale.ROOT, "%,d records%s", records, share));
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
