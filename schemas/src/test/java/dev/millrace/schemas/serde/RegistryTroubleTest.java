package dev.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.registry.FakeRegistry;
import dev.millrace.schemas.registry.RegistryUnavailableException;
import dev.millrace.schemas.registry.SchemaRegistryException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the serdes throw, and how often they ask, over HTTP. */
class RegistryTroubleTest {
    private static final byte[] PAYLOAD = {0, 0, 0, 0, 5, 84};

    private FakeRegistry server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeRegistry();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Map<String, Object> configs() {
        return new HashMap<>(Map.of("schema.registry.url", server.url(), "retries.wait.ms", 1, "max.retries", 1));
    }

    private AvroDeserializer deserializer() {
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(configs(), false);
        return deserializer;
    }

    @Test
    void shouldBlameTheBytesWhenTheRegistryDoesNotKnowTheId() {
        server.answer("GET /schemas/ids/5", 404, "{\"error_code\":40403,\"message\":\"Schema 5 not found\"}");
        try (AvroDeserializer deserializer = deserializer()) {
            assertThatThrownBy(() -> deserializer.deserialize("t", PAYLOAD))
                    .isExactlyInstanceOf(SerializationException.class)
                    .hasMessageContaining("Schema id 5 is unknown")
                    .hasMessageContaining("Schema 5 not found");
        }
    }

    @Test
    void shouldBlameNobodyAndWorkLaterWhenTheRegistryIsDown() {
        server.answer("GET /schemas/ids/5", 503, "")
                .answer("GET /schemas/ids/5", 503, "")
                .answer("GET /schemas/ids/5", 200, "{\"schema\":\"\\\"long\\\"\"}");
        try (AvroDeserializer deserializer = deserializer()) {
            assertThatThrownBy(() -> deserializer.deserialize("t", PAYLOAD))
                    .isExactlyInstanceOf(RegistryUnavailableException.class);
            assertThat(deserializer.deserialize("t", PAYLOAD)).isEqualTo(42L);
            assertThat(deserializer.deserialize("t", PAYLOAD)).isEqualTo(42L);
        }
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void shouldBlameTheConfigurationWhenCredentialsAreRefused() {
        server.answer("GET /schemas/ids/5", 401, "{\"error_code\":401,\"message\":\"Unauthorized\"}");
        try (AvroDeserializer deserializer = deserializer()) {
            assertThatThrownBy(() -> deserializer.deserialize("t", PAYLOAD))
                    .isExactlyInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("401");
        }
    }

    @Test
    void shouldAskOnceWhenManyRecordsAreWritten() {
        server.answer("POST /subjects/t-value/versions", 200, "{\"id\":300}");
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(configs(), false);
            for (int i = 0; i < 100; i++) {
                assertThat(serializer.serialize("t", Samples.prediction())).startsWith(0, 0, 0, 1, 44);
            }
        }
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0).body()).contains("\\\"name\\\":\\\"Prediction\\\"");
    }

    @Test
    void shouldWriteWithoutTheRegistryWhenItWasPrepared() {
        server.answer("POST /subjects/t-value/versions", 200, "{\"id\":300}");
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(configs(), false);
            serializer.prepare("t", new Prediction());
            server.close();
            assertThat(serializer.serialize("t", Samples.prediction())).startsWith(0, 0, 0, 1, 44);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldOnlyLookUpWhenRegisteringIsSwitchedOff() {
        server.answer("POST /subjects/t-value", 404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
        Map<String, Object> configs = configs();
        configs.put("auto.register.schemas", "false");
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(configs, false);
            assertThatThrownBy(() -> serializer.serialize("t", new Prediction()))
                    .isExactlyInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("Register the schema under this subject first");
        }
        assertThat(server.requests()).hasSize(1);
    }
}
