package dev.millrace.live;

import dev.millrace.topic.ClientSettings;
import dev.millrace.topic.TopicException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows topics to their end and on, what is committed of them, without a consumer group. A thread of its own does all of
 * it and takes no lock of a learner; while broker or registry are away, it tries again until they are back. Any thread may
 * ask for the {@link #status} and {@link #close}.
 */
final class TopicsTail implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicsTail.class);

    private static final Duration POLL = Duration.ofMillis(250);
    /** Between two polls of what is current: who watches sees no difference, and a flood of records takes no core. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** How often a broker is asked something that only one that is there can answer. */
    private static final Duration CHECK = Duration.ofSeconds(5);

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(150);
    private static final Duration GRACE = Duration.ofMillis(450);
    private static final int MAX_POLL_RECORDS = 1_000;

    private final List<TailedTopic> topics;
    private final Map<String, Object> settings;
    private final Thread thread = new Thread(this::run, "live-tail");
    private final CountDownLatch stop = new CountDownLatch(1);
    /** Where to go on; the thread's own. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private volatile TailStatus status = TailStatus.BEGINNING;

    /** @param kafka the {@code kafka} section of a config */
    TopicsTail(Map<String, String> kafka, List<TailedTopic> topics) {
        this.topics = topics;
        settings = ClientSettings.consumer(kafka);
        // That of the application's own clients, whose names it would take.
        settings.remove(ConsumerConfig.CLIENT_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    TailStatus status() {
        return status;
    }

    /** Ends the thread, within a second. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(GRACE.toMillis());
            // It waits for a broker that does not answer. A consumer that is interrupted while it closes would
            // complain.
            thread.interrupt();
            thread.join(GRACE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (stop.getCount() > 0) {
            try {
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                try {
                    follow(consumer);
                } finally {
                    // The consumer would take the interrupt for its own.
                    boolean interrupted = Thread.interrupted();
                    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
            } catch (RuntimeException e) {
                trouble(e);
            }
            pause(RETRY);
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, start(consumer, partition));
        }
        long checked = System.nanoTime();
        while (stop.getCount() > 0) {
            take(consumer.poll(POLL));
            boolean current = true;
            for (TopicPartition partition : partitions) {
                current &= skipAndSeeWhetherCurrent(consumer, partition);
            }
            if (System.nanoTime() - checked > CHECK.toNanos()) {
                // A poll says nothing of a broker that is away.
                consumer.endOffsets(partitions, ANSWER_LIMIT);
                checked = System.nanoTime();
            }
            fine(current);
            if (current) {
                pause(PAUSE);
            }
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                topic(record.topic()).records().accept(record);
            } catch (SerializationException e) {
                if (isPassing(e)) {
                    throw e;
                }
                log.debug("offset {} of topic '{}' is passed over", record.offset(), record.topic(), e);
            }
            positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
    }

    /** Confluent's deserializer does not tell a registry that is away from bytes that are wrong. */
    private static boolean isPassing(Throwable thrown) {
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private boolean skipAndSeeWhetherCurrent(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        OptionalLong lag = consumer.currentLag(partition);
        long position = consumer.position(partition, ANSWER_LIMIT);
        // Behind the last record there may be the marker of its transaction.
        positions.put(partition, position);
        TailedTopic topic = topic(partition.topic());
        if (lag.isPresent() && lag.getAsLong() > topic.longest()) {
            topic.skipped().accept(lag.getAsLong() - topic.longest());
            consumer.seek(partition, position + lag.getAsLong() - topic.longest());
            return false;
        }
        return lag.isPresent() && lag.getAsLong() == 0;
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TailedTopic topic : topics) {
            List<PartitionInfo> found = consumer.partitionsFor(topic.name(), ANSWER_LIMIT);
            if (found == null || found.isEmpty()) {
                throw new TopicException("there is no topic '" + topic.name() + "'", null);
            }
            found.forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition.partition())));
        }
        return partitions;
    }

    private long start(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        Long position = positions.get(partition);
        if (position != null) {
            return position;
        }
        List<TopicPartition> only = List.of(partition);
        TailedTopic topic = topic(partition.topic());
        long beginning = Objects.requireNonNull(
                consumer.beginningOffsets(only, ANSWER_LIMIT).get(partition));
        long end =
                Objects.requireNonNull(consumer.endOffsets(only, ANSWER_LIMIT).get(partition));
        long start = Math.max(beginning, end - topic.longest());
        topic.skipped().accept(start - beginning);
        positions.put(partition, start);
        return start;
    }

    private TailedTopic topic(String name) {
        return topics.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void trouble(RuntimeException e) {
        if (stop.getCount() > 0) {
            if (status.trouble() == null) {
                log.warn("loss reports and quarantine cannot be read for the live page; trying again", e);
            }
            status = new TailStatus(
                    false, "loss reports and quarantine cannot be read at the moment: " + e.getMessage());
        }
    }

    private void fine(boolean current) {
        if (status.trouble() != null) {
            log.info("loss reports and quarantine can be read again for the live page");
        }
        if (status.trouble() != null || status.current() != current) {
            status = new TailStatus(current, null);
        }
    }

    private void pause(Duration length) {
        try {
            stop.await(length.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
