package dev.millrace.bench.memory;

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
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** The events topic that both sides read, which grows from round to round. One thread. */
final class EventTopic implements AutoCloseable {

    private final String topic;
    private final Serializer<Object> serializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private long events;

    EventTopic(MillraceConfig config) {
        topic = config.topics().events();
        try (Topics topics = Topics.connect(config.kafka())) {
            List<String> unused =
                    topics.createMissing(List.of(TopicSpec.kept(topic, 1, (short) 1)), System.err::println);
        }
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put("linger.ms", 20);
        settings.put("batch.size", 1 << 18);
        serializer = Connection.of(config).valueSerializer();
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** In all. */
    long events() {
        return events;
    }

    /** Returns when all are there. */
    void append(int count, IntFunction<SparseEvent> event) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(producer.send(new ProducerRecord<>(topic, serializer.serialize(topic, event.apply(i)))));
            if (sent.size() == 10_000 || i == count - 1) {
                for (Future<RecordMetadata> future : sent) {
                    future.get();
                }
                sent.clear();
            }
        }
        events += count;
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
    }
}
