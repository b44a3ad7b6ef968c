package dev.millrace.replay.source;

import org.apache.kafka.common.TopicPartition;

/**
 * Part of a partition.
 *
 * @param from offset of its first record
 * @param end offset behind its last record
 */
record Span(TopicPartition partition, long from, long end) {

    long offsets() {
        return end - from;
    }

    /** For people. */
    String text() {
        return offsets() == 0 ? "none" : from + " to " + (end - 1);
    }
}
