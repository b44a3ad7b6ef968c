package dev.millrace.testing;

import dev.millrace.broker.DevRegistry;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.serde.AvroSerializer;
import dev.millrace.schemas.serde.SerdesByName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;

/** A broker and a registry, in this JVM or elsewhere, and the few things that tests do with them. */
public final class TestCluster implements AutoCloseable {

    private final String bootstrapServers;
    private final String registryUrl;
    private final Runnable stop;
    private final Admin admin;

    /** A broker and a registry in this JVM. */
    public TestCluster(Path directory) throws IOException {
        this(EmbeddedBroker.start(directory.resolve("broker"), 0), DevRegistry.start(directory.resolve("registry"), 0));
    }

    private TestCluster(EmbeddedBroker broker, DevRegistry registry) {
        this(broker.bootstrapServers(), registry.url(), () -> {
            registry.close();
            broker.close();
        });
    }

    /** Those that somebody else has started, and will stop. */
    public TestCluster(String bootstrapServers, String registryUrl) {
        this(bootstrapServers, registryUrl, () -> {});
    }

    private TestCluster(String bootstrapServers, String registryUrl, Runnable stop) {
        this.bootstrapServers = bootstrapServers;
        this.registryUrl = registryUrl;
        this.stop = stop;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public String registryUrl() {
        return registryUrl;
    }

    /** Creates the events topic; the application creates the others. */
    public void createEvents(MillraceConfig config, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(config.topics().events(), partitions, (short) 1)))
                .all()
                .get();
    }

    /** Creates an events topic that takes records of up to so many bytes. */
    public void createLargeEvents(MillraceConfig config, int partitions, int maxBytes) throws Exception {
        admin.createTopics(List.of(new NewTopic(config.topics().events(), partitions, (short) 1)
                        .configs(Map.of("max.message.bytes", Integer.toString(maxBytes)))))
                .all()
                .get();
    }

    /** Creates any other topic. */
    public void createTopic(String name, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                .all()
                .get();
    }

    /** Deletes the first records of the events topic's first partition, as retention does. */
    public void deleteEventsBefore(MillraceConfig config, long offset) throws Exception {
        TopicPartition events = new TopicPartition(config.topics().events(), 0);
        admin.deleteRecords(Map.of(events, RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    /** Sets an application, which must not run, back to the first event of the events topic's first partition. */
    public void setBack(MillraceConfig config) throws Exception {
        TopicPartition events = new TopicPartition(config.topics().events(), 0);
        admin.alterConsumerGroupOffsets(config.application(), Map.of(events, new OffsetAndMetadata(0)))
                .all()
                .get();
    }

    /** Members that an application's consumer group has. */
    public int groupMembers(MillraceConfig config) throws Exception {
        return admin.describeConsumerGroups(List.of(config.application()))
                .describedGroups()
                .get(config.application())
                .get()
                .members()
                .size();
    }

    /** The {@code group.instance.id} of the member that has the events topic's first partition; "" if there is none. */
    public String memberWithEvents(MillraceConfig config) throws Exception {
        TopicPartition events = new TopicPartition(config.topics().events(), 0);
        return admin
                .describeConsumerGroups(List.of(config.application()))
                .describedGroups()
                .get(config.application())
                .get()
                .members()
                .stream()
                .filter(member -> member.assignment().topicPartitions().contains(events))
                .flatMap(member -> member.groupInstanceId().stream())
                .findFirst()
                .orElse("");
    }

    /** Events that an application has committed, of the first partition of its events topic. */
    public long committedEvents(MillraceConfig config) throws Exception {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets(config.application())
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(config.topics().events(), 0));
        return offset == null ? 0 : offset.offset();
    }

    /** Whether a topic of one partition ends with records of which nobody knows yet whether they are committed. */
    public boolean isInTransaction(String topic) throws Exception {
        return end(topic, IsolationLevel.READ_COMMITTED) < end(topic, IsolationLevel.READ_UNCOMMITTED);
    }

    private long end(String topic, IsolationLevel isolation) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(partition)
                .get()
                .offset();
    }

    /** Registers a schema under a subject. */
    public void register(String subject, Schema schema) {
        try (SchemaRegistry registry = SchemaRegistry.create(Map.of("schema.registry.url", registryUrl))) {
            registry.register(subject, schema);
        }
    }

    /** Has the registry take any next schema of a subject, also one that does not fit those before. */
    public void allowAnySchema(String subject) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registryUrl + "/config/" + subject))
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\": \"NONE\"}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError("expected 200 to " + request + ", got " + answer + " " + answer.body());
        }
    }

    /** Sends events, keyed by their number from {@code firstKey} on, and waits until the broker has them. */
    public void send(MillraceConfig config, List<GenericRecord> events, int firstKey) throws Exception {
        sendBytes(config, encode(config, events), firstKey);
    }

    /** The values of events. */
    public List<byte[]> encode(MillraceConfig config, List<GenericRecord> events) {
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(config.registry(), false);
            return events.stream()
                    .map(event -> serializer.serialize(config.topics().events(), event))
                    .toList();
        }
    }

    /** Sends values as they are, keyed by their number, and waits until the broker has them. */
    public void sendBytes(MillraceConfig config, List<byte[]> values, int firstKey) throws Exception {
        String topic = config.topics().events();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                byte[] key = Integer.toString(firstKey + i).getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(topic, key, values.get(i))));
            }
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
        }
    }

    /**
     * Deletes the records of a topic of one partition before its end less {@code left} offsets. Of a topic that is only
     * compacted the broker deletes none, so that its policy is changed first.
     */
    public void deleteRecords(String topic, long left) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp policy =
                new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact,delete"), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(policy))).all().get();
        TopicPartition partition = new TopicPartition(topic, 0);
        long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end - left)))
                .all()
                .get();
    }

    public KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers(), "max.request.size", 16 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** All committed records of a topic of one partition. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        return committed(List.of(topic)).getOrDefault(topic, List.of());
    }

    /** The same of several, by topic; one without records is missing. */
    public Map<String, List<ConsumerRecord<byte[], byte[]>>> committed(List<String> topics) {
        List<TopicPartition> partitions =
                topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
        Map<String, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> records.computeIfAbsent(record.topic(), topic -> new ArrayList<>())
                                .add(record));
            }
        }
        return records;
    }

    /** All committed records of a topic of one partition, decoded as a generated class. */
    public <T> List<T> committed(MillraceConfig config, String topic, Class<T> type) {
        try (Deserializer<T> deserializer = SerdesByName.serde(
                        type, config.serdes().serializer(), config.serdes().deserializer(), config.registry(), false)
                .deserializer()) {
            return committed(topic).stream()
                    .map(record -> deserializer.deserialize(topic, record.value()))
                    .toList();
        }
    }

    @Override
    public void close() {
        admin.close();
        stop.run();
    }
}
