package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.MillraceConfig;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.TestConfigs;
import dev.millrace.topic.ClientSettings;
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

    /** Kafka Streams' own check looks at one of the two keys, and takes ten seconds for the default. */
    @Test
    void shouldGiveATransactionTwiceTheCommitInterval() {
        MillraceConfig half = TestConfigs.withKafka(CONFIG, "commit.interval.ms", "30000");
        assertThat(transactionTimeout(half)).hasToString("60000");
        MillraceConfig longer = TestConfigs.withKafka(CONFIG, "commit.interval.ms", "100000");
        assertThat(transactionTimeout(longer)).hasToString("200000");
        MillraceConfig bare = TestConfigs.withKafka(longer, "transaction.timeout.ms", "150000");
        assertThat(transactionTimeout(bare)).hasToString("150000");
        MillraceConfig prefixed = TestConfigs.withKafka(bare, "producer.transaction.timeout.ms", "120000");
        assertThat(transactionTimeout(prefixed)).hasToString("120000");
        MillraceConfig tooShort = TestConfigs.withKafka(longer, "transaction.timeout.ms", "90000");
        assertThatThrownBy(() -> streams(tooShort))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("90000")
                .hasMessageContaining("100000");
    }

    private static Object transactionTimeout(MillraceConfig config) {
        return streams(config).getProducerConfigs("client").get("transaction.timeout.ms");
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

    /** Streams' own clients, and those that commands make beside it. */
    @Test
    void shouldPassSecuritySettingsToEveryClientAndShowNoSecret() {
        Map<String, String> security = Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required"
                                + " username=\"me\" password=\"hidden-1\";",
                "ssl.truststore.location", "/etc/trust.p12",
                "ssl.truststore.password", "hidden-2",
                "ssl.keystore.location", "/etc/keys.p12",
                "ssl.keystore.password", "hidden-3",
                "ssl.key.password", "hidden-4",
                "ssl.endpoint.identification.algorithm", "https");
        Map<String, String> environment = Map.of(
                "JAAS", security.get("sasl.jaas.config"), "TRUST", "hidden-2", "KEYS", "hidden-3", "KEY", "hidden-4");
        MillraceConfig config = MillraceConfig.parse("""
                application: secured
                kafka:
                  bootstrap.servers: broker:9094
                  security.protocol: SASL_SSL
                  sasl.mechanism: SCRAM-SHA-512
                  sasl.jaas.config: ${JAAS}
                  ssl.truststore.location: /etc/trust.p12
                  ssl.truststore.password: ${TRUST}
                  ssl.keystore.location: /etc/keys.p12
                  ssl.keystore.password: ${KEYS}
                  ssl.key.password: ${KEY}
                  ssl.endpoint.identification.algorithm: https
                registry: {schema.registry.url: "mock://secured"}
                topics: {events: flights}
                task: regression
                label: {field: delay}
                features: [{numeric: distance}]
                learners: [{name: only, optimizer: sgd, rate: 0.1}]
                """, "secured.yaml", environment);

        StreamsConfig streams = streams(config);
        assertThat(consumer(config)).containsAllEntriesOf(security);
        assertThat(streams.getRestoreConsumerConfigs("client")).containsAllEntriesOf(security);
        assertThat(streams.getGlobalConsumerConfigs("client")).containsAllEntriesOf(security);
        assertThat(streams.getProducerConfigs("client")).containsAllEntriesOf(security);
        assertThat(streams.getAdminConfigs("client")).containsAllEntriesOf(security);
        assertThat(ClientSettings.consumer(config.kafka())).containsAllEntriesOf(security);
        assertThat(ClientSettings.producer(config.kafka())).containsAllEntriesOf(security);
        assertThat(ClientSettings.admin(config.kafka())).containsAllEntriesOf(security);
        assertThat(config.toString())
                .contains("sasl.jaas.config=****", "ssl.key.password=****", "security.protocol=SASL_SSL")
                .doesNotContain("hidden");
    }

    private static StreamsConfig streams(MillraceConfig config) {
        return new StreamsConfig(StreamsSettings.of(config));
    }

    private static Map<String, Object> consumer(MillraceConfig config) {
        return streams(config).getMainConsumerConfigs("group", "client", 0);
    }
}
