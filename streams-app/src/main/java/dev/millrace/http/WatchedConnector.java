package dev.millrace.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections, and closes those whose clients are too slow. They are looked at by the scheduler's thread, because
 * slow clients may hold all others.
 */
final class WatchedConnector extends ServerConnector {

    private static final Logger log = LoggerFactory.getLogger(WatchedConnector.class);

    /**
     * A third of what the kernel holds for a client, which is twice as much, must be gone before it takes more: only then is
     * it seen that the client reads. At 4 KiB a second that takes 21 seconds. Left alone, the kernel holds megabytes.
     */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    private final ClientPace pace;
    private volatile Scheduler.@Nullable Task next;

    WatchedConnector(Server server, ClientPace pace, ConnectionFactory... factories) {
        super(server, 1, 1, factories);
        this.pace = pace;
        setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        setIdleTimeout(pace.idle().toMillis());
    }

    /** Tells connections when requests begin and end. */
    static final class Bounds extends Handler.Wrapper {

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            if (endPoint instanceof EndPoint.Wrapper encrypted) {
                endPoint = encrypted.unwrap();
            }
            if (endPoint instanceof WatchedEndPoint watched) {
                watched.begin(PublicPaths.hasBody(request));
                Request.addCompletionListener(request, failure -> watched.end());
            }
            return super.handle(request, response, callback);
        }
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        WatchedEndPoint endPoint = new WatchedEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lookLater();
    }

    @Override
    protected void doStop() throws Exception {
        Scheduler.Task last = next;
        if (last != null) {
            last.cancel();
        }
        super.doStop();
    }

    private void lookLater() {
        next = getScheduler().schedule(this::look, pace.period().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            long now = System.nanoTime();
            for (EndPoint endPoint : getConnectedEndPoints()) {
                if (endPoint instanceof WatchedEndPoint watched && watched.isTooSlow(now, pace)) {
                    log.debug("{} is too slow, and loses its connection", endPoint.getRemoteSocketAddress());
                    watched.close(new TimeoutException("the client is too slow"));
                }
            }
        } catch (RuntimeException e) {
            log.error("a connection cannot be looked at", e);
        } finally {
            if (isRunning()) {
                lookLater();
            }
        }
    }
}
