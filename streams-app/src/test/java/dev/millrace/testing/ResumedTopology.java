package dev.millrace.testing;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.serde.AvroSerializer;
import dev.millrace.state.FeatureNames;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.LearnerStoreBuilder;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

/**
 * A topology whose learners' stores are filled before the learners open them, as after a restart. It publishes predictions
 * only.
 */
public final class ResumedTopology {

    private ResumedTopology() {}

    /** @param saved what the stores hold, by learner; those that are not named are empty */
    public static Topology of(MillraceConfig config, Map<String, SavedLearner> saved) {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(config.registry(), false);
        Topology topology = new Topology();
        topology.addSource(
                "events",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                config.topics().events(),
                config.topics().sequence());
        topology.addProcessor("fill", () -> new Fill(saved), "events");
        topology.addProcessor("learn", () -> new LearnProcessor(config), "fill");
        topology.addProcessor(LearnProcessor.PREDICTIONS, PredictionsOnly::new, "learn");
        topology.addProcessor(LearnProcessor.LOSS_REPORTS, PredictionsOnly::new, "learn");
        topology.addProcessor(LearnProcessor.QUARANTINED, PredictionsOnly::new, "learn");
        topology.addSink(
                "sink",
                config.topics().predictions(),
                new ByteArraySerializer(),
                (topic, value) -> serializer.serialize(topic, value),
                LearnProcessor.PREDICTIONS);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(FeatureNames.STORE), Serdes.Bytes(), Serdes.ByteArray()),
                "learn");
        for (LearnerConfig learner : config.learners()) {
            topology.addStateStore(new LearnerStoreBuilder(LearnProcessor.storeName(learner.name())), "fill", "learn");
        }
        return topology;
    }

    /** Is initialised before the learners are. */
    private static final class Fill extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        private final Map<String, SavedLearner> saved;

        Fill(Map<String, SavedLearner> saved) {
            this.saved = saved;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            super.init(context);
            saved.forEach((name, learner) -> {
                LearnerStore store = context.getStateStore(LearnProcessor.storeName(name));
                learner.writeTo(store.model());
            });
        }

        @Override
        public void process(Record<byte[], byte[]> event) {
            context().forward(event);
        }
    }

    private static final class PredictionsOnly extends ContextualProcessor<byte[], SpecificRecord, byte[], Object> {
        @Override
        public void process(Record<byte[], SpecificRecord> published) {
            if (published.value() instanceof Prediction) {
                context().forward(published.withValue(published.value()));
            }
        }
    }
}
