package dev.millrace.learn;

import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.QuarantinedHeader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Makes the records of the quarantine topic. */
final class Quarantine {

    /** A reason may quote the event, which may be long, and is there as a whole anyway. */
    private static final int MAX_REASON_CHARS = 1_000;

    /** Of a record beside the event's key, headers and value: reason, source, lengths; of a header: lengths. */
    private static final int REST_BYTES = 8 << 10;

    private static final int HEADER_REST_BYTES = 16;

    private Quarantine() {}

    /**
     * @param learner the one that refused the event; null if none could have used it
     * @param maxBytes of the record that it becomes; of a value that does not fit, the beginning is kept
     */
    static QuarantinedEvent of(
            Record<byte[], byte[]> event,
            EventSource source,
            QuarantineStage stage,
            @Nullable String learner,
            String reason,
            int maxBytes) {
        byte[] value = event.value();
        int room = maxBytes - bytesBesideValue(event);
        boolean fits = value == null || value.length <= room;
        return QuarantinedEvent.newBuilder()
                .setSourceTopic(source.sourceTopic())
                .setSourcePartition(source.sourcePartition())
                .setSourceOffset(source.sourceOffset())
                .setTimestamp(Instant.ofEpochMilli(event.timestamp()))
                .setStage(stage)
                .setLearner(learner)
                .setReason(fits ? shorten(reason) : shorten(reason) + cut(value.length, Math.max(0, room), maxBytes))
                .setKey(wrap(event.key()))
                .setValue(fits ? wrap(value) : ByteBuffer.wrap(value, 0, Math.max(0, room)))
                .setHeaders(headers(event))
                .build();
    }

    private static String cut(int length, int kept, int maxBytes) {
        return String.format(
                Locale.ROOT,
                "; the value has %,d bytes, of which the first %,d are here, because a quarantined record may have %,d in"
                        + " all. The event is whole at its source",
                length,
                kept,
                maxBytes);
    }

    /** The record has key and headers of its own, and those of the event in its value. */
    private static int bytesBesideValue(Record<byte[], byte[]> event) {
        int bytes = length(event.key());
        for (Header header : event.headers()) {
            bytes += Utils.utf8Length(header.key()) + length(header.value()) + HEADER_REST_BYTES;
        }
        return 2 * bytes + REST_BYTES;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
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
