package dev.millrace.route;

import dev.millrace.query.Served;
import dev.millrace.topic.ClientSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the end of the topic that the learners read, a few times a second, so that answers can say how old they may be.
 * It has a thread and a consumer of its own, which belongs to no group, until {@link #close}. Any thread.
 */
public final class InputEnd implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(InputEnd.class);

    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final Duration BROKER_HAS = Duration.ofSeconds(5);
    private static final Duration CLOSING_HAS = Duration.ofSeconds(2);

    private final TopicPartition input;
    private final EndsSeen seen;
    private final Map<String, Object> settings;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<@Nullable Consumer<byte[], byte[]>> asking = new AtomicReference<>();
    private final Thread thread;

    private InputEnd(TopicPartition input, EndsSeen seen, Map<String, Object> settings) {
        this.input = input;
        this.seen = seen;
        this.settings = settings;
        this.thread = new Thread(this::look, "input-end");
        thread.setDaemon(true);
    }

    /**
     * Looks from now on.
     *
     * @param kafka the {@code kafka} section of a config
     * @param input what the learners read
     */
    public static InputEnd watch(Map<String, String> kafka, TopicPartition input) {
        Map<String, Object> settings = new HashMap<>(ClientSettings.consumer(kafka));
        // What is not committed will perhaps never be learned.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1024);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        InputEnd end = new InputEnd(input, new EndsSeen(System::nanoTime), settings);
        end.thread.start();
        return end;
    }

    /**
     * Says of answers how old they may be.
     *
     * @param by the instance that answers
     * @param role what it does with the learners, asked for each answer
     */
    public Served.Witness witness(String by, Supplier<Served.Role> role) {
        return position -> {
            EndsSeen.Behind behind = seen.behind(position == null ? 0 : position.offset() + 1);
            return new Served(by, role.get(), behind.offsets(), behind.millis());
        };
    }

    @Override
    public void close() {
        closed.countDown();
        Consumer<byte[], byte[]> current = asking.get();
        if (current != null) {
            // Not an interrupt, which would keep it from being closed in good order.
            current.wakeup();
        }
        try {
            thread.join(CLOSING_HAS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        boolean told = false;
        while (closed.getCount() > 0) {
            try (Consumer<byte[], byte[]> created =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                asking.set(created);
                created.assign(Set.of(input));
                while (!closed.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
                    look(created);
                    told = false;
                }
            } catch (InterruptedException | WakeupException e) {
                return;
            } catch (KafkaException e) {
                if (!told) {
                    log.warn(
                            "the end of {} cannot be read, answers do not know how old they are: {}",
                            input,
                            e.toString());
                    told = true;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            closed.await(BROKER_HAS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void look(Consumer<byte[], byte[]> consumer) {
        Long end = consumer.endOffsets(Set.of(input), BROKER_HAS).get(input);
        if (end == null) {
            return;
        }
        seen.saw(end);
        long gap = seen.gapToCheck();
        if (gap >= 0) {
            consumer.seek(input, gap);
            boolean empty = consumer.poll(BETWEEN).isEmpty();
            if (empty) {
                seen.nothingBetween(gap, consumer.position(input));
            }
        }
    }
}
