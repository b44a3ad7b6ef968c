package dev.millrace.metric;

import dev.millrace.config.TopicsConfig;
import dev.millrace.learn.LearnerProgress;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/**
 * How far a learner is behind the end of its input. Kafka Streams knows the highest offset that its consumer has fetched, and
 * the consumer how much lies behind that: no broker is asked. Any thread.
 */
final class InputLag {

    private static final String RECORDS_LAG = "records-lag";

    private final TopicsConfig topics;
    private final Supplier<? extends Map<MetricName, ? extends Metric>> metrics;
    private final Supplier<Set<ThreadMetadata>> threads;

    /**
     * @param metrics of the streams client and its consumers
     * @param threads of the streams client; throws {@link IllegalStateException} if it does not run
     */
    InputLag(
            TopicsConfig topics,
            Supplier<? extends Map<MetricName, ? extends Metric>> metrics,
            Supplier<Set<ThreadMetadata>> threads) {
        this.topics = topics;
        this.metrics = metrics;
        this.threads = threads;
    }

    /**
     * Offsets behind the learner's last event, 0 or more: events, and the markers of transactions among them. NaN if it is not
     * known: before the first fetch, and while the streams client does not run. A learner without a position is behind
     * from offset 0.
     */
    double of(LearnerProgress learner) {
        Long fetched = null;
        TopicPartition input = new TopicPartition(learner.topic(), learner.partition());
        for (TaskMetadata task : tasks()) {
            for (Map.Entry<TopicPartition, Long> end : task.endOffsets().entrySet()) {
                if (learner.hasPosition() ? end.getKey().equals(input) : isFirstInput(end.getKey())) {
                    input = end.getKey();
                    fetched = end.getValue();
                }
            }
        }
        return fetched == null ? Double.NaN : Math.max(0, fetched - learner.offset()) + behindFetched(input);
    }

    /** Of several partitions, learners learn from the sequence topic, whatever its place among the tasks. */
    private boolean isFirstInput(TopicPartition input) {
        return input.partition() == 0
                && (input.topic().equals(topics.sequence())
                        || (input.topic().equals(topics.events()) && !hasSequence()));
    }

    private boolean hasSequence() {
        return tasks().stream()
                .flatMap(task -> task.topicPartitions().stream())
                .anyMatch(input -> input.topic().equals(topics.sequence()));
    }

    private Set<TaskMetadata> tasks() {
        try {
            return threads.get().stream()
                    .flatMap(thread -> thread.activeTasks().stream())
                    .collect(Collectors.toSet());
        } catch (IllegalStateException notRunning) {
            return Set.of();
        }
    }

    private double behindFetched(TopicPartition input) {
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
}
