package dev.millrace.bench;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.SparseEvent;
import dev.millrace.topic.Connection;
import dev.millrace.topic.TopicSpec;
import dev.millrace.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Fills the events topic of a config, one partition. */
final class EventTopic {

    private static final int OUTSTANDING = 10_000;

    private EventTopic() {}

    /** Appends so many events. */
    static void fill(MillraceConfig config, long count, Supplier<SparseEvent> events)
            throws ExecutionException, InterruptedException {
        try (Serializer<Object> serializer = Connection.of(config).valueSerializer()) {
            String topic = config.topics().events();
            send(config, count, () -> serializer.serialize(topic, events.get()));
        }
    }

    /** Appends the same events again and again, which is faster than to make new ones. */
    static void fillRepeating(MillraceConfig config, long count, int distinct, Supplier<SparseEvent> events)
            throws ExecutionException, InterruptedException {
        byte[][] values = new byte[(int) Math.min(distinct, count)][];
        try (Serializer<Object> serializer = Connection.of(config).valueSerializer()) {
            for (int i = 0; i < values.length; i++) {
                values[i] = serializer.serialize(config.topics().events(), events.get());
            }
        }
        int[] next = {0};
        send(config, count, () -> values[next[0]++ % values.length]);
    }

    private static void send(MillraceConfig config, long count, Supplier<byte[]> values)
            throws ExecutionException, InterruptedException {
        String topic = config.topics().events();
        try (Topics topics = Topics.connect(config.kafka())) {
            List<String> unused =
                    topics.createMissing(List.of(TopicSpec.kept(topic, 1, (short) 1)), System.err::println);
        }
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put("linger.ms", 20);
        settings.put("batch.size", 1 << 18);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(topic, values.get())));
                if (sent.size() == OUTSTANDING) {
                    await(sent);
                }
            }
            await(sent);
        }
    }

    private static void await(List<Future<RecordMetadata>> sent) throws ExecutionException, InterruptedException {
        for (Future<RecordMetadata> future : sent) {
            future.get();
        }
        sent.clear();
    }
}
