package dev.millrace.metric;

import dev.millrace.config.TopicsConfig;
import dev.millrace.learn.LearnerProgress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How far a learner is behind the end of its input. Kafka Streams knows the highest offset that its consumer has
 * fetched, and the consumer how much lies behind that: no broker is asked. Any thread.
 */
public final class InputLag {

    private static final String RECORDS_LAG = "records-lag";

    private final TopicsConfig topics;
    private final Supplier<? extends Map<MetricName, ? extends Metric>> metrics;
    private final Supplier<Map<TopicPartition, Long>> fetched;

    /**
     * @param metrics of the streams client and its consumers
     * @param fetched highest offset fetched of each partition that this instance reads; -1 for none
     */
    InputLag(
            TopicsConfig topics,
            Supplier<? extends Map<MetricName, ? extends Metric>> metrics,
            Supplier<Map<TopicPartition, Long>> fetched) {
        this.topics = topics;
        this.metrics = metrics;
        this.fetched = fetched;
    }

    /** That of a running application. */
    public static InputLag of(TopicsConfig topics, KafkaStreams streams) {
        return new InputLag(topics, streams::metrics, () -> fetched(streams));
    }

    /**
     * Offsets behind the learner's last event, 0 or more: events, and the markers of transactions among them. NaN if it
     * is not known: before the first fetch, and while the streams client does not run. A learner without a position is
     * behind from offset 0.
     */
    public double of(LearnerProgress learner) {
        Map<TopicPartition, Long> highest = fetched.get();
        TopicPartition input =
                learner.hasPosition() ? new TopicPartition(learner.topic(), learner.partition()) : firstInput(highest);
        Long offset = highest.get(input);
        return offset == null ? Double.NaN : Math.max(0, offset - learner.offset()) + notFetched(input);
    }

    /** Events of several partitions are learned from in the order of the sequence topic. */
    private TopicPartition firstInput(Map<TopicPartition, Long> inputs) {
        TopicPartition sequence = new TopicPartition(topics.sequence(), 0);
        return inputs.containsKey(sequence) ? sequence : new TopicPartition(topics.events(), 0);
    }

    private double notFetched(TopicPartition input) {
        double lag = Double.NaN;
        for (Map.Entry<MetricName, ? extends Metric> entry : metrics.get().entrySet()) {
            MetricName name = entry.getKey();
            if (name.name().equals(RECORDS_LAG)
                    && input.topic().equals(name.tags().get("topic"))
                    && Integer.toString(input.partition()).equals(name.tags().get("partition"))
                    && entry.getValue().metricValue() instanceof Double value
                    && !value.isNaN()) {
                lag = value;
            }
        }
        return lag;
    }

    private static Map<TopicPartition, Long> fetched(KafkaStreams streams) {
        Map<TopicPartition, Long> highest = new HashMap<>();
        try {
            streams.metadataForLocalThreads()
                    .forEach(thread -> thread.activeTasks().forEach(task -> highest.putAll(task.endOffsets())));
        } catch (IllegalStateException notRunning) {
            highest.clear();
        }
        return highest;
    }
}
