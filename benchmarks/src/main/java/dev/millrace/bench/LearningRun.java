package dev.millrace.bench;

import dev.millrace.app.StreamsSettings;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.learn.LearnerProgress;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.learn.Surroundings;
import dev.millrace.learn.TaskProgress;
import dev.millrace.outage.RegistryWait;
import dev.millrace.topic.ClientSettings;
import dev.millrace.topology.LearningTopology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.jspecify.annotations.Nullable;

/** The learning topology on a broker, exactly once, with one stream thread. Watched by the thread that started it. */
final class LearningRun implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration CLOSE_LIMIT = Duration.ofMinutes(1);

    private final MillraceConfig config;
    private final KafkaStreams streams;
    private final ProgressBoard board;
    private final long deadline = System.nanoTime() + LIMIT.toNanos();
    /** Looked for once: there are many metrics, and who looks takes time away from who is measured. */
    private @Nullable Metric processed;

    private @Nullable Metric commits;

    private LearningRun(MillraceConfig config, KafkaStreams streams, ProgressBoard board) {
        this.config = config;
        this.streams = streams;
        this.board = board;
    }

    static LearningRun start(MillraceConfig config, @Nullable StateRestoreListener restoring) {
        TopologyRun.createTopics(config);
        ProgressBoard board = new ProgressBoard();
        Surroundings surroundings =
                new Surroundings(learner -> false, RegistryWait.none(), LearnProcessor.RECORD_BYTES, board);
        Properties settings = StreamsSettings.of(config);
        KafkaStreams streams = new KafkaStreams(LearningTopology.build(config, 1, surroundings), settings);
        if (restoring != null) {
            streams.setGlobalStateRestoreListener(restoring);
        }
        streams.start();
        return new LearningRun(config, streams, board);
    }

    /** Events so far. */
    long processed() {
        processed = processed == null ? metric("process-total") : processed;
        return value(processed);
    }

    /** Commits so far. */
    long commits() {
        commits = commits == null ? metric("commit-total") : commits;
        return value(commits);
    }

    /** CPU time of the stream thread so far. */
    long cpuNanos() {
        return TopologyRun.streamThreadCpuNanos(config);
    }

    /** How far the learners were at the last write-back, the champion first; empty before the first event's task. */
    List<LearnerProgress> learners() {
        TaskProgress task = board.task();
        return task == null ? List.of() : task.learners();
    }

    void awaitProcessed(long events) throws InterruptedException {
        await(() -> processed() >= events, "events");
    }

    /** Until a write-back behind the event at an offset. */
    void awaitWritten(long offset) throws InterruptedException {
        await(
                () -> learners().size() == config.learners().size()
                        && learners().stream().allMatch(learner -> learner.offset() >= offset),
                "a write-back behind offset " + offset);
    }

    void await(BooleanSupplier condition, String what) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || !streams.state().isRunningOrRebalancing()) {
                throw new IllegalStateException("the run stopped at " + processed() + " events, waiting for " + what
                        + ", state " + streams.state());
            }
            // What is waited for has to be looked at again and again; the run does not depend on when.
            Thread.sleep(1);
        }
    }

    /**
     * Learners that began together at the first event of the topic have learned all events up to their position, each the
     * same ones, or there is nothing to be measured.
     *
     * @param alike whether all learn in the same way, and must have come to the same bits
     */
    void requireLearned(boolean alike) {
        List<LearnerProgress> all = learners();
        for (LearnerProgress learner : all) {
            if (learner.model().examples() != learner.offset() + 1) {
                throw new IllegalStateException("learner " + learner.learner() + ": expected " + (learner.offset() + 1)
                        + " examples, found " + learner.model().examples());
            }
            LearnerProgress first = all.get(0);
            if (alike && (learner.offset() != first.offset() || learner.digest() != first.digest())) {
                throw new IllegalStateException(String.format(
                        "learner %s: expected digest %016x at offset %d, as of learner %s, found %016x at offset %d",
                        learner.learner(),
                        first.digest(),
                        first.offset(),
                        first.learner(),
                        learner.digest(),
                        learner.offset()));
            }
        }
        if (all.size() != config.learners().size()) {
            throw new IllegalStateException("expected " + config.learners().size() + " learners, found " + all.size());
        }
    }

    /** Commits, and leaves the group, so that a successor need not wait for a time-out. */
    @Override
    public void close() {
        boolean closed = streams.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_LIMIT));
        if (!closed) {
            throw new IllegalStateException("the run did not end within " + CLOSE_LIMIT.toSeconds() + " s");
        }
    }

    /** Gives back the disk that an application took, which must have ended. The events stay. */
    static void forget(MillraceConfig config) throws IOException, ExecutionException, InterruptedException {
        forgetState(config);
        try (Admin admin = Admin.create(ClientSettings.admin(config.kafka()))) {
            String prefix = config.application() + "-";
            admin.deleteTopics(admin.listTopics().names().get().stream()
                            .filter(topic -> topic.startsWith(prefix))
                            .toList())
                    .all()
                    .get();
        }
    }

    /** Deletes its stores on this machine. Their changelogs stay. */
    static void forgetState(MillraceConfig config) throws IOException {
        Directories.delete(Path.of(String.valueOf(config.kafka().get(StreamsConfig.STATE_DIR_CONFIG)))
                .resolve(config.application()));
    }

    private @Nullable Metric metric(String name) {
        for (Metric metric : streams.metrics().values()) {
            if (metric.metricName().name().equals(name)
                    && metric.metricName().group().equals("stream-thread-metrics")) {
                return metric;
            }
        }
        return null;
    }

    private static long value(@Nullable Metric metric) {
        return metric == null ? 0 : (long) (double) metric.metricValue();
    }
}
