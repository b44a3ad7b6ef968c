package dev.millrace.topology;

import dev.millrace.config.MillraceConfig;
import dev.millrace.config.TopicsConfig;
import dev.millrace.outage.RegistryWait;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.registry.RegistryUnavailableException;
import dev.millrace.schemas.serde.AvroSerializer;
import dev.millrace.schemas.serde.SerdesByName;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** Writes all that the topology publishes, with one serializer, whatever the kind. Any thread. */
final class OutputSerde {

    private final TopicsConfig topics;
    private final Serializer<Object> serializer;
    private final Serde<SpecificRecord> serde;

    OutputSerde(MillraceConfig config, RegistryWait registryWait) {
        this.topics = config.topics();
        this.serializer = SerdesByName.serializer(config.serdes().serializer(), config.registry(), false);
        this.serde = Serdes.serdeFrom(new WaitingSerializer(serializer, registryWait), (topic, bytes) -> {
            throw new UnsupportedOperationException("outputs are only written");
        });
    }

    Serde<SpecificRecord> serde() {
        return serde;
    }

    /**
     * Asks the registry for the ids of all schemas that will be written, so that the first event to be quarantined,
     * perhaps months later, does not need it. Only Millrace's own serializer can do that.
     */
    void prepare() {
        if (serializer instanceof AvroSerializer avro) {
            avro.prepare(topics.predictions(), new Prediction());
            avro.prepare(topics.lossReports(), new LossReport());
            avro.prepare(topics.quarantine(), new QuarantinedEvent());
        }
    }

    /** Waits for the registry where another serializer, or one that has forgotten, still needs it. */
    private record WaitingSerializer(Serializer<Object> inner, RegistryWait registryWait)
            implements Serializer<SpecificRecord> {

        @Override
        public byte[] serialize(String topic, SpecificRecord data) {
            try {
                return inner.serialize(topic, data);
            } catch (RegistryUnavailableException e) {
                return registryWait.retry(e, () -> inner.serialize(topic, data));
            }
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
