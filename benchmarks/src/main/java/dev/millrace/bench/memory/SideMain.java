package dev.millrace.bench.memory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.app.StreamsSettings;
import dev.millrace.bench.report.Figures;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnerProgress;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.learn.Surroundings;
import dev.millrace.learn.TaskProgress;
import dev.millrace.topic.TopicSpec;
import dev.millrace.topic.Topics;
import dev.millrace.topology.LearningTopology;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * One side in a JVM of its own. It is paused, but when told by a line with a number on standard input to learn up to so many
 * events in all, which must be there; it then answers by a line of JSON. It ends with its standard input.
 *
 * <p>Main thread; the stream thread is Kafka Streams' own.
 */
public final class SideMain {

    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final KafkaStreams streams;
    private final ProgressBoard board;
    private @Nullable Metric processed;

    private SideMain(KafkaStreams streams, ProgressBoard board) {
        this.streams = streams;
        this.board = board;
    }

    /** @param arguments the file of the config */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        MillraceConfig config = LargeModel.parse(Files.readString(Path.of(arguments[0])));
        createTopics(config);
        Surroundings surroundings = Surroundings.plain();
        try (KafkaStreams streams =
                        new KafkaStreams(LearningTopology.build(config, 1, surroundings), StreamsSettings.of(config));
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            SideMain side = new SideMain(streams, surroundings.board());
            streams.pause();
            streams.start();
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(side.learnUpTo(Long.parseLong(line)));
            }
        }
    }

    /** What is timed are the last three quarters; who answers has committed all. */
    private ObjectNode learnUpTo(long events) throws InterruptedException {
        long first = processed();
        streams.resume();
        await(first + (events - first) / 4);
        long from = processed();
        long fromNanos = System.nanoTime();
        long fromCpu = cpuNanos();
        long fromPauses = pauseMillis();
        await(events);
        long nanos = System.nanoTime() - fromNanos;
        double cpu = (double) (cpuNanos() - fromCpu) / (events - from);
        long pauses = pauseMillis() - fromPauses;
        LearnerProgress progress = awaitCommit(events);
        streams.pause();
        return Figures.object()
                .put("eventsPerSecond", (events - from) / (nanos / 1e9))
                .put("cpuNanosPerEvent", cpu)
                .put("pauseShare", pauses * 1e6 / nanos)
                .put("examples", progress.model().examples())
                .put("refused", progress.model().refused())
                .put("digest", String.format(Locale.ROOT, "%016x", progress.digest()))
                .put("residentBytes", progress.memory().residentBytes())
                .put("writtenBlocks", progress.memory().writtenBlocks())
                .put("writeBacks", progress.memory().writeBacks())
                .put("processMebibytes", processMebibytes());
    }

    private void await(long events) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (processed() < events) {
            check(deadline, processed() + " of " + events + " events");
            // The metric has to be looked at again and again; the run does not depend on when.
            Thread.sleep(2);
        }
    }

    private LearnerProgress awaitCommit(long events) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            TaskProgress task = board.task();
            List<LearnerProgress> learners = task == null ? List.of() : task.learners();
            if (!learners.isEmpty() && learners.get(0).offset() >= 0) {
                LearnerProgress progress = learners.get(0);
                long seen = progress.model().examples() + progress.model().refused();
                if (seen >= events) {
                    return progress;
                }
            }
            check(deadline, "before the last commit");
            // Progress is published at commits, which nobody announces here: it has to be looked at again.
            Thread.sleep(2);
        }
    }

    private void check(long deadline, String where) {
        if (System.nanoTime() > deadline || !streams.state().isRunningOrRebalancing()) {
            throw new IllegalStateException("the side stopped at " + where + ", state " + streams.state());
        }
    }

    private long processed() {
        if (processed == null) {
            for (Metric metric : streams.metrics().values()) {
                if (metric.metricName().name().equals("process-total")
                        && metric.metricName().group().equals("stream-thread-metrics")) {
                    processed = metric;
                }
            }
        }
        return processed == null ? 0 : (long) (double) processed.metricValue();
    }

    /** Of the whole process: the stream thread, RocksDB's, the collector's. */
    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private static long pauseMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /** The most that the process has had in memory, beside the system's file cache; 0 where that is not told. */
    private static long processMebibytes() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void createTopics(MillraceConfig config) {
        List<TopicSpec> specs = Stream.of(
                        config.topics().predictions(),
                        config.topics().lossReports(),
                        config.topics().quarantine())
                .map(name -> TopicSpec.deleted(name, 1, (short) 1))
                .toList();
        try (Topics topics = Topics.connect(config.kafka())) {
            List<String> unused = topics.createMissing(specs, System.err::println);
        }
    }
}
