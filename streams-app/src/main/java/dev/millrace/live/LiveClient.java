package dev.millrace.live;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Somebody who listens to server-sent events. What is sent waits in a bounded queue until the connection takes it: nobody
 * waits for a slow client, and no thread of the server's is kept for one. A client whose queue overflows is dropped. Any
 * thread; all fields are guarded by the client's lock, under which nothing blocks.
 */
final class LiveClient implements WriteListener {

    /** Some ten seconds of events. */
    static final int MAX_QUEUED = 64;

    static final long MAX_QUEUED_BYTES = 8L << 20;

    private final AsyncContext connection;
    private final ServletOutputStream out;
    private final Runnable gone;
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private long queuedBytes;
    /** Whether the connection has told that it takes more; after it has not, it tells by itself. */
    private boolean writable;

    private boolean unflushed;
    private boolean open = true;

    /**
     * Sends what comes from now on.
     *
     * @param connection that was made asynchronous
     * @param gone is called once, when the client has left or was dropped; may be called under its lock
     */
    LiveClient(AsyncContext connection, Runnable gone) throws IOException {
        this.connection = connection;
        this.gone = gone;
        this.out = connection.getResponse().getOutputStream();
    }

    /** Begins to write. */
    void start() {
        out.setWriteListener(this);
    }

    /** @param events whole server-sent events in UTF-8; never changed again */
    synchronized void send(byte[] events) {
        if (!open) {
            return;
        }
        if (queue.size() == MAX_QUEUED || queuedBytes + events.length > MAX_QUEUED_BYTES) {
            drop();
            return;
        }
        queue.add(events);
        queuedBytes += events.length;
        if (writable) {
            write();
        }
    }

    /** Ends the connection after what is under way. */
    synchronized void close() {
        if (end()) {
            giveBack();
        }
    }

    @Override
    public synchronized void onWritePossible() {
        write();
    }

    @Override
    public synchronized void onError(Throwable left) {
        if (end()) {
            giveBack();
        }
    }

    private void write() {
        try {
            while (open && out.isReady()) {
                byte[] events = queue.poll();
                if (events != null) {
                    queuedBytes -= events.length;
                    unflushed = true;
                    out.write(events);
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    writable = true;
                    return;
                }
            }
            writable = false;
        } catch (IOException | IllegalStateException left) {
            drop();
        }
    }

    /** It would take its time to end in order: nobody reads at the other end. */
    private void drop() {
        if (end()) {
            ServletContextRequest.getServletContextRequest(connection.getRequest())
                    .getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .close();
            giveBack();
        }
    }

    private void giveBack() {
        try {
            connection.complete();
        } catch (IllegalStateException e) {
            // The server has noticed first that the client is gone.
        }
    }

    private boolean end() {
        boolean ends = open;
        open = false;
        queue.clear();
        queuedBytes = 0;
        if (ends) {
            gone.run();
        }
        return ends;
    }
}
