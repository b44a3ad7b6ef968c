package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.QuarantinedHeader;
import dev.millrace.schemas.SourceOffset;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.ResumedTopology;
import dev.millrace.testing.SavedLearner;
import dev.millrace.testing.TestConfigs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology of a topic of several partitions, whose events pass through the sequence topic. */
class SequenceTest {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(100, 31);

    @TempDir
    Path folder;

    @Test
    void shouldKeepSourceCoordinatesWhenOffsetsOfTheSequenceDiffer() {
        MillraceConfig config = TestConfigs.flights("sequenced", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config, LearningTopology.build(config, 3))) {
            // Written by hand, without marks: such an event is its own source. It moves the sequence's offsets on by
            // one.
            driver.sendTo(config.topics().sequence(), driver.encode(FLIGHTS.get(0)));
            driver.send(FLIGHTS.subList(1, 50));
            driver.sendBytes(new byte[] {1});
            driver.send(FLIGHTS.subList(50, 100));

            List<Prediction> champion = LearningDriver.values(driver.predictions()).stream()
                    .filter(p -> p.getLearner().equals("champion"))
                    .toList();
            assertThat(champion)
                    .extracting(Prediction::getSourceOffset)
                    .containsExactlyElementsOf(LongStream.concat(
                                    LongStream.of(0),
                                    LongStream.concat(LongStream.range(0, 49), LongStream.range(50, 100)))
                            .boxed()
                            .toList());
            ModelHeader header = driver.header("champion");
            assertThat(header.getTopic()).isEqualTo("sequenced-sequence");
            assertThat(header.getOffset()).isEqualTo(100);
            assertThat(header.getSources()).containsExactly(new SourceOffset(0, 99L));
            assertThat(LearningDriver.values(driver.lossReports()))
                    .extracting(LossReport::getTopic, LossReport::getOffset)
                    .containsOnly(org.assertj.core.groups.Tuple.tuple("sequenced-sequence", 100L));
        }
    }

    @Test
    void shouldSayHowFarEachPartitionWasProcessedWhateverBecameOfItsEvents() {
        MillraceConfig config = TestConfigs.flights("sources", folder, FlightConfigs.TWO_LEARNERS);
        Map<String, SavedLearner> saved = new HashMap<>();
        try (LearningDriver driver = new LearningDriver(config, LearningTopology.build(config, 3))) {
            sequenced(driver, 2, 70, driver.encode(FLIGHTS.get(0)));
            sequenced(driver, 0, 5, driver.encode(FLIGHTS.get(1)));
            sequenced(driver, 2, 71, driver.encode(FLIGHTS.get(2)));
            sequenced(driver, 1, 9, new byte[] {1});

            for (String learner : List.of("champion", "challenger")) {
                assertThat(driver.header(learner).getSources())
                        .containsExactly(new SourceOffset(0, 5L), new SourceOffset(1, 9L), new SourceOffset(2, 71L));
                saved.put(learner, driver.saved(learner));
            }
        }
        // A store of a version that did not know, and events that its learners skip.
        saved.get("champion").header().setSources(List.of());
        try (LearningDriver again = new LearningDriver(config, ResumedTopology.of(config, saved))) {
            sequenced(again, 2, 70, again.encode(FLIGHTS.get(0)));

            assertThat(again.header("champion").getSources()).containsExactly(new SourceOffset(2, 70L));
            assertThat(again.header("champion").getOffset()).isEqualTo(3);
            assertThat(again.header("challenger").getSources())
                    .containsExactly(new SourceOffset(0, 5L), new SourceOffset(1, 9L), new SourceOffset(2, 71L));
        }
    }

    /** Puts an event into the sequence as one of several partitions. */
    private static void sequenced(LearningDriver driver, int partition, long offset, byte[] value) {
        Headers headers = new RecordHeaders()
                .add(
                        "millrace.source.partition",
                        ByteBuffer.allocate(Integer.BYTES).putInt(partition).array())
                .add(
                        "millrace.source.offset",
                        ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
        driver.streams()
                .createInputTopic(
                        driver.config().topics().sequence(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(new byte[0], value, headers, LearningDriver.timestamp(0)));
    }

    @Test
    void shouldQuarantineWithSourceCoordinatesAndHeadersAsTheyCame() {
        MillraceConfig config = TestConfigs.flights("garbled", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config, LearningTopology.build(config, 3))) {
            driver.sendTo(config.topics().sequence(), driver.encode(FLIGHTS.get(0)));
            driver.sendBytes(new byte[] {1});

            List<QuarantinedEvent> quarantined = LearningDriver.values(driver.quarantined());
            assertThat(quarantined).hasSize(1);
            QuarantinedEvent event = quarantined.get(0);
            assertThat(event.getSourceTopic()).isEqualTo("garbled-events");
            assertThat(event.getSourcePartition()).isZero();
            assertThat(event.getSourceOffset()).isZero();
            assertThat(event.getTimestamp()).isEqualTo(LearningDriver.timestamp(1));
            assertThat(event.getKey()).isEqualTo(ByteBuffer.wrap(LearningDriver.key(1)));
            assertThat(event.getHeaders()).extracting(QuarantinedHeader::getKey).containsExactly("number", "empty");
        }
    }

    @Test
    void shouldTakeItsMarksOffWhenItPublishes() {
        MillraceConfig config = TestConfigs.flights("marks", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config, LearningTopology.build(config, 2))) {
            driver.send(FLIGHTS.subList(0, 1));

            assertThat(driver.predictions().get(0).headers())
                    .extracting(Header::key)
                    .containsExactly("number", "empty");
        }
    }

    @Test
    void shouldLearnTheSameAsFromOnePartitionWhenTheOrderIsTheSame() {
        MillraceConfig one = TestConfigs.flights("one-partition", folder, FlightConfigs.TWO_LEARNERS);
        MillraceConfig several = TestConfigs.flights("partitions", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver alone = new LearningDriver(one);
                LearningDriver driver = new LearningDriver(several, LearningTopology.build(several, 3))) {
            alone.send(FLIGHTS);
            driver.send(FLIGHTS);

            assertThat(driver.header("challenger").getState())
                    .isEqualTo(alone.header("challenger").getState());
            assertThat(driver.header("challenger").getDigest())
                    .isEqualTo(alone.header("challenger").getDigest());
            assertThat(driver.predictions().size()).isEqualTo(200);
        }
    }
}
