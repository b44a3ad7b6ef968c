package dev.millrace.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.TopicsConfig;
import dev.millrace.learn.LearnerProgress;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputLagTest {

    @TempDir
    Path directory;

    private TopicsConfig topics;

    @BeforeEach
    void configure() {
        topics = TestConfigs.flights("lagging", directory, FlightConfigs.TWO_LEARNERS)
                .topics();
    }

    @Test
    void shouldAddWhatIsFetchedAndWhatIsNot() {
        String events = topics.events();
        assertThat(lag(at(events, 99), Map.of(partition(events), 149L), metric(events, "0", 1_000.0)))
                .isEqualTo(1_050);
        assertThat(lag(at(events, 149), Map.of(partition(events), 149L), metric(events, "0", 0.0)))
                .isZero();
    }

    @Test
    void shouldBeZeroWhenTheLearnerIsAheadOfWhatIsFetched() {
        String events = topics.events();
        assertThat(lag(at(events, 500), Map.of(partition(events), 100L), metric(events, "0", 0.0)))
                .isZero();
    }

    @Test
    void shouldCountFromTheBeginningWhenTheLearnerHasNoPosition() {
        String events = topics.events();
        Map<TopicPartition, Long> fetched = Map.of(partition(events), 9L);
        assertThat(lag(at("", -1), fetched, metric(events, "0", 5.0))).isEqualTo(15);
    }

    @Test
    void shouldLookAtTheSequenceTopicWhenThereIsOne() {
        String sequence = topics.sequence();
        Map<TopicPartition, Long> fetched = Map.of(partition(topics.events()), 1_000L, partition(sequence), 9L);
        assertThat(lag(at("", -1), fetched, metric(sequence, "0", 0.0))).isEqualTo(10);
        assertThat(lag(at(sequence, 4), fetched, metric(sequence, "0", 0.0))).isEqualTo(5);
    }

    @Test
    void shouldNotBeKnownWhenEitherIsNotKnown() {
        String events = topics.events();
        LearnerProgress learner = at(events, 5);
        Map<TopicPartition, Long> fetched = Map.of(partition(events), 9L);
        assertThat(lag(learner, Map.of(), metric(events, "0", 5.0))).isNaN();
        assertThat(lag(learner, fetched, Map.of())).isNaN();
        assertThat(lag(learner, fetched, metric(events, "0", Double.NaN))).isNaN();
        assertThat(lag(learner, fetched, metric(events, "1", 5.0))).isNaN();
        assertThat(lag(learner, fetched, metric("another", "0", 5.0))).isNaN();
    }

    private double lag(LearnerProgress learner, Map<TopicPartition, Long> fetched, Map<MetricName, Metric> metrics) {
        return new InputLag(topics, () -> metrics, () -> fetched).of(learner);
    }

    private static TopicPartition partition(String topic) {
        return new TopicPartition(topic, 0);
    }

    /** Of a learner, only its position matters. */
    private static LearnerProgress at(String topic, long offset) {
        return new LearnerProgress(
                "learner", "", topic, offset < 0 ? -1 : 0, offset, 0, 0, null, null, null, 0.1, null, null, null);
    }

    private static Map<MetricName, Metric> metric(String topic, String partition, double value) {
        MetricName name = new MetricName(
                "records-lag",
                "consumer-fetch-manager-metrics",
                "",
                Map.of("topic", topic, "partition", partition, "client-id", "one"));
        return Map.of(name, new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        });
    }
}
