package dev.millrace.live;

import dev.millrace.query.Provenance;
import dev.millrace.query.QueryException;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in quarantine, in short: counts, and the reasons of the newest. The events themselves are not kept. One thread
 * adds what it reads, any thread asks; a lock of its own.
 */
final class QuarantineLog {

    static final int MAX_LIMIT = 50;

    /** A reason may quote an event. */
    static final int MAX_REASON_CHARS = 500;

    /**
     * The answer.
     *
     * @param topic the quarantine topic
     * @param events that were read and are counted
     * @param earlier offsets of the topic that were not read, because there are too many: as many events at most, and not
     *     counted; 0 if all were read
     * @param stages events by the stage at which processing stopped
     * @param newest reasons, newest first
     * @param source whether all of the topic was read
     */
    record Answer(
            String topic,
            long events,
            long earlier,
            Map<QuarantineStage, Long> stages,
            List<Reason> newest,
            TailStatus source) {}

    /**
     * Why an event is in quarantine.
     *
     * @param offset in the quarantine topic, for {@code millrace quarantine show}
     * @param position where the event came from
     * @param time of the event's record, ISO 8601 in UTC
     * @param learner the one that refused it; null if none could have used it
     */
    record Reason(
            int partition,
            long offset,
            Provenance.Position position,
            String time,
            QuarantineStage stage,
            @Nullable String learner,
            String reason) {}

    private final String topic;
    private final Map<QuarantineStage, Long> stages = new EnumMap<>(QuarantineStage.class);
    private final Deque<Reason> newest = new ArrayDeque<>();
    private long events;
    private long earlier;

    QuarantineLog(String topic) {
        this.topic = topic;
        for (QuarantineStage stage : QuarantineStage.values()) {
            stages.put(stage, 0L);
        }
    }

    /** @param offset in the quarantine topic's partition */
    synchronized void add(int partition, long offset, QuarantinedEvent event) {
        events++;
        stages.merge(event.getStage(), 1L, Long::sum);
        if (newest.size() == MAX_LIMIT) {
            newest.removeLast();
        }
        newest.addFirst(new Reason(
                partition,
                offset,
                new Provenance.Position(event.getSourceTopic(), event.getSourcePartition(), event.getSourceOffset()),
                event.getTimestamp().toString(),
                event.getStage(),
                event.getLearner(),
                shorten(event.getReason())));
    }

    /** So many offsets are not read. */
    synchronized void skip(long offsets) {
        earlier += offsets;
    }

    /** Changes whenever an answer would. */
    synchronized long version() {
        return events + earlier;
    }

    /** @throws QueryException if the limit is not one of 1 to {@value #MAX_LIMIT} */
    synchronized Answer answer(int limit, TailStatus source) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw QueryException.badRequest("limit: expected 1 to " + MAX_LIMIT + " reasons, found " + limit);
        }
        List<Reason> some = new ArrayList<>(newest).subList(0, Math.min(limit, newest.size()));
        return new Answer(
                topic, events, earlier, Collections.unmodifiableMap(new EnumMap<>(stages)), List.copyOf(some), source);
    }

    private static String shorten(String reason) {
        return reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS) + " ...";
    }
}
