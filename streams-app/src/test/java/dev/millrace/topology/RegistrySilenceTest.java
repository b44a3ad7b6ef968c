package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.registry.RegistryUnavailableException;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that does not answer, where nothing waits for it: its exception passes, and nothing is quarantined. */
class RegistrySilenceTest {

    private static final byte[] EVENT_OF_SCHEMA_1 = {0, 0, 0, 0, 1, 2};

    @TempDir
    private Path folder;

    @Test
    void shouldPassItOnWhenTheSchemaOfAnEventIsNotToBeHad() {
        MillraceConfig config = config("schema");
        StreamsBuilder builder = new StreamsBuilder();
        LearningTopology.learn(
                builder,
                builder.stream(config.topics().events(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())),
                config);

        // That the schema was not to be had, not that the event could not be put into quarantine without a registry.
        assertPasses(config, builder.build(), "GET /schemas/ids/1 in 1 round(s)");
    }

    @Test
    void shouldPassItOnBeforeTheFirstEventWhenTheSchemasOfTheOutputsAreNotToBeHad() {
        MillraceConfig config = config("outputs");

        assertPasses(
                config,
                LearningTopology.build(config, 1),
                "POST /subjects/outputs-predictions-value/versions in 1 round(s)");
    }

    private static void assertPasses(MillraceConfig config, Topology topology, String request) {
        LearningDriver driver = new LearningDriver(config, topology);
        try (driver) {
            assertThatThrownBy(() -> driver.sendBytes(EVENT_OF_SCHEMA_1))
                    .satisfies(e -> assertThat(causes(e))
                            .filteredOn(RegistryUnavailableException.class::isInstance)
                            .singleElement()
                            .extracting(Throwable::getMessage)
                            .asString()
                            .startsWith("No schema registry answered " + request));
            assertThat(driver.streams().producedTopicNames())
                    .doesNotContain(config.topics().quarantine());
        }
    }

    private MillraceConfig config(String application) {
        return TestConfigs.withRegistry(
                FlightConfigs.of(
                        application,
                        "127.0.0.1:1",
                        "http://127.0.0.1:1",
                        folder.resolve(application).toString(),
                        FlightConfigs.TWO_LEARNERS),
                "max.retries",
                "0");
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }
}
