package dev.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.learn.ExpertStandings;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.ResumedTopology;
import dev.millrace.testing.SavedLearner;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What experts know is in the store: rows, tail and header. */
class ResumedExpertsTest {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(500, 19);

    @TempDir
    Path directory;

    @Test
    void shouldGoOnFromTheStoreAsIfItHadNeverStopped() {
        MillraceConfig config = TestConfigs.flights(
                "resumed",
                directory,
                "learners:\n  - {name: champion, optimizer: {type: auto, full-covariance: 20}}\n");
        SavedLearner early;
        SavedLearner expected;
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS.subList(0, 300));
            early = driver.saved("champion");
            driver.send(FLIGHTS.subList(300, 500));
            expected = driver.saved("champion");
        }
        ServedLearner served = new ServedLearner(config, config.learners().get(0), QueryRig.WITNESS);
        assertThat(early.blocks().lastKey())
                .isGreaterThanOrEqualTo(served.layout().tailBlock());

        try (LearningDriver again = new LearningDriver(config, ResumedTopology.of(config, Map.of("champion", early)))) {
            // Those that the model knows are skipped.
            again.send(FLIGHTS);

            ModelHeader found = again.header("champion");
            assertThat(found.getDigest()).isEqualTo(expected.header().getDigest());
            assertThat(found.getState()).isEqualTo(expected.header().getState());
            assertThat(again.saved("champion").blocks().keySet())
                    .isEqualTo(expected.blocks().keySet());
            ExpertStandings standings = served.at(found).experts();
            assertThat(standings).isEqualTo(served.at(expected.header()).experts());
            assertThat(standings)
                    .isNotEqualTo(served.at(early.header()).experts())
                    .satisfies(some -> assertThat(some.experts()).hasSize(22));
        }
    }
}
