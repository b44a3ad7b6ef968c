package dev.millrace.bench;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.serde.SerdesByName;
import dev.millrace.topic.Connection;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Learning as one would write it with what Kafka Streams offers: blocks of 64 weights in a persistent key-value store with
 * Streams' own cache and changelog, read and written for each feature. It reads and publishes what the null topology does.
 */
final class StoreTopology {

    private static final String STORE = "weights";
    private static final int BLOCK_SHIFT = 6;
    private static final int BLOCK_BYTES = Float.BYTES << BLOCK_SHIFT;
    private static final double RATE = 0.05;

    private StoreTopology() {}

    static Topology build(MillraceConfig config) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Integer(), Serdes.ByteArray())
                        .withCachingEnabled()
                        .withLoggingEnabled(Map.of()));
        builder.stream(config.topics().events(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(() -> new PlainLearner(config), STORE)
                .to(
                        config.topics().predictions(),
                        Produced.with(
                                Serdes.ByteArray(),
                                SerdesByName.serde(
                                        Prediction.class,
                                        config.serdes().serializer(),
                                        config.serdes().deserializer(),
                                        config.registry(),
                                        false)));
        return builder.build();
    }

    /** Gradient descent on log loss. */
    private static final class PlainLearner extends ContextualProcessor<byte[], byte[], byte[], Prediction> {

        private final String topic;
        private final Deserializer<Object> deserializer;
        private KeyValueStore<Integer, byte[]> store;

        PlainLearner(MillraceConfig config) {
            this.topic = config.topics().events();
            this.deserializer = Connection.of(config).valueDeserializer();
        }

        @Override
        public void init(ProcessorContext<byte[], Prediction> context) {
            super.init(context);
            store = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<byte[], byte[]> event) {
            GenericRecord decoded = (GenericRecord) deserializer.deserialize(topic, event.headers(), event.value());
            List<?> indices = (List<?>) decoded.get("indices");
            List<?> values = (List<?>) decoded.get("values");
            double label = (Double) decoded.get("label");
            double score = 0;
            for (int i = 0; i < indices.size(); i++) {
                int index = (Integer) indices.get(i);
                score += weight(store.get(index >> BLOCK_SHIFT), index) * (Float) values.get(i);
            }
            double prediction = 1 / (1 + Math.exp(-score));
            for (int i = 0; i < indices.size(); i++) {
                learn((Integer) indices.get(i), RATE * (prediction - label) * (Float) values.get(i));
            }
            RecordMetadata at = context().recordMetadata().orElseThrow();
            double loss = -Math.log(label == 1 ? prediction : 1 - prediction);
            context()
                    .forward(event.withValue(new Prediction(
                            "store",
                            0L,
                            at.partition(),
                            at.offset(),
                            Instant.ofEpochMilli(event.timestamp()),
                            score,
                            prediction,
                            List.of(),
                            label,
                            loss)));
        }

        /** Read again, because an earlier feature of the event may have changed the block. What the cache holds is copied. */
        private void learn(int index, double step) {
            byte[] stored = store.get(index >> BLOCK_SHIFT);
            byte[] block = stored == null ? new byte[BLOCK_BYTES] : stored.clone();
            ByteBuffer.wrap(block).putFloat(offset(index), (float) (weight(stored, index) - step));
            store.put(index >> BLOCK_SHIFT, block);
        }

        private static float weight(byte @Nullable [] block, int index) {
            return block == null ? 0 : ByteBuffer.wrap(block).getFloat(offset(index));
        }

        private static int offset(int index) {
            return (index & ((1 << BLOCK_SHIFT) - 1)) * Float.BYTES;
        }
    }
}
