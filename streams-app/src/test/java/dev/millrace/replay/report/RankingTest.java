package dev.millrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.replay.CandidateResult.Epoch;
import dev.millrace.replay.CandidateResult.Refusals;
import dev.millrace.replay.ReplayResult.Rung;
import dev.millrace.replay.report.SyntheticReplay.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankingTest {

    private final SyntheticReplay replay = new SyntheticReplay();

    @Test
    void shouldRankWhoLearnedToTheEndFirstThenWhoWasDroppedLater() {
        replay.rungs = List.of(new Rung(0.1, 10, 6, 4), new Rung(0.3, 30, 4, 2));
        with("early", 10, 0.1, 0);
        with("worse", 100, 0.6, -1);
        with("nan", 100, Double.NaN, -1);
        with("late-worse", 30, 0.3, 1);
        with("late", 30, 0.2, 1);
        with("best", 100, 0.5, -1);
        Entry refusing = new Entry("refusing").losing(90, i -> 0.1);
        for (int i = 0; i < 10; i++) {
            refusing.losses.addRefused();
        }
        refusing.refusals = new Refusals(10, 90, "expected a finite step, got NaN");
        replay.with(refusing);

        assertThat(names()).containsExactly("best", "worse", "nan", "refusing", "late", "late-worse", "early");
    }

    @Test
    void shouldKeepTheOrderGivenWhenLossesAreEqual() {
        with("b", 10, 0.5, -1);
        with("a", 10, 0.5, -1);

        assertThat(names()).containsExactly("b", "a");
    }

    @Test
    void shouldRankByTheLastEpochsHoldoutWhenThereIsOne() {
        withEpochs("overfits", new Epoch(0.5, 0.5), new Epoch(0.3, 0.6));
        withEpochs("better", new Epoch(0.5, 0.5), new Epoch(0.4, 0.5));

        assertThat(names()).containsExactly("better", "overfits");
        assertThat(replay.report().leader().score()).isEqualTo(0.5);
        assertThat(replay.report().rankedBy()).isEqualTo("mean log loss over the holdout in epoch 2");
    }

    @Test
    void shouldRankByTheLastEpochsTrainingWhenNothingIsHeldOut() {
        withEpochs("a", new Epoch(0.4, Double.NaN), new Epoch(0.39, Double.NaN));
        withEpochs("b", new Epoch(0.5, Double.NaN), new Epoch(0.38, Double.NaN));

        assertThat(names()).containsExactly("b", "a");
        assertThat(replay.report().rankedBy()).isEqualTo("mean log loss in epoch 2");
    }

    @Test
    void shouldReadOptimizerAndRateFromTheConfig() {
        replay.with(new Entry("a").learning("lazy-adam", "0.001").losing(10, i -> 0.5));

        assertThat(replay.report().leader().optimizer()).isEqualTo("lazy-adam");
        assertThat(replay.report().leader().rate()).isEqualTo(0.001);
    }

    @Test
    void shouldRefuseAResultWithoutCandidates() {
        assertThatThrownBy(() -> ReplayReport.of(replay.result(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("candidates: expected one or more, got none");
    }

    private void with(String name, long examples, double loss, int rung) {
        Entry entry = new Entry(name).losing(examples, i -> loss);
        entry.rung = rung;
        replay.with(entry);
    }

    private void withEpochs(String name, Epoch... epochs) {
        Entry entry = new Entry(name).losing(10, i -> 0.45);
        entry.epochs = List.of(epochs);
        replay.with(entry);
    }

    private List<String> names() {
        return replay.report().ranked().stream().map(RankedCandidate::name).toList();
    }
}
