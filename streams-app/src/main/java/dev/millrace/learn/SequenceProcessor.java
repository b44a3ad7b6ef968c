package dev.millrace.learn;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Notes in an event's headers where it came from, and sends it to the only partition of the sequence topic. The order of
 * that topic is the order in which events of several partitions are learned from.
 */
public final class SequenceProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    @Override
    public void process(Record<byte[], byte[]> event) {
        EventSource.mark(event.headers(), context().recordMetadata().orElseThrow());
        context().forward(event);
    }
}
