package dev.millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prints lines again and again: over the last ones on a terminal, one block after another elsewhere. Until Ctrl-C, which
 * is how it is meant to end, with exit code 0, or until nobody reads any more. One thread; the signal comes on another.
 */
final class Watch {

    /** The lines of now. */
    @FunctionalInterface
    interface Source {
        List<String> lines() throws IOException;
    }

    private final PrintWriter out;
    private final Duration pause;
    private final int columns;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** @param columns of the terminal; 0 if it is none */
    Watch(PrintWriter out, Duration pause, int columns) {
        this.out = out;
        this.pause = pause;
        this.columns = columns;
    }

    /** @param first what is printed at the beginning */
    @SuppressWarnings("try") // The hook is closed, not used.
    void run(List<String> first, Source source) throws IOException {
        Thread asking = Thread.currentThread();
        Runnable end = () -> {
            stop.countDown();
            asking.interrupt();
        };
        try (CtrlC ctrlC = CtrlC.endsWell(end)) {
            print(first);
            int printed = first.size();
            while (!out.checkError() && !stops()) {
                List<String> lines = source.lines();
                if (stop.getCount() == 0) {
                    return;
                }
                // To the beginning of the line, so many up, and all below is cleared.
                out.print(columns > 0 ? String.format("\r\u001b[%dA\u001b[J", printed) : System.lineSeparator());
                print(lines);
                printed = lines.size();
            }
        }
    }

    /** A line that the terminal would break in two could not be taken back. */
    private void print(List<String> lines) {
        for (String line : lines) {
            out.println(columns > 0 && line.length() > columns ? line.substring(0, columns) : line);
        }
        out.flush();
    }

    private boolean stops() {
        try {
            return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
