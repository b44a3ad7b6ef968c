package dev.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.registry.MockSchemaRegistry;
import java.util.Map;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerdesByNameTest {
    private static final Map<String, String> CONFIGS = Map.of("schema.registry.url", "mock://by-name-test");

    @AfterEach
    void drop() {
        MockSchemaRegistry.drop("by-name-test");
    }

    private static <T> Serde<T> serde(Class<T> type) {
        return SerdesByName.serde(type, SerdesByName.AVRO_SERIALIZER, SerdesByName.AVRO_DESERIALIZER, CONFIGS, false);
    }

    @Test
    void shouldNameItsOwnClassesWhenAskedForTheDefaults() {
        assertThat(SerdesByName.AVRO_SERIALIZER).isEqualTo(AvroSerializer.class.getName());
        assertThat(SerdesByName.AVRO_DESERIALIZER).isEqualTo(AvroDeserializer.class.getName());
    }

    @Test
    void shouldGiveBackTheGeneratedClassWhenTheSerdeIsTyped() {
        try (Serde<Prediction> serde = serde(Prediction.class)) {
            byte[] bytes = serde.serializer().serialize("t", Samples.prediction());
            assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(Samples.prediction());
            assertThat(serde.serializer().serialize("t", null)).isNull();
            assertThat(serde.deserializer().deserialize("t", null)).isNull();
        }
    }

    @Test
    void shouldRefuseWhenAnotherTypeComesOut() {
        try (Serde<Prediction> predictions = serde(Prediction.class);
                Serde<LossReport> reports = serde(LossReport.class)) {
            byte[] bytes = reports.serializer().serialize("t", Samples.report(1.0, null));
            assertThatThrownBy(() -> predictions.deserializer().deserialize("t", bytes))
                    .isExactlyInstanceOf(SerializationException.class)
                    .hasMessageContaining(
                            "expected a dev.millrace.schemas.Prediction, found a " + "dev.millrace.schemas.LossReport");
        }
    }

    @Test
    void shouldPointToTheProfileWhenConfluentsClassIsMissing() {
        assertThatThrownBy(() ->
                        SerdesByName.serializer("io.confluent.kafka.serializers.KafkaAvroSerializer", CONFIGS, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("There is no class io.confluent.kafka.serializers.KafkaAvroSerializer")
                .hasMessageContaining("Maven profile confluent");
    }

    @Test
    void shouldRefuseWhenTheClassIsOfAnotherKind() {
        assertThatThrownBy(() -> SerdesByName.deserializer(SerdesByName.AVRO_SERIALIZER, CONFIGS, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot serve as a Deserializer");
    }

    @Test
    void shouldServeAvrosOwnReadersWhenNoRegistryIsWanted() throws Exception {
        byte[] bytes = Samples.header().toByteBuffer().array();
        BinaryMessageDecoder<ModelHeader> decoder =
                new BinaryMessageDecoder<>(GeneratedClasses.of(ModelHeader.class), ModelHeader.getClassSchema());
        assertThat(decoder.decode(bytes)).isEqualTo(Samples.header());
    }
}
