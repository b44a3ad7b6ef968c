package dev.millrace.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.replay.CandidateResult.Epoch;
import dev.millrace.replay.CandidateResult.Frozen;
import dev.millrace.replay.CandidateResult.Refusals;
import dev.millrace.replay.ReplayResult.Rung;
import dev.millrace.testing.CoreLearner;
import dev.millrace.testing.FlightEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(20_000, 3);

    private static final ReplayOptions PLAIN = new ReplayOptions(2, 0, 1, 1, 1, false);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldLearnWhatEachWouldLearnAlone(int threads) throws Exception {
        List<Candidate> candidates = List.of(
                candidate("a", "optimizer: sgd, rate: 0.1"),
                candidate("b", "optimizer: adagrad, rate: 0.1, batch: 32"),
                candidate("c", "optimizer: lazy-adam, rate: {type: inverse-sqrt, value: 0.1}"));

        ReplayResult result = replay(candidates, FLIGHTS, new ReplayOptions(threads, 0, 1, 1, 1, false));

        for (CandidateResult found : result.candidates()) {
            CoreLearner alone = new CoreLearner(
                    found.candidate().config(), found.candidate().name());
            FLIGHTS.forEach(event -> alone.process(event, (long) event.get("departure")));
            assertThat(found.learned().digest()).isEqualTo(alone.learner().digest());
            assertThat(found.learned().step()).isEqualTo(alone.learner().step());
            assertThat(found.evaluation()).isEqualTo(alone.learner().evaluation());
            assertThat(mean(found.losses())).isCloseTo(found.evaluation().meanLoss(), within(1e-12));
            assertThat(found.calibration().error()).isBetween(0.0, 0.05);
            assertThat(found.isFinished()).isTrue();
        }
        assertThat(result.measure()).isEqualTo("logistic loss");
        assertThat(result.events()).isEqualTo(20_000);
        assertThat(result.examples())
                .isEqualTo(result.candidates().get(0).evaluation().examples());
        assertThat(result.positions()).containsExactly(java.util.Map.entry("list", 19_999L));
    }

    @Test
    void shouldGiveTheBaselineThatTheLearnerIsMeasuredBy() throws Exception {
        CandidateResult found = replay(List.of(candidate("a", "optimizer: sgd, rate: 0.1")), FLIGHTS, PLAIN)
                .candidates()
                .get(0);

        LossSeries losses = found.losses();
        double baseline = IntStream.range(0, losses.blocks())
                .mapToDouble(losses::baseline)
                .sum();
        assertThat(baseline / found.evaluation().examples())
                .isCloseTo(found.evaluation().runningMean().meanLoss(), within(1e-12));
    }

    @Test
    void shouldNeverLearnFromWhatIsHeldOut() throws Exception {
        Candidate candidate = candidate("a", "optimizer: sgd, rate: 0.1");

        ReplayResult result = replay(List.of(candidate), FLIGHTS, new ReplayOptions(2, 0.2, 1, 1, 1, false));
        CandidateResult found = result.candidates().get(0);

        Evaluation holdout = found.holdout();
        assertThat(holdout).isNotNull();
        assertThat(holdout.examples()).isEqualTo(result.holdout()).isBetween(3_700L, 4_100L);
        assertThat(holdout.meanLoss())
                .isCloseTo(found.evaluation().meanLoss(), within(0.02))
                .isEqualTo(found.epochs().get(0).holdoutLoss(), within(1e-12));
        long labeled = FLIGHTS.stream().filter(e -> e.get("delay") != null).count();
        assertThat(found.evaluation().examples()).isEqualTo(result.examples()).isEqualTo(labeled - holdout.examples());
        assertThat(found.learned().step()).isEqualTo(result.examples());
    }

    @Test
    void shouldDropTheWorseOnesEarlyAndKeepTheBest() throws Exception {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            candidates.add(candidate("r" + i, "optimizer: sgd, rate: " + 1e-6 * Math.pow(10, i / 2.0)));
        }
        ReplayResult all = replay(candidates, FLIGHTS, PLAIN);

        ReplayResult halved = replay(candidates, FLIGHTS, new ReplayOptions(2, 0, 1, 4, 2, false));

        assertThat(halved.rungs()).extracting(Rung::before).containsExactly(16, 4);
        assertThat(halved.rungs()).extracting(Rung::after).containsExactly(4, 2);
        assertThat(halved.rungs().get(0).progress()).isBetween(1.0 / 16, 1.0 / 16 + 1_024.0 / 20_000);
        assertThat(halved.rungs().get(1).progress()).isBetween(1.0 / 4, 1.0 / 4 + 1_024.0 / 20_000);
        assertThat(halved.candidates().stream().filter(CandidateResult::isFinished))
                .hasSize(2);
        CandidateResult best = best(all);
        CandidateResult same = best(halved);
        assertThat(same.candidate().name()).isEqualTo(best.candidate().name());
        assertThat(same.learned()).isEqualTo(best.learned());
        CandidateResult dropped = halved.candidates().get(0);
        assertThat(dropped.rung()).isZero();
        assertThat(dropped.evaluation().examples())
                .isEqualTo(halved.rungs().get(0).examples());
    }

    @Test
    void shouldDescendEachEpochWithTheGradientOfAllExamples() throws Exception {
        List<Candidate> candidates = List.of(candidate("a", "optimizer: sgd, rate: 0.5, batch: full"));

        CandidateResult found = replay(candidates, FLIGHTS.subList(0, 2_000), new ReplayOptions(2, 0, 8, 1, 1, false))
                .candidates()
                .get(0);

        List<Double> losses = found.epochs().stream().map(Epoch::trainLoss).toList();
        assertThat(losses).hasSize(8).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(losses.get(0)).isCloseTo(Math.log(2), within(1e-6));
        assertThat(found.learned().step()).isEqualTo(8);
    }

    @Test
    void shouldBeBetterThanItselfFrozenWhenTheStreamDrifts() throws Exception {
        List<GenericRecord> drifting = new ArrayList<>(FlightEvents.of(6_000, 5));
        for (GenericRecord event : FlightEvents.of(12_000, 6)) {
            Object delay = event.get("delay");
            // Who was late is in time now, and the other way round.
            event.put("delay", delay == null ? null : 35 - (double) delay);
            drifting.add(event);
        }

        Frozen frozen = replay(List.of(candidate("a", "optimizer: adagrad, rate: 0.1")), drifting, PLAIN)
                .candidates()
                .get(0)
                .frozen();

        assertThat(frozen).isNotNull();
        assertThat(frozen.liveLoss()).isLessThan(0.75);
        assertThat(frozen.frozenLoss()).isGreaterThan(frozen.liveLoss() + 0.1);
        assertThat(frozen.examples()).isBetween(10_000L, 12_000L);
    }

    @Test
    void shouldSayFromWhereOnACandidateRefuses() throws Exception {
        CandidateResult found = replay(
                        List.of(
                                candidate("tame", "optimizer: sgd, rate: 0.01, loss: squared-hinge"),
                                candidate("wild", "optimizer: sgd, rate: 1000, loss: squared-hinge")),
                        FLIGHTS,
                        PLAIN)
                .candidates()
                .get(1);

        Refusals refusals = found.refusals();
        assertThat(refusals.count()).isPositive();
        assertThat(refusals.first()).isPositive();
        assertThat(refusals.reason()).contains("infinite or NaN");
    }

    @Test
    void shouldCompareByErrorRateWhenLossesDiffer() throws Exception {
        ReplayResult result = replay(
                List.of(
                        candidate("logistic", "optimizer: sgd, rate: 0.1"),
                        candidate("hinge", "optimizer: sgd, rate: 0.1, loss: hinge")),
                FLIGHTS,
                PLAIN);

        assertThat(result.measure()).isEqualTo("error rate");
        for (CandidateResult found : result.candidates()) {
            assertThat(mean(found.losses())).isCloseTo(1 - found.evaluation().accuracy(), within(1e-12));
        }
    }

    @Test
    void shouldGoOnAndCountWhenEventsCannotBeUsed() throws Exception {
        List<GenericRecord> events = new ArrayList<>(FLIGHTS.subList(0, 3_000));
        GenericRecord odd = FlightEvents.of(1, 9).get(0);
        odd.put("distance", Double.NaN);
        events.add(100, null);
        events.add(2_000, odd);
        Candidate candidate = candidate("a", "optimizer: sgd, rate: 0.1");

        ReplayResult result = replay(List.of(candidate), events, PLAIN);

        assertThat(result.events()).isEqualTo(3_002);
        assertThat(result.unusable()).isEqualTo(2);
        assertThat(result.firstFaults()).hasSize(2);
        assertThat(result.firstFaults().get(0)).isEqualTo("list@100: not there");
        assertThat(result.firstFaults().get(1)).startsWith("list@2000: ").contains("distance");
        assertThat(result.candidates().get(0).learned())
                .isEqualTo(replay(List.of(candidate), FLIGHTS.subList(0, 3_000), PLAIN)
                        .candidates()
                        .get(0)
                        .learned());
    }

    @Test
    void shouldEndEarlyWithWhatItKnowsWhenToldTo() throws Exception {
        ReplayResult result = new Replay(
                        new ListSource(FLIGHTS), List.of(candidate("a", "optimizer: sgd, rate: 0.1")), PLAIN)
                .run((epoch, events, share, candidates) -> events < 5_000);

        assertThat(result.endedEarly()).isTrue();
        assertThat(result.events()).isEqualTo(5 * 1_024);
        assertThat(result.candidates().get(0).evaluation().examples()).isBetween(4_900L, 5_120L);
    }

    @Test
    void shouldShareNothingButTheEventBetweenRecipes() throws Exception {
        Candidate fewer = TestReplays.candidate(
                "fewer", "optimizer: sgd, rate: 0.1", text -> text.replace("  - categorical: destination\n", ""));
        Candidate all = candidate("all", "optimizer: sgd, rate: 0.1");

        ReplayResult both = replay(List.of(fewer, all), FLIGHTS, PLAIN);

        SortedMap<String, Long> digests = new TreeMap<>();
        for (Candidate one : List.of(fewer, all)) {
            digests.put(
                    one.name(),
                    replay(List.of(one), FLIGHTS, PLAIN)
                            .candidates()
                            .get(0)
                            .learned()
                            .digest());
        }
        assertThat(both.candidates())
                .allSatisfy(found -> assertThat(found.learned().digest())
                        .isEqualTo(digests.get(found.candidate().name())));
        assertThat(digests.values()).doesNotHaveDuplicates();
    }

    private static ReplayResult replay(List<Candidate> candidates, List<GenericRecord> events, ReplayOptions options)
            throws Exception {
        return new Replay(new ListSource(events), candidates, options).run((epoch, done, share, left) -> true);
    }

    private static Candidate candidate(String name, String learner) {
        return TestReplays.candidate(name, learner, text -> text);
    }

    private static CandidateResult best(ReplayResult result) {
        return result.candidates().stream()
                .filter(CandidateResult::isFinished)
                .min(java.util.Comparator.comparingDouble(found -> mean(found.losses())))
                .orElseThrow();
    }

    private static double mean(LossSeries losses) {
        double sum = 0;
        long count = 0;
        for (int block = 0; block < losses.blocks(); block++) {
            sum += losses.loss(block);
            count += losses.count(block);
        }
        return sum / count;
    }

    /** Candidates that learn from {@link FlightEvents}. */
    private static final class TestReplays {

        static Candidate candidate(String name, String learner, java.util.function.UnaryOperator<String> change) {
            String text = dev.millrace.testing.FlightConfigs.yaml(
                    "replay",
                    "127.0.0.1:1",
                    "mock://replay",
                    "state",
                    "learners: [{name: " + name + ", " + learner + "}]");
            return new Candidate(
                    name, new TreeMap<>(), dev.millrace.config.MillraceConfig.parse(change.apply(text), "replay.yaml"));
        }
    }
}
