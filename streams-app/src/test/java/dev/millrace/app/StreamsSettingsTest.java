package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.MillraceConfig;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** What the clients of Kafka Streams end up with. */
class StreamsSettingsTest {

    private static final MillraceConfig CONFIG =
            TestConfigs.flights("settings", Path.of("state"), FlightConfigs.TWO_LEARNERS);

    @Test
    void shouldLearnExactlyOnceByDefault() {
        StreamsConfig streams = streams(CONFIG);
        assertThat(streams.getString("application.id")).isEqualTo("settings");
        assertThat(streams.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
        assertThat(streams.getLong("commit.interval.ms")).isEqualTo(1_000);
        assertThat(streams.getInt("replication.factor")).isEqualTo(-1);
        assertThat(consumer(CONFIG))
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("session.timeout.ms", 10_000)
                .containsEntry("heartbeat.interval.ms", 500)
                .containsEntry("max.poll.records", 5_000);
        assertThat(streams.getProducerConfigs("client"))
                .containsEntry("transaction.timeout.ms", 60_000)
                .containsEntry("batch.size", 131_072)
                .containsEntry("max.request.size", 4_194_304);
        assertThat(streams.getRestoreConsumerConfigs("client")).containsEntry("auto.offset.reset", "none");
    }

    @Test
    void shouldTakeTheConfigsSettingWithAndWithoutTheClientsPrefix() {
        MillraceConfig bare = TestConfigs.withKafka(CONFIG, "session.timeout.ms", "30000");
        assertThat(consumer(bare).get("session.timeout.ms")).hasToString("30000");
        MillraceConfig prefixed = TestConfigs.withKafka(CONFIG, "consumer.session.timeout.ms", "20000");
        assertThat(consumer(prefixed).get("session.timeout.ms")).hasToString("20000");
        MillraceConfig batch = TestConfigs.withKafka(CONFIG, "batch.size", "1000");
        assertThat(streams(batch).getProducerConfigs("client").get("batch.size"))
                .hasToString("1000");
        MillraceConfig reset = TestConfigs.withKafka(CONFIG, "auto.offset.reset", "latest");
        assertThat(consumer(reset)).containsEntry("auto.offset.reset", "latest");
    }

    @Test
    void shouldKeepTheApplicationsNameWhateverKafkasSectionSays() {
        MillraceConfig named = TestConfigs.withKafka(CONFIG, "application.id", "other");
        assertThat(streams(named).getString("application.id")).isEqualTo("settings");
    }

    @Test
    void shouldReadOnlyWhatIsCommittedAlsoWhenAtLeastOnce() {
        MillraceConfig config = TestConfigs.withKafka(CONFIG, "processing.guarantee", "at_least_once");
        assertThat(streams(config).getString("processing.guarantee")).isEqualTo("at_least_once");
        assertThat(consumer(config)).containsEntry("isolation.level", "read_committed");
    }

    @Test
    void shouldWaitForHalfOfTheTimeThatTheGroupBears() {
        assertThat(StreamsSettings.longestWait(CONFIG)).isEqualTo(Duration.ofSeconds(150));
        MillraceConfig bare = TestConfigs.withKafka(CONFIG, "max.poll.interval.ms", "60000");
        assertThat(StreamsSettings.longestWait(bare)).isEqualTo(Duration.ofSeconds(30));
        MillraceConfig prefixed = TestConfigs.withKafka(CONFIG, "main.consumer.max.poll.interval.ms", "8000");
        assertThat(StreamsSettings.longestWait(prefixed)).isEqualTo(Duration.ofSeconds(4));
        MillraceConfig wrong = TestConfigs.withKafka(CONFIG, "max.poll.interval.ms", "soon");
        assertThatThrownBy(() -> StreamsSettings.longestWait(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("max.poll.interval.ms");
    }

    private static StreamsConfig streams(MillraceConfig config) {
        return new StreamsConfig(StreamsSettings.of(config));
    }

    private static Map<String, Object> consumer(MillraceConfig config) {
        return streams(config).getMainConsumerConfigs("group", "client", 0);
    }
}
