package dev.millrace.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic of one partition, written in transactions and read by those who see only what was committed. */
record Topic(String name) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    void createOn(String bootstrapServers) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    /** A producer that has begun a transaction; the caller ends it. */
    KafkaProducer<String, String> beginOn(String bootstrapServers, String... values)
            throws ExecutionException, InterruptedException {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", name + "-writer"),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        for (String value : values) {
            producer.send(new ProducerRecord<>(name, value)).get();
        }
        return producer;
    }

    void commitOn(String bootstrapServers, String... values) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer = beginOn(bootstrapServers, values)) {
            producer.commitTransaction();
        }
    }

    void abortOn(String bootstrapServers, String... values) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer = beginOn(bootstrapServers, values)) {
            producer.abortTransaction();
        }
    }

    /** All committed values up to the end of the topic. */
    List<String> readOn(String bootstrapServers) {
        TopicPartition partition = new TopicPartition(name, 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition, PATIENCE) < end) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("read " + values + " up to offset " + consumer.position(partition)
                            + " and no further in " + PATIENCE + "; expected the end, " + end);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(each -> values.add(each.value()));
            }
        }
        return values;
    }
}
