package dev.millrace.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.learn.StartRefusedException;
import dev.millrace.learn.WarmStart;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelFile;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A running learner goes on from what a replay has learned. */
class WarmStartTest {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(500, 8);
    private static final String CHAMPION = "{name: champion, optimizer: adagrad, rate: 0.1, batch: 7%s}";
    private static final String CHALLENGER = "{name: challenger, optimizer: sgd, rate: 0.1, publish-predictions: true}";

    @TempDir
    private Path folder;

    @Test
    void shouldGoOnAsIfItHadLearnedTheReplayedEventsItself() throws Exception {
        Path model = replay("warm", 300);
        MillraceConfig warm = config("warm", ", warm-start: " + model);
        MillraceConfig cold = config("cold", "");
        try (LearningDriver live = new LearningDriver(cold);
                LearningDriver resumed = new LearningDriver(warm)) {
            live.send(FLIGHTS);
            resumed.send(FLIGHTS);

            ModelHeader expected = live.header("champion");
            assertThat(resumed.header("champion").getDigest()).isEqualTo(expected.getDigest());
            assertThat(resumed.header("champion").getState()).isEqualTo(expected.getState());
            assertThat(resumed.header("champion").getOffset()).isEqualTo(499);
            assertThat(resumed.saved("champion").blocks().keySet())
                    .isEqualTo(live.saved("champion").blocks().keySet());
            assertThat(LearningDriver.values(resumed.predictions()).stream()
                            .filter(prediction -> prediction.getLearner().equals("champion"))
                            .mapToLong(prediction -> prediction.getSourceOffset()))
                    .hasSize(200)
                    .first()
                    .isEqualTo(300L);
            assertThat(resumed.header("challenger").getDigest())
                    .isEqualTo(live.header("challenger").getDigest());
        }
    }

    @Test
    void shouldWarnOnlyWhenEventsBehindTheModelAreMissed() throws Exception {
        Path model = replay("told", 300);
        Path elsewhere = replay("elsewhere", 300);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger logger = (Logger) LoggerFactory.getLogger(LearnProcessor.class);
        Level before = logger.getLevel();
        logger.setLevel(Level.WARN);
        logger.addAppender(logged);
        try (LearningDriver follows = new LearningDriver(config("told", ", warm-start: " + model));
                LearningDriver misses = new LearningDriver(config("misses", ", warm-start: " + elsewhere))) {
            follows.send(FLIGHTS.subList(0, 2));
            assertThat(warnings(logged)).isEmpty();

            misses.send(FLIGHTS.subList(0, 2));
            assertThat(warnings(logged))
                    .containsExactly("learner 'champion' begins with the model of " + elsewhere
                            + ", which is that behind elsewhere-events-0@299, but the application goes on at"
                            + " misses-events-0@0: the events between are not learned from. An application of another"
                            + " name begins at the start of the topic, and skips what the model knows");
        } finally {
            logger.detachAppender(logged);
            logger.setLevel(before);
        }
    }

    private static List<String> warnings(ListAppender<ILoggingEvent> logged) {
        return logged.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void shouldNameFeaturesThatOnlyTheReplaySaw() throws Exception {
        Path model = replay("names", 300);
        List<String> names = new ArrayList<>();
        ModelFile.read(model, new ModelFile.Visitor() {
            @Override
            public void header(ModelHeader header) {
                assertThat(header.getOffset()).isEqualTo(299);
            }

            @Override
            public void block(int block, byte[] encoded) {
                assertThat(names).isEmpty();
            }

            @Override
            public void name(int row, String name) {
                names.add(name);
            }
        });

        assertThat(names)
                .contains("origin=O25", "destination=D6", "hour=17", "origin*hour=O5*7")
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldRefuseAModelOfAnotherConfig() throws Exception {
        Path model = replay("other", 100);
        MillraceConfig other = TestConfigs.flights(
                "other",
                folder,
                "learners: [{name: champion, optimizer: adagrad, rate: 0.2, batch: 7, warm-start: " + model + "}]");

        assertThatThrownBy(() -> WarmStart.verify(other, note -> {}))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith(
                        "learner 'champion': the model of " + model + " was trained with another config")
                .hasMessageContaining("rate.value: was 0.1, now 0.2");
    }

    @Test
    void shouldRefuseAFileThatIsDamaged() throws Exception {
        Path model = replay("cut", 100);
        byte[] bytes = Files.readAllBytes(model);
        Files.write(model, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> WarmStart.verify(config("cut", ", warm-start: " + model), note -> {}))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage(model + ": expected a model's header first; let millrace replay write it again, or"
                        + " download it again");
    }

    @Test
    void shouldSayThatTheFileIsMissingBeforeItIsNeeded() {
        MillraceConfig config = config("missing", ", warm-start: nowhere.model");
        List<String> notes = new ArrayList<>();

        WarmStart.verify(config, notes::add);

        assertThat(notes)
                .containsExactly(
                        "learner 'champion': there is no nowhere.model (warm-start); it is not needed if the learner"
                                + " has learned already");
        try (LearningDriver driver = new LearningDriver(config)) {
            assertThatThrownBy(() -> driver.send(FLIGHTS.subList(0, 1)))
                    .rootCause()
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessage(
                            "learner 'champion' has learned nothing yet, and the model that it is to begin with is not"
                                    + " there: nowhere.model. Put it there, or remove the key warm-start");
        }
    }

    /** The model of the champion behind so many events. */
    private Path replay(String application, int events) throws Exception {
        MillraceConfig config = TestConfigs.flights(application, folder, "learners: [" + CHAMPION.formatted("") + "]");
        Candidate candidate = new Candidate("champion", new TreeMap<>(), config);
        Replay replay = new Replay(
                new ListSource(new ArrayList<>(FLIGHTS.subList(0, events)), application + "-events"),
                List.of(candidate),
                new ReplayOptions(2, 0, 1, 1, 1, true));
        replay.run((epoch, done, share, left) -> true);
        Path model = folder.resolve(application + ".model");
        assertThat(replay.save("champion", model)).isTrue();
        return model;
    }

    private MillraceConfig config(String application, String warmStart) {
        return TestConfigs.flights(
                application, folder, "learners: [" + CHAMPION.formatted(warmStart) + ", " + CHALLENGER + "]");
    }
}
