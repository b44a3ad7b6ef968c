package dev.millrace.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection that knows how fast its client is. An idle time-out alone would be content with a byte now and then.
 *
 * <p>The threads that serve the connection count bytes and tell where it stands; one thread at a time calls
 * {@link #isTooSlow}, which owns the window.
 */
final class WatchedEndPoint extends SocketChannelEndPoint {

    /** Where a connection stands. A new one each time, so that two can be told apart. */
    private static final class Phase {

        private final boolean asks;
        private final boolean hasBody;
        private final long since = System.nanoTime();

        /**
         * @param asks false between requests
         * @param hasBody whether the request brings one
         */
        private Phase(boolean asks, boolean hasBody) {
            this.asks = asks;
            this.hasBody = hasBody;
        }
    }

    private final AtomicLong moved = new AtomicLong();
    private volatile Phase phase = new Phase(false, false);

    /** In which the client was waited for since the window began; between requests, none. */
    private Phase watched = phase;

    private boolean waited;
    private long windowBegan;
    private long movedBefore;

    WatchedEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /** A request has begun: its head is complete. */
    void begin(boolean hasBody) {
        phase = new Phase(true, hasBody);
    }

    /** The answer has ended. */
    void end() {
        phase = new Phase(false, false);
    }

    /** Whether the connection should be closed. */
    boolean isTooSlow(long now, ClientPace pace) {
        Phase current = phase;
        if (!current.asks) {
            waited = false;
            return now - current.since > pace.head().toNanos();
        }
        // An answer that is being computed keeps the client waiting, and not the other way round.
        boolean waits = getWriteFlusher().isPending() || (current.hasBody && isFillInterested());
        if (!waits || !waited || current != watched) {
            watched = current;
            waited = waits;
            beginWindow(now);
            return false;
        }
        double nanos = now - windowBegan;
        if (nanos < pace.window().toNanos()) {
            return false;
        }
        boolean isTooSlow = moved.get() - movedBefore < pace.minBytesPerSecond() * nanos / 1e9;
        beginWindow(now);
        return isTooSlow;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int filled = super.fill(buffer);
        moved.addAndGet(Math.max(filled, 0));
        return filled;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = remaining(buffers);
        boolean isFlushed = super.flush(buffers);
        moved.addAndGet(before - remaining(buffers));
        return isFlushed;
    }

    private void beginWindow(long now) {
        windowBegan = now;
        movedBefore = moved.get();
    }

    private static long remaining(ByteBuffer... buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }
}
