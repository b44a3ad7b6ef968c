package dev.millrace.replay.source;

import dev.millrace.learn.EventSource;
import dev.millrace.topic.TopicException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records of several partitions in one order, which depends on nothing but the records: of the next records of all
 * partitions the one with the smallest timestamp, of equal ones that of the smallest partition. Within a partition the order
 * is that of offsets, whatever the timestamps.
 *
 * <p>So each partition that has not ended must have a record at hand before one is given out. Partitions that have many are
 * paused meanwhile, which bounds the memory. One thread.
 */
final class PartitionMerge {

    private static final Duration POLL = Duration.ofMillis(500);
    /** How long a broker may give nothing, though there is something. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A partition with as much at hand is paused; more may come with the records that are under way. */
    private static final int ENOUGH_BYTES = 1 << 20;
    /** What a record takes besides its key and value, about. */
    private static final long RECORD_BYTES = 100L;

    private final Consumer<byte[], byte[]> consumer;
    private final Runnable idle;
    private final List<Lane> lanes = new ArrayList<>();
    /** Those with a record at hand. */
    private final PriorityQueue<Lane> heads = new PriorityQueue<>(Comparator.comparingLong(Lane::headTime)
            .thenComparingInt(lane -> lane.partition().partition()));

    private long offsetsRead;

    /** The records of a partition that are at hand. */
    private static final class Lane {
        private final Span span;
        private final Queue<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
        private long bytes;
        private long headTime;
        private long position;
        /** Offset behind the record that was given out last. */
        private long taken;

        Lane(Span span) {
            this.span = span;
            this.position = span.from();
            this.taken = span.from();
        }

        TopicPartition partition() {
            return span.partition();
        }

        long headTime() {
            return headTime;
        }

        boolean isEnded() {
            return position >= span.end();
        }

        boolean wantsMore() {
            return !isEnded() && bytes < ENOUGH_BYTES;
        }

        void add(ConsumerRecord<byte[], byte[]> record) {
            if (record.offset() < span.end()) {
                records.add(record);
                bytes += bytes(record);
                lookAtHead();
            }
        }

        ConsumerRecord<byte[], byte[]> take() {
            ConsumerRecord<byte[], byte[]> record = records.remove();
            bytes -= bytes(record);
            lookAtHead();
            return record;
        }

        private void lookAtHead() {
            ConsumerRecord<byte[], byte[]> head = records.peek();
            headTime = head == null ? 0 : EventSource.timestamp(head);
        }

        private static long bytes(ConsumerRecord<byte[], byte[]> record) {
            return RECORD_BYTES + Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        }
    }

    /**
     * Begins at the spans' beginnings.
     *
     * @param consumer for this use alone; without a group
     * @param idle called when the broker gave nothing for a while; may throw
     */
    PartitionMerge(Consumer<byte[], byte[]> consumer, List<Span> spans, Runnable idle) {
        this.consumer = consumer;
        this.idle = idle;
        spans.stream().filter(span -> span.offsets() > 0).map(Lane::new).forEach(lanes::add);
        consumer.assign(lanes.stream().map(Lane::partition).toList());
        consumer.resume(consumer.paused());
        lanes.forEach(lane -> consumer.seek(lane.partition(), lane.span.from()));
    }

    /** Offsets of all partitions up to the record that was given out last, whether there is a record at them or not. */
    long offsetsRead() {
        return offsetsRead;
    }

    /**
     * The next record.
     *
     * @return null at the end
     * @throws TopicException if the broker stops to answer
     */
    @Nullable
    ConsumerRecord<byte[], byte[]> next() {
        Lane lane = heads.poll();
        if (lane == null) {
            awaitHeads();
            lane = heads.poll();
            if (lane == null) {
                return null;
            }
        }
        ConsumerRecord<byte[], byte[]> record = lane.take();
        offsetsRead += record.offset() + 1 - lane.taken;
        lane.taken = record.offset() + 1;
        if (!lane.records.isEmpty()) {
            heads.add(lane);
        } else if (!lane.isEnded()) {
            // Until there is another record of it, none may be given out.
            heads.clear();
        }
        return record;
    }

    /** Polls until each partition has a record at hand or has ended. */
    private void awaitHeads() {
        long lastNews = System.nanoTime();
        while (lanes.stream().anyMatch(lane -> lane.records.isEmpty() && !lane.isEnded())) {
            pauseThoseWithEnough();
            if (poll()) {
                lastNews = System.nanoTime();
            } else {
                idle.run();
                if (System.nanoTime() - lastNews > PATIENCE.toNanos()) {
                    throw new TopicException(
                            "the broker gave nothing more of " + waitingFor() + " for " + PATIENCE.toSeconds()
                                    + " s, though there is something; is it running well? Then replay again",
                            null);
                }
            }
        }
        heads.clear();
        lanes.stream().filter(lane -> !lane.records.isEmpty()).forEach(heads::add);
    }

    /** Whether anything came. */
    private boolean poll() {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        boolean news = false;
        for (Lane lane : lanes) {
            polled.records(lane.partition()).forEach(lane::add);
            // Also markers of transactions, and records that were aborted or compacted, move it.
            long position = consumer.position(lane.partition());
            news |= position > lane.position;
            lane.position = position;
        }
        return news;
    }

    private void pauseThoseWithEnough() {
        Collection<TopicPartition> paused = consumer.paused();
        List<TopicPartition> toPause = new ArrayList<>();
        List<TopicPartition> toResume = new ArrayList<>();
        for (Lane lane : lanes) {
            boolean isPaused = paused.contains(lane.partition());
            if (lane.wantsMore() == isPaused) {
                (isPaused ? toResume : toPause).add(lane.partition());
            }
        }
        consumer.pause(toPause);
        consumer.resume(toResume);
    }

    private String waitingFor() {
        return lanes.stream()
                .filter(lane -> lane.records.isEmpty() && !lane.isEnded())
                .map(lane -> lane.partition() + " from offset " + lane.position)
                .toList()
                .toString();
    }
}
