package dev.millrace.bench;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.serde.SerdesByName;
import dev.millrace.topic.Connection;
import java.time.Instant;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * What any such application costs: it reads the same Avro into a record, as the deserializer hands it out, and publishes the
 * same kind of record, as Avro's own writer writes it, and learns nothing.
 */
final class NullTopology {

    private NullTopology() {}

    static Topology build(MillraceConfig config) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(config.topics().events(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(() -> new Constant(config))
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

    /** Predicts the same for every event. */
    private static final class Constant extends ContextualProcessor<byte[], byte[], byte[], Prediction> {

        private final String topic;
        private final Deserializer<Object> deserializer;

        Constant(MillraceConfig config) {
            this.topic = config.topics().events();
            this.deserializer = Connection.of(config).valueDeserializer();
        }

        @Override
        public void process(Record<byte[], byte[]> event) {
            GenericRecord decoded = (GenericRecord) deserializer.deserialize(topic, event.headers(), event.value());
            RecordMetadata at = context().recordMetadata().orElseThrow();
            Double label = (Double) decoded.get("label");
            context()
                    .forward(event.withValue(new Prediction(
                            "null",
                            0L,
                            at.partition(),
                            at.offset(),
                            Instant.ofEpochMilli(event.timestamp()),
                            0.0,
                            0.5,
                            List.of(),
                            label,
                            Math.log(2))));
        }
    }
}
