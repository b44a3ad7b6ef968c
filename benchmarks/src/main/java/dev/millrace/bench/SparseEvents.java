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
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Seeded events with sparse features whose popularity is skewed, and a label that depends on them. */
final class SparseEvents {

    /** Distinct features. */
    static final int DIMENSION = 1 << 18;

    /** In each event. */
    static final int FEATURES = 20;

    private SparseEvents() {}

    /** Fills the config's events topic. */
    static void fill(MillraceConfig config, int count, long seed) throws ExecutionException, InterruptedException {
        String topic = config.topics().events();
        try (Topics topics = Topics.connect(config.kafka())) {
            List<String> unused =
                    topics.createMissing(List.of(TopicSpec.kept(topic, 1, (short) 1)), System.err::println);
        }
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put("linger.ms", 20);
        settings.put("batch.size", 1 << 18);
        SplittableRandom random = new SplittableRandom(seed);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Serializer<Object> serializer = Connection.of(config).valueSerializer();
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(topic, serializer.serialize(topic, event(random)))));
                if (sent.size() == 10_000) {
                    await(sent);
                }
            }
            await(sent);
        }
    }

    static SparseEvent event(SplittableRandom random) {
        List<Integer> indices = new ArrayList<>(FEATURES);
        List<Float> values = new ArrayList<>(FEATURES);
        double score = 0;
        for (int i = 0; i < FEATURES; i++) {
            // The cube of a uniform number: the most popular tenth of the features is in half of the places.
            int index = (int) (Math.pow(random.nextDouble(), 3) * DIMENSION);
            indices.add(index);
            values.add(1f);
            score += ((index * 0x9E3779B9) >> 31) == 0 ? 0.3 : -0.3;
        }
        double label = random.nextDouble() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
        return new SparseEvent(null, label, indices, values);
    }

    private static void await(List<Future<RecordMetadata>> sent) throws ExecutionException, InterruptedException {
        for (Future<RecordMetadata> future : sent) {
            future.get();
        }
        sent.clear();
    }
}
