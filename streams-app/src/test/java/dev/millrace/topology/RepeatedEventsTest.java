package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.ResumedTopology;
import dev.millrace.testing.SavedLearner;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Events that come again at the same offsets, to learners that have learned them. */
class RepeatedEventsTest {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(150, 61);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
    void shouldLearnEachEventOnceWhenEachLearnerIsAtAPositionOfItsOwn(String guarantee) {
        MillraceConfig config = config("own", guarantee);
        Map<String, SavedLearner> saved = new HashMap<>();
        ModelHeader champion;
        ModelHeader challenger;
        List<Prediction> predictions;
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS.subList(0, 40));
            saved.put("challenger", driver.saved("challenger"));
            driver.send(FLIGHTS.subList(40, 77));
            saved.put("champion", driver.saved("champion"));
            driver.send(FLIGHTS.subList(77, 150));
            champion = driver.header("champion");
            challenger = driver.header("challenger");
            predictions = LearningDriver.values(driver.predictions());
        }
        try (LearningDriver again = new LearningDriver(config, ResumedTopology.of(config, saved))) {
            again.send(FLIGHTS);

            assertThat(again.header("champion")).isEqualTo(champion);
            assertThat(again.header("challenger")).isEqualTo(challenger);
            assertThat(champion.getStep()).isEqualTo(champion.getExamples()).isGreaterThan(140);
            assertThat(LearningDriver.values(again.predictions()))
                    .isEqualTo(predictions.stream()
                            .filter(p -> p.getSourceOffset() >= (p.getLearner().equals("champion") ? 77 : 40))
                            .toList())
                    .hasSize(73 + 110);
        }
    }

    @Test
    void shouldChangeNothingWhenAllOfThemComeAgain() {
        MillraceConfig config = config("all", "exactly_once_v2");
        Map<String, SavedLearner> saved = new HashMap<>();
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS);
            saved.put("champion", driver.saved("champion"));
            saved.put("challenger", driver.saved("challenger"));
        }
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(LearnProcessor.class);
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
        try (LearningDriver again = new LearningDriver(config, ResumedTopology.of(config, saved))) {
            again.send(FLIGHTS);

            assertThat(again.header("champion")).isEqualTo(saved.get("champion").header());
            assertThat(again.header("challenger"))
                    .isEqualTo(saved.get("challenger").header());
            assertThat(again.predictions()).isEmpty();
            assertThat(log.list)
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .isEqualTo("event all-events-0@0 was learned by 'champion' already, whose state is that behind"
                            + " all-events-0@149; events up to there are skipped by each learner that has learned them."
                            + " Were the application's offsets set back, or the topic created anew? To learn them, give the"
                            + " application another name");
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
    }

    @Test
    void shouldLearnWhenTheOffsetsAreThoseOfAnotherTopic() {
        MillraceConfig before = config("before", "at_least_once");
        MillraceConfig after = config("after", "at_least_once");
        Map<String, SavedLearner> saved = new HashMap<>();
        try (LearningDriver driver = new LearningDriver(before)) {
            driver.send(FLIGHTS.subList(0, 100));
            saved.put("champion", driver.saved("champion"));
            saved.put("challenger", driver.saved("challenger"));
        }
        try (LearningDriver driver = new LearningDriver(after, ResumedTopology.of(after, saved))) {
            driver.send(FLIGHTS.subList(100, 150));

            assertThat(driver.predictions()).hasSize(100);
            assertThat(driver.header("champion").getOffset()).isEqualTo(49);
        }
    }

    @Test
    void shouldRefuseToStartWhenAKilledWriteBackLeftBlocksOfTwoMoments() {
        MillraceConfig config = config("torn", "at_least_once");
        SavedLearner early;
        SavedLearner late;
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS.subList(0, 100));
            early = driver.saved("champion");
            driver.send(FLIGHTS.subList(100, 150));
            late = driver.saved("champion");
        }
        SavedLearner torn = new SavedLearner(early.header(), late.blocks());

        assertThatThrownBy(() -> new LearningDriver(config, ResumedTopology.of(config, Map.of("champion", torn))))
                .hasStackTraceContaining(
                        "CorruptStateException: store learner-champion: expected parameter blocks of digest"
                                + " %016x, as the header says, found %d of digest %016x: some are missing, or of another moment."
                                + " Under processing.guarantee at_least_once this is what a kill in the middle of a write-back"
                                + " leaves",
                        early.header().getParameterDigest(),
                        late.blocks().size(),
                        late.header().getParameterDigest());
    }

    private MillraceConfig config(String application, String guarantee) {
        return TestConfigs.withKafka(
                TestConfigs.flights(application, folder, FlightConfigs.TWO_LEARNERS),
                "processing.guarantee",
                guarantee);
    }
}
