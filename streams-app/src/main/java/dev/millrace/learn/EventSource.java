package dev.millrace.learn;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Where an event came from. Events of several partitions pass through the sequence topic, which logs the order taken; their
 * headers then say where they came from first. Reused from event to event; one thread.
 */
public final class EventSource {

    private static final String PARTITION = "millrace.source.partition";
    private static final String OFFSET = "millrace.source.offset";

    private final String eventsTopic;
    private String topic = "";
    private String sourceTopic = "";
    private int partition = -1;
    private long offset = -1;
    private int sourcePartition;
    private long sourceOffset;

    /** @param eventsTopic the topic that events come from first */
    public EventSource(String eventsTopic) {
        this.eventsTopic = eventsTopic;
    }

    /** Adds to a record's headers where it came from. */
    static void mark(Headers headers, RecordMetadata metadata) {
        headers.remove(PARTITION).remove(OFFSET);
        headers.add(
                PARTITION,
                ByteBuffer.allocate(Integer.BYTES).putInt(metadata.partition()).array());
        headers.add(
                OFFSET,
                ByteBuffer.allocate(Long.BYTES).putLong(metadata.offset()).array());
    }

    /**
     * Time of a record as learners see it, milliseconds since 1970-01-01T00:00Z. Old topics and some clients have -1 for an
     * unknown time, at which Streams would stop.
     */
    public static long timestamp(ConsumerRecord<?, ?> event) {
        return Math.max(0, event.timestamp());
    }

    void set(RecordMetadata metadata, Headers headers) {
        set(metadata.topic(), metadata.partition(), metadata.offset(), headers);
    }

    /** Takes the marks, if there are any, out of the headers, which then are as they came. */
    void set(String readFrom, int readPartition, long readOffset, Headers headers) {
        topic = readFrom;
        partition = readPartition;
        offset = readOffset;
        sourceTopic = topic;
        sourcePartition = partition;
        sourceOffset = offset;
        if (!topic.equals(eventsTopic)) {
            ByteBuffer markedPartition = number(headers, PARTITION, Integer.BYTES);
            ByteBuffer markedOffset = number(headers, OFFSET, Long.BYTES);
            if (markedPartition != null && markedOffset != null) {
                sourceTopic = eventsTopic;
                sourcePartition = markedPartition.getInt();
                sourceOffset = markedOffset.getLong();
                headers.remove(PARTITION).remove(OFFSET);
            }
        }
    }

    /** Topic that the learner reads: the order it learned in. */
    String topic() {
        return topic;
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    /** Topic that the event came from first. */
    String sourceTopic() {
        return sourceTopic;
    }

    int sourcePartition() {
        return sourcePartition;
    }

    long sourceOffset() {
        return sourceOffset;
    }

    /** Whether it is known where in the events topic the event was: one written to the sequence topic by hand was nowhere. */
    boolean isOfEventsTopic() {
        return sourceTopic.equals(eventsTopic);
    }

    private static @Nullable ByteBuffer number(Headers headers, String key, int bytes) {
        Header header = headers.lastHeader(key);
        return header == null || header.value() == null || header.value().length != bytes
                ? null
                : ByteBuffer.wrap(header.value());
    }
}
