package dev.millrace.replay.source;

import dev.millrace.replay.ReplayException;
import dev.millrace.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds where a range begins and ends in each partition of a topic, as the topic is now. One thread. */
final class SpanFinder {

    private final Consumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final String topic;
    /** All that is there and committed, in the order of the partitions. */
    private final List<Span> whole = new ArrayList<>();

    /** Looks where each partition begins and ends. */
    SpanFinder(Consumer<byte[], byte[]> consumer, Topics topics, String topic, int partitions) {
        this.consumer = consumer;
        this.topics = topics;
        this.topic = topic;
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(topic, partition));
        }
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        for (TopicPartition partition : all) {
            long from = Objects.requireNonNull(beginnings.get(partition));
            // The end of what is committed may stand before a beginning that was moved by deleting records.
            long end = Math.max(from, Objects.requireNonNull(ends.get(partition)));
            whole.add(new Span(partition, from, end));
        }
    }

    /** Offsets that were deleted from the front of all partitions. */
    long deleted() {
        return whole.stream().mapToLong(Span::from).sum();
    }

    /**
     * The range.
     *
     * @return a span for each partition, some of them without an offset
     * @throws ReplayException if nothing is in it, or a bound is not in the topic
     */
    List<Span> find(TopicRange range) {
        if (whole.stream().allMatch(span -> span.offsets() == 0)) {
            throw new ReplayException("topic '" + topic + "' has no committed records: there is nothing to replay");
        }
        requireOffsetsThatAreThere("--from", range.from());
        requireOffsetsThatAreThere("--until", range.until());
        Map<TopicPartition, Long> froms = offsets(range.from(), 0);
        Map<TopicPartition, Long> ends = offsets(range.until(), 1);
        List<Span> spans = new ArrayList<>();
        for (Span span : whole) {
            long from =
                    clamp(froms.getOrDefault(span.partition(), range.from() == null ? span.from() : span.end()), span);
            long end = clamp(ends.getOrDefault(span.partition(), span.end()), span);
            spans.add(new Span(span.partition(), from, Math.max(from, end)));
        }
        if (spans.stream().allMatch(span -> span.offsets() == 0)) {
            throw new ReplayException(
                    "topic '" + topic + "' has no committed records in the range" + text(range) + "; " + extent());
        }
        return spans;
    }

    private static long clamp(long offset, Span span) {
        return Math.min(span.end(), Math.max(span.from(), offset));
    }

    private void requireOffsetsThatAreThere(String option, TopicRange.@Nullable Bound bound) {
        if (!(bound instanceof TopicRange.Offset offset)) {
            return;
        }
        if (whole.size() > 1) {
            throw new ReplayException(
                    option + " " + offset.value() + ": an offset says where in one partition, and topic" + " '" + topic
                            + "' has " + whole.size() + "; give a time, or replay a topic of one partition");
        }
        Span only = whole.get(0);
        if (offset.value() < only.from()) {
            throw new ReplayException(option + " " + offset.value() + ": the records of topic '" + topic
                    + "' before offset " + only.from() + " were deleted; it has offsets " + only.text());
        }
        if (offset.value() >= only.end()) {
            throw new ReplayException(option + " " + offset.value() + " is beyond the end of topic '" + topic
                    + "', which has offsets " + only.text() + "; leave " + option + " out to "
                    + (option.equals("--from") ? "begin at the first" : "read to the last"));
        }
    }

    /** Offsets of the first records that are at a bound, plus some of its units; a partition that has none is missing. */
    private Map<TopicPartition, Long> offsets(TopicRange.@Nullable Bound bound, long more) {
        Map<TopicPartition, Long> found = new HashMap<>();
        if (bound instanceof TopicRange.Offset offset) {
            found.put(whole.get(0).partition(), offset.value() + more);
        } else if (bound instanceof TopicRange.Time time) {
            long millis = time.millis() == Long.MAX_VALUE ? Long.MAX_VALUE : time.millis() + more;
            if (millis <= 0) {
                // Kafka takes negative times for something else; a record without a time counts as one of 1970.
                whole.forEach(span -> found.put(span.partition(), span.from()));
                return found;
            }
            Map<TopicPartition, Long> times = new HashMap<>();
            whole.forEach(span -> times.put(span.partition(), millis));
            consumer.offsetsForTimes(times).forEach((partition, offset) -> {
                if (offset != null) {
                    found.put(partition, offset.offset());
                }
            });
        }
        return found;
    }

    private static String text(TopicRange range) {
        return (range.from() == null ? "" : " from " + TopicRange.text(range.from()))
                + (range.until() == null ? "" : " until " + TopicRange.text(range.until()));
    }

    /** From when to when there are records. */
    private String extent() {
        Map<TopicPartition, Long> beginning = new HashMap<>();
        whole.forEach(span -> beginning.put(span.partition(), 0L));
        long first = consumer.offsetsForTimes(beginning).values().stream()
                .filter(Objects::nonNull)
                .mapToLong(OffsetAndTimestamp::timestamp)
                .min()
                .orElse(0);
        long last = whole.stream()
                .mapToLong(span -> topics.latestTimestamp(span.partition()))
                .max()
                .orElse(0);
        String offsets = whole.size() == 1 ? "offsets " + whole.get(0).text() : whole.size() + " partitions";
        return "it has " + offsets + ", with times from " + Instant.ofEpochMilli(first) + " to "
                + Instant.ofEpochMilli(last) + " (when records were sent, if the sender gave no time)";
    }
}
