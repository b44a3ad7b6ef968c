package dev.millrace.testing;

import dev.millrace.app.StreamsSettings;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.serde.AvroSerializer;
import dev.millrace.schemas.serde.SerdesByName;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.ModelSnapshot;
import dev.millrace.topology.LearningTopology;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** A learning topology without a broker, which commits after each event; its registry is a mock scope. One thread. */
public final class LearningDriver implements AutoCloseable {

    /** Record timestamp of event 0; each next one is a second later. */
    public static final long FIRST_TIMESTAMP = 1_000_000_000_000L;

    private final MillraceConfig config;
    private final TopologyTestDriver driver;
    private final AvroSerializer serializer = new AvroSerializer();
    private int sent;

    public LearningDriver(MillraceConfig config) {
        this(config, LearningTopology.build(config, 1));
    }

    public LearningDriver(MillraceConfig config, Topology topology) {
        this.config = config;
        this.driver = new TopologyTestDriver(topology, StreamsSettings.of(config));
        serializer.configure(config.registry(), false);
    }

    public MillraceConfig config() {
        return config;
    }

    public TopologyTestDriver streams() {
        return driver;
    }

    /** Event i is sent with key i, {@link #FIRST_TIMESTAMP} + i seconds and a header that tells i. */
    public void send(List<GenericRecord> events) {
        events.forEach(this::send);
    }

    public void send(GenericRecord event) {
        sendBytes(encode(event));
    }

    /** The same with a value that may be no Avro, or null. */
    public void sendBytes(byte[] value) {
        sendTo(config.topics().events(), value);
    }

    /** The same to another topic. */
    public void sendTo(String topic, byte[] value) {
        int number = sent++;
        input(topic).pipeInput(new TestRecord<>(key(number), value, headers(number), timestamp(number)));
    }

    public static byte[] key(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    public static Headers headers(int number) {
        return new RecordHeaders().add("number", key(number)).add("empty", null);
    }

    public static Instant timestamp(int number) {
        return Instant.ofEpochMilli(FIRST_TIMESTAMP + 1_000L * number);
    }

    public byte[] encode(GenericRecord event) {
        return serializer.serialize(config.topics().events(), event);
    }

    private TestInputTopic<byte[], byte[]> input(String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What was published since the last call. */
    public List<TestRecord<byte[], Prediction>> predictions() {
        return read(config.topics().predictions(), Prediction.class);
    }

    /** What was published since the last call. */
    public List<TestRecord<byte[], LossReport>> lossReports() {
        return read(config.topics().lossReports(), LossReport.class);
    }

    /** What was published since the last call. */
    public List<TestRecord<byte[], QuarantinedEvent>> quarantined() {
        return read(config.topics().quarantine(), QuarantinedEvent.class);
    }

    /** The values alone. */
    public static <T> List<T> values(List<TestRecord<byte[], T>> records) {
        return records.stream().map(TestRecord::value).toList();
    }

    private <T> List<TestRecord<byte[], T>> read(String topic, Class<T> type) {
        if (!driver.producedTopicNames().contains(topic)) {
            return List.of();
        }
        Deserializer<T> deserializer = SerdesByName.serde(
                        type, config.serdes().serializer(), config.serdes().deserializer(), config.registry(), false)
                .deserializer();
        return new ArrayList<>(driver.createOutputTopic(topic, new ByteArrayDeserializer(), deserializer)
                .readRecordsToList());
    }

    public LearnerStore store(String learner) {
        return (LearnerStore) driver.getStateStore(LearnProcessor.storeName(learner));
    }

    /** The header of the last commit. */
    public ModelHeader header(String learner) {
        try (ModelSnapshot snapshot = store(learner).snapshot()) {
            return Objects.requireNonNull(snapshot.header());
        }
    }

    /** All of a learner as of the last commit. */
    public SavedLearner saved(String learner) {
        try (ModelSnapshot snapshot = store(learner).snapshot()) {
            return SavedLearner.of(snapshot);
        }
    }

    @Override
    public void close() {
        driver.close();
        serializer.close();
    }
}
