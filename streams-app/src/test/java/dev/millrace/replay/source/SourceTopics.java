package dev.millrace.replay.source;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.serde.AvroSerializer;
import dev.millrace.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of small events, record by record as a test wants them. */
final class SourceTopics implements AutoCloseable {

    private static final Schema SCHEMA = new Schema.Parser()
            .parse("{\"type\": \"record\", \"name\": \"Small\", \"fields\": [{\"name\": \"n\", \"type\": \"long\"}]}");

    private final TestCluster cluster;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AvroSerializer serializer = new AvroSerializer();

    SourceTopics(TestCluster cluster) {
        this.cluster = cluster;
        this.admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
        // The broker forgets the sequence numbers of producers whose last record is of 1970.
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        cluster.bootstrapServers(),
                        "enable.idempotence",
                        false,
                        "max.in.flight.requests.per.connection",
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        serializer.configure(Map.of("schema.registry.url", cluster.registryUrl()), false);
    }

    /** A config whose events topic this is. */
    MillraceConfig config(String topic, String moreKafka) {
        return MillraceConfig.parse(
                """
                application: %1$s-app
                kafka: {bootstrap.servers: "%2$s", state.dir: unused%4$s}
                registry: {schema.registry.url: "%3$s"}
                topics: {events: %1$s}
                task: regression
                label: {field: n}
                features: [{time: hour}]
                learners: [{name: only, optimizer: sgd, rate: 0.1}]
                """.formatted(topic, cluster.bootstrapServers(), cluster.registryUrl(), moreKafka), "test.yaml");
    }

    void create(String topic, int partitions, Map<String, String> settings) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
                .all()
                .get();
    }

    void delete(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    void deleteBefore(String topic, long offset) throws Exception {
        admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    boolean exists(String topic) throws Exception {
        return admin.listTopics().names().get().contains(topic);
    }

    /** Names of all consumer groups. */
    List<String> groups() throws Exception {
        return admin.listGroups().all().get().stream()
                .map(group -> group.groupId())
                .sorted()
                .toList();
    }

    /** Sends the events with these numbers, each with ten times its number as timestamp. */
    void send(String topic, int partition, long... numbers) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (long number : numbers) {
            sent.add(producer.send(record(topic, partition, 10 * number, null, event(topic, number))));
        }
        for (Future<RecordMetadata> future : sent) {
            future.get();
        }
    }

    /** The same of a range, each in a batch of its own: a batch is fetched whole, however small fetches are to be. */
    void sendRange(String topic, int partition, long from, long to) throws Exception {
        for (long number = from; number < to; number++) {
            send(topic, partition, number);
        }
    }

    void send(String topic, int partition, long timestamp, String key, byte[] value) throws Exception {
        producer.send(record(topic, partition, timestamp, key, value)).get();
    }

    /** Sends events in a transaction of their own. */
    void transact(String topic, int partition, boolean commit, long... numbers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", cluster.bootstrapServers());
        settings.put("transactional.id", topic + "-writer");
        try (KafkaProducer<byte[], byte[]> transactional =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            for (long number : numbers) {
                var unused = transactional.send(record(topic, partition, 10 * number, null, event(topic, number)));
            }
            transactional.flush();
            if (commit) {
                transactional.commitTransaction();
            } else {
                transactional.abortTransaction();
            }
        }
    }

    byte[] event(String topic, long number) {
        GenericRecord event = new GenericData.Record(SCHEMA);
        event.put("n", number);
        return serializer.serialize(topic, event);
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, int partition, long timestamp, String key, byte[] value) {
        return new ProducerRecord<>(
                topic, partition, timestamp, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
        admin.close();
    }
}
