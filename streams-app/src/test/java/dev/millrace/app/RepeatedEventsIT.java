package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestConfigs;
import dev.millrace.topic.TopicException;
import dev.millrace.topology.LearningTopology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application on a real broker whose committed offsets are behind its state. */
class RepeatedEventsIT {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(450, 9);

    @TempDir
    static Path directory;

    private static TestCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = new TestCluster(directory);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({"at_least_once, false", "at_least_once, true", "exactly_once_v2, false"})
    void shouldLearnPredictAndQuarantineEachEventOnceWhenItComesAgain(String guarantee, boolean lost) throws Exception {
        MillraceConfig config = config("again-" + guarantee + "-" + lost, guarantee);
        cluster.createEvents(config, 1);
        List<byte[]> values = new ArrayList<>(cluster.encode(config, FLIGHTS));
        values.add(100, new byte[] {1});
        cluster.sendBytes(config, values.subList(0, 301), 0);
        AppRun.until(config, header -> header.getOffset() == 300);
        cluster.setBack(config);
        if (lost) {
            try (KafkaStreams streams =
                    new KafkaStreams(LearningTopology.build(config, 1), StreamsSettings.of(config))) {
                streams.cleanUp();
            }
        }

        cluster.sendBytes(config, values.subList(301, 451), 301);
        List<ModelHeader> headers = AppRun.until(config, header -> header.getOffset() == 450);

        LearningAppIT.assertSameAsCore(config, headers, FLIGHTS);
        assertThat(cluster.committed(config, config.topics().predictions(), Prediction.class))
                .extracting(p -> p.getSourceOffset() + " " + p.getLearner())
                .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1)
                        .limit(451)
                        .filter(i -> i != 100)
                        .flatMap(i -> Stream.of(i + " champion", i + " challenger"))
                        .toList());
        assertThat(cluster.committed(config, config.topics().quarantine(), QuarantinedEvent.class))
                .extracting(QuarantinedEvent::getSourceOffset)
                .containsExactly(100L);
    }

    @Test
    void shouldRefuseSeveralPartitionsWhenAtLeastOnce() throws Exception {
        MillraceConfig config = config("several", "at_least_once");
        cluster.createEvents(config, 3);

        assertThatThrownBy(() -> LearningApp.start(config, note -> {}))
                .isInstanceOf(TopicException.class)
                .hasMessage("topic 'several-events' has 3 partitions, expected 1, because kafka.processing.guarantee is"
                        + " at_least_once: after a crash the sequence topic could hold events twice, which would be learned"
                        + " twice. Remove processing.guarantee, or give the topic one partition");
    }

    private static MillraceConfig config(String application, String guarantee) {
        MillraceConfig config = FlightConfigs.of(
                application,
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                directory.resolve("state-" + application).toString(),
                FlightConfigs.TWO_LEARNERS);
        return TestConfigs.withKafka(config, "processing.guarantee", guarantee);
    }
}
