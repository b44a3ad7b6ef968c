package dev.millrace.learn;

import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.QuarantinedHeader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Makes the records of the quarantine topic. */
final class Quarantine {

    /** A reason may quote the event, which may be long, and is there as a whole anyway. */
    private static final int MAX_REASON_CHARS = 1_000;

    private Quarantine() {}

    /** @param learner the one that refused the event; null if none could have used it */
    static QuarantinedEvent of(
            Record<byte[], byte[]> event,
            EventSource source,
            QuarantineStage stage,
            @Nullable String learner,
            String reason) {
        return QuarantinedEvent.newBuilder()
                .setSourceTopic(source.sourceTopic())
                .setSourcePartition(source.sourcePartition())
                .setSourceOffset(source.sourceOffset())
                .setTimestamp(Instant.ofEpochMilli(event.timestamp()))
                .setStage(stage)
                .setLearner(learner)
                .setReason(shorten(reason))
                .setKey(wrap(event.key()))
                .setValue(wrap(event.value()))
                .setHeaders(headers(event))
                .build();
    }

    private static String shorten(String reason) {
        return reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS) + " ...";
    }

    private static List<QuarantinedHeader> headers(Record<byte[], byte[]> event) {
        List<QuarantinedHeader> headers = new ArrayList<>();
        for (Header header : event.headers()) {
            headers.add(new QuarantinedHeader(header.key(), wrap(header.value())));
        }
        return headers;
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
