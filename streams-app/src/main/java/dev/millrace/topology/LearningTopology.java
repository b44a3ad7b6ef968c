package dev.millrace.topology;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.EventSource;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.learn.SequenceProcessor;
import dev.millrace.outage.RegistryWait;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.state.FeatureNames;
import dev.millrace.state.LearnerStoreBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: events in, predictions, loss reports and quarantined events out.
 *
 * <pre>
 *   events ─►(sequence, if several partitions)─► learn ─┬─► predictions
 *                                        stores:        ├─► loss-reports
 *                                        learner-NAME   └─► quarantine
 *                                        feature-names
 * </pre>
 */
public final class LearningTopology {

    private static final Consumed<byte[], byte[]> BYTES = Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
            .withTimestampExtractor((event, partitionTime) -> EventSource.timestamp(event));

    private LearningTopology() {}

    /**
     * The whole topology of an application.
     *
     * @param partitions of the events topic; if there are more than one, the order in which their events are taken is
     *     logged in the sequence topic, because one model needs one order
     * @throws dev.millrace.config.ConfigException if a learner cannot learn from a stream
     */
    public static Topology build(MillraceConfig config, int partitions) {
        return build(config, partitions, learner -> false, RegistryWait.none(), new ProgressBoard());
    }

    /**
     * The same.
     *
     * @param changelogIsCut whether the beginning of a learner's changelog was deleted: its store must not be empty
     * @param registryWait what is done while the registry does not answer
     * @param board where it is published how far the learners are
     */
    public static Topology build(
            MillraceConfig config,
            int partitions,
            Predicate<String> changelogIsCut,
            RegistryWait registryWait,
            ProgressBoard board) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<byte[], byte[]> events = builder.stream(config.topics().events(), BYTES.withName("events"));
        if (partitions > 1) {
            String sequence = config.topics().sequence();
            events.process(SequenceProcessor::new, Named.as("mark-source"))
                    .to(sequence, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
            events = builder.stream(sequence, BYTES.withName("sequence"));
        }
        OutputSerde serde = new OutputSerde(config, registryWait);
        KStream<byte[], SpecificRecord> learned = process(
                builder,
                events,
                () -> new LearnProcessor(config, changelogIsCut, registryWait, serde::prepare, board),
                config);
        // The processor sends each record to the one child of its kind, by the child's name.
        Produced<byte[], SpecificRecord> produced = Produced.with(Serdes.ByteArray(), serde.serde());
        learned.to(config.topics().predictions(), produced.withName(LearnProcessor.PREDICTIONS));
        learned.to(config.topics().lossReports(), produced.withName(LearnProcessor.LOSS_REPORTS));
        learned.to(config.topics().quarantine(), produced.withName(LearnProcessor.QUARANTINED));
        return builder.build();
    }

    /**
     * The learning part alone, to be built into a topology of one's own.
     *
     * @param events keys are passed on as they are; values are what the configured deserializer reads, Avro with a schema
     *     id unless the config says otherwise. They must come from a topic of one partition, because one model needs one
     *     order of events
     */
    public static LearningStreams learn(StreamsBuilder builder, KStream<byte[], byte[]> events, MillraceConfig config) {
        KStream<byte[], SpecificRecord> learned = process(builder, events, () -> new LearnProcessor(config), config);
        return new LearningStreams(
                only(learned, Prediction.class, LearnProcessor.PREDICTIONS),
                only(learned, LossReport.class, LearnProcessor.LOSS_REPORTS),
                only(learned, QuarantinedEvent.class, LearnProcessor.QUARANTINED));
    }

    private static <T extends SpecificRecord> KStream<byte[], T> only(
            KStream<byte[], SpecificRecord> learned, Class<T> type, String name) {
        return learned.mapValues(type::cast, Named.as(name));
    }

    private static KStream<byte[], SpecificRecord> process(
            StreamsBuilder builder,
            KStream<byte[], byte[]> events,
            ProcessorSupplier<byte[], byte[], byte[], SpecificRecord> learn,
            MillraceConfig config) {
        config.requireStream();
        List<String> stores = new ArrayList<>(List.of(FeatureNames.STORE));
        builder.addStateStore(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(FeatureNames.STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of()));
        for (LearnerConfig learner : config.learners()) {
            String store = LearnProcessor.storeName(learner.name());
            builder.addStateStore(new LearnerStoreBuilder(store));
            stores.add(store);
        }
        return events.process(learn, Named.as("learn"), stores.toArray(new String[0]));
    }
}
