package dev.millrace.query;

import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.serde.AvroSerializer;
import dev.millrace.schemas.serde.SerdesByName;
import dev.millrace.state.FeatureNames;
import dev.millrace.state.LearnerStore;
import dev.millrace.topology.LearningTopology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * A learning application without a broker. It commits after every event. The thread that made it feeds it; queries come
 * from any thread.
 */
public final class QueryRig implements AutoCloseable {

    private final MillraceConfig config;
    private final TopologyTestDriver driver;
    private final AvroSerializer serializer = new AvroSerializer();
    private final TestInputTopic<byte[], byte[]> events;
    private final TestOutputTopic<byte[], Prediction> predictions;
    private final TestOutputTopic<byte[], LossReport> reports;
    private final Map<String, LearnerStore> stores = new HashMap<>();
    private final KeyValueStore<Bytes, byte[]> names;
    private final LearnerQueries queries;

    /** As of an instance that is alone and up to date. */
    public static final Served.Witness WITNESS = position -> new Served("127.0.0.1:0", Served.Role.ACTIVE, 0L, 0L);

    public QueryRig(MillraceConfig config) {
        this.config = config;
        Properties settings = new Properties();
        settings.putAll(config.kafka());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.application());
        driver = new TopologyTestDriver(LearningTopology.build(config, 1), settings);
        serializer.configure(config.registry(), false);
        events =
                driver.createInputTopic(config.topics().events(), new ByteArraySerializer(), new ByteArraySerializer());
        predictions = driver.createOutputTopic(
                config.topics().predictions(), new ByteArrayDeserializer(), deserializer(Prediction.class));
        reports = driver.createOutputTopic(
                config.topics().lossReports(), new ByteArrayDeserializer(), deserializer(LossReport.class));
        config.learners()
                .forEach(learner -> stores.put(
                        learner.name(), (LearnerStore) driver.getStateStore(LearnProcessor.storeName(learner.name()))));
        names = driver.getKeyValueStore(FeatureNames.STORE);
        queries = new LearnerQueries(config, new QueryStores(stores::get, this::names), WITNESS);
    }

    public MillraceConfig config() {
        return config;
    }

    public LearnerQueries queries() {
        return queries;
    }

    public LearnerStore store(String learner) {
        return stores.get(learner);
    }

    public ReadOnlyKeyValueStore<Bytes, byte[]> names() {
        return names;
    }

    public byte[] bytes(GenericRecord event) {
        return serializer.serialize(config.topics().events(), event);
    }

    /** Has all learners process events, one commit each. */
    public void feed(List<GenericRecord> list) {
        for (GenericRecord event : list) {
            events.pipeInput(new byte[0], bytes(event));
        }
    }

    /** Predictions since the last call. */
    public List<Prediction> predictions() {
        return predictions.readValuesToList();
    }

    /** Loss reports since the last call; one per learner and event. */
    public List<LossReport> reports() {
        return reports.readValuesToList();
    }

    @Override
    public void close() {
        driver.close();
        serializer.close();
    }

    private <T> Deserializer<T> deserializer(Class<T> type) {
        return SerdesByName.serde(
                        type, config.serdes().serializer(), config.serdes().deserializer(), config.registry(), false)
                .deserializer();
    }
}
