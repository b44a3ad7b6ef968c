package dev.millrace.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelFile;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a replay at its end, or when it is stopped before. */
class ReplayEndTest {

    @TempDir
    private Path folder;

    @Test
    void shouldSaveThePositionOfAllThatWasLearnedWhenStoppedInALaterEpoch() throws Exception {
        List<GenericRecord> flights = FlightEvents.of(5_000, 3);
        Replay replay = new Replay(
                new ListSource(new ArrayList<>(flights), "flights"),
                List.of(candidate("a", "")),
                new ReplayOptions(2, 0.2, 3, 1, 1, true));

        ReplayResult result = replay.run((epoch, events, share, left) -> epoch < 1 || events < 2_000);

        assertThat(result.endedEarly()).isTrue();
        CandidateResult found = result.candidates().get(0);
        assertThat(found.epochs()).hasSize(1);
        assertThat(found.holdout()).isNotNull();
        assertThat(found.holdout().examples()).isEqualTo(result.holdout());
        assertThat(replay.save("a", folder.resolve("a.model"))).isTrue();
        ModelHeader header = ModelFile.verify(folder.resolve("a.model"));
        assertThat(header.getOffset()).isEqualTo(4_999);
    }

    @Test
    void shouldDropNobodyWhenAllHasBeenLearned() throws Exception {
        ReplayResult result = new Replay(
                        new ListSource(new ArrayList<>(FlightEvents.of(1_500, 3))),
                        List.of(candidate("a", ""), candidate("b", ""), candidate("c", ""), candidate("d", "")),
                        new ReplayOptions(1, 0, 1, 2, 1, false))
                .run((epoch, events, share, left) -> true);

        assertThat(result.rungs()).extracting(ReplayResult.Rung::after).containsExactly(2);
        assertThat(result.candidates()).filteredOn(CandidateResult::isFinished).hasSize(2);
    }

    @Test
    void shouldMeasureNobodyByLabelsOutsideOfTheLoss() throws Exception {
        List<GenericRecord> flights = new ArrayList<>();
        long inDomain = 0;
        for (GenericRecord flight : FlightEvents.of(4_000, 4)) {
            if (flight.get("delay") instanceof Double delay) {
                flight.put("delay", delay - 10);
                inDomain += delay >= 10 ? 1 : 0;
            }
            flights.add(flight);
        }
        Candidate poisson = poisson();

        ReplayResult result = new Replay(
                        new ListSource(new ArrayList<>(flights)),
                        List.of(poisson),
                        new ReplayOptions(1, 0.3, 1, 1, 1, false))
                .run((epoch, events, share, left) -> true);

        CandidateResult found = result.candidates().get(0);
        assertThat(found.holdout()).isNotNull();
        assertThat(found.holdout().examples() + found.evaluation().examples()).isEqualTo(inDomain);
        double baseline = 0;
        for (int block = 0; block < found.losses().blocks(); block++) {
            baseline += found.losses().baseline(block);
        }
        assertThat(baseline / found.evaluation().examples())
                .isEqualTo(found.evaluation().runningMean().meanLoss(), within(1e-9));
    }

    private Candidate candidate(String name, String more) {
        MillraceConfig config = TestConfigs.flights(
                "end", folder, "learners: [{name: " + name + ", optimizer: sgd, rate: 0.001" + more + "}]");
        return new Candidate(name, new TreeMap<>(), config);
    }

    private Candidate poisson() {
        return new Candidate("a", new TreeMap<>(), TestConfigs.config("end", folder, """
                task: regression
                label: {field: delay}
                features: [{numeric: distance}]
                learners: [{name: a, optimizer: sgd, rate: 0.001, loss: poisson}]
                """));
    }
}
