package dev.millrace.bench;

import dev.millrace.app.StreamsSettings;
import dev.millrace.config.MillraceConfig;
import dev.millrace.topic.TopicSpec;
import dev.millrace.topic.Topics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/**
 * The last three quarters of a run.
 *
 * @param cpuNanosPerEvent of the stream thread alone, which other processes disturb less than the rate
 */
record TopologyRun(double eventsPerSecond, double cpuNanosPerEvent) {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /**
     * Runs a topology over the first events of the topic, exactly once.
     *
     * @param extra settings over Millrace's own
     */
    static TopologyRun of(MillraceConfig config, Topology topology, int events, Map<String, Object> extra)
            throws InterruptedException {
        createTopics(config);
        Properties settings = StreamsSettings.of(config);
        settings.putAll(extra);
        try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
            streams.start();
            long deadline = System.nanoTime() + LIMIT.toNanos();
            long from = 0;
            long fromNanos = 0;
            long fromCpu = 0;
            while (true) {
                long done = processed(streams);
                long now = System.nanoTime();
                if (fromNanos == 0 && done >= events / 4) {
                    from = done;
                    fromNanos = now;
                    fromCpu = streamThreadCpuNanos(config);
                }
                if (done >= events) {
                    return new TopologyRun(
                            (done - from) / ((now - fromNanos) / 1e9),
                            (double) (streamThreadCpuNanos(config) - fromCpu) / (done - from));
                }
                if (now > deadline || !streams.state().isRunningOrRebalancing()) {
                    throw new IllegalStateException(
                            "the run stopped at " + done + " of " + events + " events, state " + streams.state());
                }
                // The metric has to be looked at again and again; the run does not depend on when.
                Thread.sleep(2);
            }
        }
    }

    static long streamThreadCpuNanos(MillraceConfig config) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null
                    && thread.getThreadName().startsWith(config.application() + "-")
                    && thread.getThreadName().contains("-StreamThread-")
                    && !thread.getThreadName().contains("producer")) {
                return threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        throw new IllegalStateException("no stream thread of " + config.application());
    }

    static void createTopics(MillraceConfig config) {
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

    private static long processed(KafkaStreams streams) {
        for (Metric metric : streams.metrics().values()) {
            if (metric.metricName().name().equals("process-total")
                    && metric.metricName().group().equals("stream-thread-metrics")) {
                return (long) (double) metric.metricValue();
            }
        }
        return 0;
    }
}
