package dev.millrace.app;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.learn.StartRefusedException;
import dev.millrace.learn.Surroundings;
import dev.millrace.learn.WarmStart;
import dev.millrace.outage.RegistryWait;
import dev.millrace.schemas.registry.RegistryUnavailableException;
import dev.millrace.schemas.registry.SchemaRegistryException;
import dev.millrace.topology.LearningTopology;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A learning application on a cluster. Any thread.
 *
 * <p>A registry that does not answer is waited for. What else is likely to pass (no broker for a while, a registry
 * that is away for too long) costs a stream thread, whose successor starts again from the last commit. What will not
 * pass by itself (a config that does not fit the store, damaged state, a full disk) stops the application; {@link
 * #failure} then says why.
 */
public final class LearningApp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LearningApp.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(45);

    private final MillraceConfig config;
    private final KafkaStreams streams;
    private final RegistryWait registryWait;
    private final ProgressBoard progress;
    private final TopicPartition input;
    private final Predecessors predecessors;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private LearningApp(
            MillraceConfig config,
            KafkaStreams streams,
            RegistryWait registryWait,
            ProgressBoard progress,
            TopicPartition input) {
        this.config = config;
        this.streams = streams;
        this.registryWait = registryWait;
        this.progress = progress;
        this.input = input;
        this.predecessors = new Predecessors(config);
    }

    /** Starts an instance that the others of the application do not know the address of. */
    public static LearningApp start(MillraceConfig config, Consumer<String> notes) {
        return start(config, null, notes);
    }

    /**
     * Creates the topics that are missing, then starts learning.
     *
     * @param server where this instance answers questions, as the others of the application reach it: {@code HOST:PORT}
     * @param notes takes what the person who started it should know, a sentence each
     * @throws dev.millrace.config.ConfigException if a learner cannot learn from a stream
     * @throws CorruptStateException if the files in the state directory, or a model to begin with, cannot be used,
     *     or the disk is full
     * @throws StartRefusedException if a model to begin with is that of another config
     */
    public static LearningApp start(MillraceConfig config, @Nullable String server, Consumer<String> notes) {
        // Before any topic is made.
        config.requireStream();
        WarmStart.verify(config, notes);
        AppTopics.Prepared topics = AppTopics.prepare(config, notes);
        RegistryWait registryWait = new RegistryWait(StreamsSettings.longestWait(config));
        ProgressBoard progress = new ProgressBoard();
        Properties settings = StreamsSettings.of(config, topics.recordBytes());
        if (server != null) {
            settings.putIfAbsent(StreamsConfig.APPLICATION_SERVER_CONFIG, server);
        }
        KafkaStreams streams = create(config, topics, settings, registryWait, progress);
        LearningApp app = new LearningApp(config, streams, registryWait, progress, topics.input());
        streams.setGlobalStateRestoreListener(app.predecessors);
        streams.setUncaughtExceptionHandler(app::onFailure);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                app.stopped.countDown();
            }
        });
        try {
            streams.start();
        } catch (RuntimeException e) {
            app.close();
            // Kafka Streams opens the stores that it finds on disk before any thread has started.
            throw UnreadableState.explain(e, config);
        }
        return app;
    }

    private static KafkaStreams create(
            MillraceConfig config,
            AppTopics.Prepared topics,
            Properties settings,
            RegistryWait registryWait,
            ProgressBoard progress) {
        Surroundings surroundings = new Surroundings(
                AppTopics.learnersOfCutChangelogs(config)::contains, registryWait, topics.quarantineBytes(), progress);
        Topology topology = LearningTopology.build(config, topics.partitions(), surroundings);
        try {
            return new KafkaStreams(topology, settings);
        } catch (StreamsException e) {
            // It writes a file of its own to the state directory.
            throw UnreadableState.explain(e, config);
        }
    }

    public MillraceConfig config() {
        return config;
    }

    public KafkaStreams streams() {
        return streams;
    }

    /** What the learners read: the events topic, or the sequence topic. */
    public TopicPartition input() {
        return input;
    }

    /** How far the learners are that this instance has. */
    public ProgressBoard progress() {
        return progress;
    }

    /** Waits until the application has stopped, by {@link #close} or by itself. False if it still runs after the time. */
    public boolean awaitStop(Duration limit) throws InterruptedException {
        return stopped.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why the application stopped by itself; null if it did not. */
    public @Nullable Throwable failure() {
        return failure.get();
    }

    /** Commits, stops, and leaves the group, so that whoever takes over need not wait for a time-out. */
    @Override
    public void close() {
        registryWait.stop();
        predecessors.close();
        boolean closed = streams.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT));
        if (!closed) {
            log.warn(
                    "the last commit did not end within {} s; a restart goes on from the one before",
                    CLOSE_TIMEOUT.toSeconds());
        }
        stopped.countDown();
    }

    private StreamThreadExceptionResponse onFailure(Throwable thrown) {
        Throwable cause = decisiveCause(thrown);
        if (UnreadableState.isTold(cause)) {
            cause = UnreadableState.explain(thrown, cause, config);
        }
        if (mayPass(cause)) {
            log.warn("a stream thread stops and another takes over from the last commit: {}", cause.getMessage());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        // Threads that fail while the application stops already are not why it stops.
        failure.compareAndSet(null, cause);
        if (!(cause instanceof StartRefusedException)) {
            log.error("the application stops", thrown);
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static boolean mayPass(Throwable cause) {
        return cause instanceof RegistryUnavailableException
                // A damaged log does not heal, though Kafka has another replica in mind.
                || (cause instanceof RetriableException && !(cause instanceof CorruptRecordException));
    }

    /**
     * The first in the chain of causes whose message says how to go on; if there is none, the last. A registry's
     * exception, for one, has the connection's as its cause, which says less.
     */
    private static Throwable decisiveCause(Throwable thrown) {
        Throwable cause = thrown;
        while (!isDecisive(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isDecisive(Throwable cause) {
        return cause instanceof StartRefusedException
                || cause instanceof CorruptStateException
                || cause instanceof SchemaRegistryException
                || cause instanceof RetriableException;
    }
}
