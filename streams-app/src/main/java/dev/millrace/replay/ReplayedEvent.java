package dev.millrace.replay;

import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** An event of a {@link ReplaySource}, which uses it again for the next. One thread. */
public final class ReplayedEvent {

    private String place = "";
    private int partition;
    private long offset;
    private long timestampMillis;
    private double progress;
    private byte @Nullable [] key;
    private @Nullable IndexedRecord record;
    private String fault = "";

    /**
     * Says where the next event is from.
     *
     * @param place topic and partition, such as {@code flights-0}, or the name of a file
     * @param partition 0 for a file
     * @param offset number of the row for a file, from 0, bad rows included
     * @param timestampMillis since 1970-01-01T00:00Z; 0 if there is none
     * @param progress share of the input that has been read, 0 to 1
     * @param key null if it has none
     */
    public void begin(
            String place, int partition, long offset, long timestampMillis, double progress, byte @Nullable [] key) {
        this.place = place;
        this.partition = partition;
        this.offset = offset;
        this.timestampMillis = timestampMillis;
        this.progress = progress;
        this.key = key;
        this.record = null;
        this.fault = "";
    }

    /** The event could be decoded. */
    public void decoded(IndexedRecord event) {
        this.record = event;
    }

    /** The event could not be decoded. */
    public void unreadable(String reason) {
        this.fault = reason;
    }

    /** Topic and partition, such as {@code flights-0}, or the name of a file. */
    public String place() {
        return place;
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    public long timestampMillis() {
        return timestampMillis;
    }

    public double progress() {
        return progress;
    }

    public byte @Nullable [] key() {
        return key;
    }

    /** Null if it could not be decoded. */
    public @Nullable IndexedRecord record() {
        return record;
    }

    /** Why it could not be decoded. */
    public String fault() {
        return fault;
    }
}
