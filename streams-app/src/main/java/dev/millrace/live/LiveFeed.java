package dev.millrace.live;

import dev.millrace.http.BusyException;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is new to all who listen. One thread composes all events, so that each client gets the history first and then
 * every report since, in order. Any thread may connect a client, and close.
 */
final class LiveFeed implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

    static final int MAX_CLIENTS = 32;

    private static final long TICK_MILLIS = 250;
    private static final int TICKS_PER_LOOK = 4;
    private static final int TICKS_PER_HEARTBEAT = 40;
    /** Points of all learners together in a history that is sent. */
    private static final int SENT_POINTS = 3_000;

    private static final int MAX_SENT_POINTS = 500;

    /** What the events are made from. */
    record Sources(
            String application,
            String instance,
            Supplier<String> streams,
            LossHistories histories,
            QuarantineLog quarantine,
            LiveLearners learners,
            Supplier<TailStatus> status) {}

    /** Event {@code learners}. */
    record Learners(
            String application,
            String instance,
            String streams,
            String time,
            TailStatus source,
            List<LiveLearner> learners) {}

    private final Sources sources;
    private final ScheduledExecutorService thread;
    /** Those that are connected, for the count; also those that wait for their history. */
    private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
    /** Those that have their history; the feed's thread's own. */
    private final Set<LiveClient> listening = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;
    private volatile @Nullable Future<?> ticking;
    private long ticks;
    private @Nullable Learners latest;
    private long quarantineVersion = -1;
    private TailStatus sentStatus = TailStatus.BEGINNING;

    LiveFeed(Sources sources) {
        this.sources = sources;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "live-feed");
            made.setDaemon(true);
            return made;
        });
    }

    void start() {
        ticking = thread.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Takes a client on, which gets the history first.
     *
     * @throws BusyException if there are too many, or the application ends
     */
    LiveClient connect(AsyncContext connection) throws IOException {
        LiveClient[] self = new LiveClient[1];
        LiveClient client = new LiveClient(connection, () -> forget(self[0]));
        self[0] = client;
        synchronized (this) {
            requireRoom();
            clients.add(client);
        }
        try {
            thread.execute(() -> begin(client));
        } catch (RejectedExecutionException e) {
            forget(client);
            throw new BusyException("the application is about to stop");
        }
        return client;
    }

    /** @throws BusyException if there is room for no further client */
    void requireRoom() {
        if (closed || clients.size() >= MAX_CLIENTS) {
            throw new BusyException(
                    closed
                            ? "the application is about to stop"
                            : "expected at most " + MAX_CLIENTS + " clients of /live, found as many already; ask again"
                                    + " when one of them has left, or ask GET /learners now and then");
        }
    }

    int clients() {
        return clients.size();
    }

    /** Ends all connections, and the thread. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        Future<?> ticks = ticking;
        if (ticks != null) {
            ticks.cancel(false);
        }
        thread.shutdownNow();
        clients.forEach(LiveClient::close);
    }

    private void forget(LiveClient client) {
        clients.remove(client);
        listening.remove(client);
    }

    private void begin(LiveClient client) {
        ServerSentEvents events = new ServerSentEvents();
        events.add("history", history());
        if (latest != null) {
            events.add("learners", latest);
        }
        events.add("quarantine", quarantine());
        client.send(events.toBytes());
        if (clients.contains(client)) {
            listening.add(client);
        }
    }

    private void tick() {
        try {
            ServerSentEvents events = new ServerSentEvents();
            List<LossHistories.Fresh> fresh = sources.histories().takeFresh();
            TailStatus status = sources.status().get();
            boolean caughtUp = status.current() && !sentStatus.current();
            sentStatus = status;
            boolean look = ticks++ % TICKS_PER_LOOK == 0;
            // Also while nobody listens: rates are over the seconds before.
            if (look) {
                latest = learners(System.nanoTime());
            }
            if (listening.isEmpty()) {
                return;
            }
            if (fresh == null || caughtUp) {
                events.add("history", history());
            } else {
                fresh.forEach(report -> events.add("report", report));
            }
            if (look && latest != null) {
                events.add("learners", latest);
            }
            if (look && sources.quarantine().version() != quarantineVersion) {
                quarantineVersion = sources.quarantine().version();
                events.add("quarantine", quarantine());
            }
            send(events);
        } catch (RuntimeException e) {
            log.warn("the live page misses a moment", e);
        }
    }

    private void send(ServerSentEvents events) {
        if (!events.isEmpty()) {
            byte[] bytes = events.toBytes();
            listening.forEach(client -> client.send(bytes));
        }
        if (ticks % TICKS_PER_HEARTBEAT == 0) {
            listening.forEach(client -> client.send(ServerSentEvents.heartbeat()));
        }
    }

    private List<LossHistories.History> history() {
        List<String> learners = sources.histories().learners();
        int limit = Math.max(2, Math.min(MAX_SENT_POINTS, SENT_POINTS / learners.size()));
        List<LossHistories.History> all = new ArrayList<>();
        learners.forEach(learner -> all.add(
                sources.histories().history(learner, limit, sources.status().get())));
        return all;
    }

    private Learners learners(long nanos) {
        return new Learners(
                sources.application(),
                sources.instance(),
                sources.streams().get(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                sources.status().get(),
                sources.learners().look(nanos));
    }

    private QuarantineLog.Answer quarantine() {
        return sources.quarantine()
                .answer(QuarantineLog.MAX_LIMIT, sources.status().get());
    }
}
