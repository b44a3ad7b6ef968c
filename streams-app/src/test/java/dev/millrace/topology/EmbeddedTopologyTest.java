package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learning as a part of somebody's own topology. */
class EmbeddedTopologyTest {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(60, 41);

    @TempDir
    Path folder;

    @Test
    void shouldFeedSinksOfOnesOwnWhenBuiltIntoAnotherTopology() {
        MillraceConfig config = TestConfigs.flights("embedded", folder, FlightConfigs.TWO_LEARNERS);
        List<QuarantinedEvent> refused = new ArrayList<>();
        StreamsBuilder builder = new StreamsBuilder();
        KStream<byte[], byte[]> taps = builder.stream("taps", Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()));
        // Every other event passes; nothing of it is called "events".
        LearningStreams learned = LearningTopology.learn(
                builder,
                taps.filter((key, value) -> value != null && (value.length == 1 || key[key.length - 1] % 2 == 0)),
                config);
        learned.predictions()
                .filter((key, prediction) -> prediction.getLearner().equals("champion"))
                .mapValues(EmbeddedTopologyTest::text)
                .to("texts", Produced.with(Serdes.ByteArray(), Serdes.String()));
        learned.lossReports()
                .mapValues(report -> report.getLearner() + " " + report.getTopic() + " " + report.getOffset())
                .to("losses", Produced.with(Serdes.ByteArray(), Serdes.String()));
        learned.quarantined().foreach((key, event) -> refused.add(event));
        try (LearningDriver driver = new LearningDriver(config, builder.build())) {
            for (GenericRecord flight : FLIGHTS) {
                driver.sendTo("taps", driver.encode(flight));
            }
            driver.sendTo("taps", new byte[] {9});

            List<GenericRecord> passed = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < FLIGHTS.size(); i += 2) {
                passed.add(FLIGHTS.get(i));
            }
            List<Prediction> core = LearningTopologyTest.expectedPredictions(config, passed, "champion");
            for (int i = 0; i < core.size(); i++) {
                core.get(i).setSourceOffset(2L * i);
                expected.add(text(core.get(i)));
            }
            assertThat(texts(driver, "texts")).isEqualTo(expected);
            assertThat(refused).hasSize(1);
            assertThat(refused.get(0).getSourceTopic()).isEqualTo("taps");
            assertThat(refused.get(0).getSourceOffset()).isEqualTo(60);
            assertThat(driver.header("champion").getTopic()).isEqualTo("taps");
            assertThat(driver.header("champion").getOffset()).isEqualTo(60);
        }
    }

    private static String text(Prediction prediction) {
        return prediction.getSourceOffset() + " " + prediction.getScore();
    }

    private static List<String> texts(LearningDriver driver, String topic) {
        return driver.streams()
                .createOutputTopic(topic, Serdes.ByteArray().deserializer(), new StringDeserializer())
                .readValuesToList();
    }
}
