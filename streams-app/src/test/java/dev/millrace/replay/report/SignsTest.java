package dev.millrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.replay.CandidateResult.Epoch;
import dev.millrace.replay.CandidateResult.Frozen;
import dev.millrace.replay.CandidateResult.Refusals;
import dev.millrace.replay.ReplayResult.Rung;
import dev.millrace.replay.report.SyntheticReplay.Entry;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class SignsTest {

    private static final int EXAMPLES = 20_000;

    @Test
    void shouldSayThatItHasConvergedWhenTheSlopeIsNoise() {
        assertThat(signs(new Entry("a").losing(EXAMPLES, noisy(0.45, 1)))).containsExactly("has converged");
    }

    @Test
    void shouldSayThatItImprovesWhenTheLossStillFalls() {
        Random random = new Random(2);
        Entry entry = new Entry("a").losing(EXAMPLES, i -> 0.48 - 0.1 * i / EXAMPLES + 0.05 * random.nextGaussian());

        assertThat(signs(entry)).containsExactly("still improving: -0.0480 over the last half");
    }

    @Test
    void shouldSayThatItGetsWorseWhenTheLossRises() {
        Entry entry = new Entry("a").losing(EXAMPLES, i -> 0.3 + 0.1 * i / EXAMPLES);

        assertThat(signs(entry)).containsExactly("getting worse: +0.0499 over the last half");
    }

    @Test
    void shouldSayWhereItDivergedWhenItWasBetterThanTheRunningMeanBefore() {
        Random random = new Random(3);
        Entry entry = new Entry("a").losing(EXAMPLES, i -> (i < 12_000 ? 0.45 : 0.9) + 0.05 * random.nextGaussian());

        // The block of 32 examples that begins after 12,000.
        assertThat(signs(entry))
                .containsExactly("diverged after 12,000 examples: since then (0.9003, running mean 0.5000)");
    }

    @Test
    void shouldSayThatItDivergedFromTheStartWhenItWasFarWorseThroughout() {
        Entry entry = new Entry("a").losing(EXAMPLES, i -> 5);

        assertThat(signs(entry))
                .containsExactly("diverged from the start: in the last tenth (5.0000, running mean 0.5000)");
    }

    @Test
    void shouldSayThatItIsWorseThanTheRunningMeanWhenItNeverWasBetter() {
        Entry entry = new Entry("a").losing(EXAMPLES, noisy(0.55, 4));

        assertThat(signs(entry))
                .containsExactly(
                        "worse than the running mean throughout (0.5499, running mean 0.5000)", "has converged");
    }

    @Test
    void shouldSayThatItIsBetterLatelyWhenOnlyItsStartWasBad() {
        Entry entry = new Entry("a").losing(EXAMPLES, i -> i < 10_000 ? 0.75 : 0.45);

        assertThat(signs(entry))
                .containsExactly(
                        "worse than the running mean over all, better in the last tenth (0.6000, running mean 0.5000)",
                        "has converged");
    }

    @Test
    void shouldNotSayThatItDivergedWhenItIsAsGoodAsTheRunningMean() {
        int said = 0;
        for (int seed = 0; seed < 100; seed++) {
            BlockLosses losses = BlockLosses.of(new Entry("a").losing(2_000, noisy(0.5, seed)).losses);
            Divergence.Finding finding = Divergence.of(losses);
            said += finding != null && finding.diverged() ? 1 : 0;
        }
        assertThat(said).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldSayWhyItDivergedWhenItRefusedOneInAHundred() {
        Entry entry = new Entry("a").losing(990, i -> 0.45);
        for (int i = 0; i < 10; i++) {
            entry.losses.addRefused();
        }
        entry.refusals = new Refusals(10, 990, "expected a finite step, got NaN");

        assertThat(signs(entry))
                .containsExactly("diverged after 990 examples: expected a finite step, got NaN (10 refused)");
    }

    @Test
    void shouldNotSayThatItDivergedWhenItRefusedLess() {
        Entry entry = new Entry("a").losing(10_000, i -> 0.45);
        entry.refusals = new Refusals(3, 41, "expected a finite step, got NaN");

        assertThat(signs(entry))
                .containsExactly(
                        "refused 3, the first after 41 examples: expected a finite step, got NaN", "has converged");
    }

    @Test
    void shouldSayThatItOverfitsWhenTheHoldoutIsAboveTheTrainingByMoreThanNoise() {
        Entry entry = new Entry("a").losing(EXAMPLES, noisy(0.45, 5));
        entry.holdout = SyntheticReplay.evaluation(2_000, 0.8, 0.7);
        entry.epochs = List.of(new Epoch(0.46, 0.46), new Epoch(0.43, 0.44), new Epoch(0.40, 0.47));

        assertThat(signs(entry))
                .containsExactly(
                        "overfits: holdout 0.4700, train 0.4000 in epoch 3",
                        "holdout was best after epoch 2: 0.4400, now 0.4700",
                        "getting worse in epoch 3, from 0.4400 to 0.4700");
    }

    @Test
    void shouldNotSayThatItOverfitsWhenTheHoldoutIsAboveTheTrainingByNoise() {
        Entry entry = new Entry("a").losing(EXAMPLES, noisy(0.45, 5));
        entry.holdout = SyntheticReplay.evaluation(200, 0.8, 0.7);
        entry.epochs = List.of(new Epoch(0.46, 0.46), new Epoch(0.43, 0.435));

        assertThat(signs(entry)).containsExactly("still improving in epoch 2, from 0.4600 to 0.4350");
    }

    @Test
    void shouldSayWhereItWasDropped() {
        SyntheticReplay replay = new SyntheticReplay();
        replay.rungs = List.of(new Rung(0.1, 2_000, 2, 1), new Rung(0.3, 6_000, 1, 1));
        Entry dropped = new Entry("b").losing(2_000, noisy(0.47, 7));
        dropped.rung = 0;
        replay.with(new Entry("a").losing(EXAMPLES, noisy(0.45, 6))).with(dropped);

        assertThat(replay.report().ranked().get(1).signs())
                .containsExactly("dropped at rung 1 of 2, after 2,000 examples", "has converged");
    }

    @Test
    void shouldSayThatItCannotBeToldFromTheLeaderWhenTheIntervalHoldsZero() {
        SyntheticReplay replay = new SyntheticReplay()
                .with(new Entry("a").losing(EXAMPLES, noisy(0.45, 6)))
                .with(new Entry("b").losing(EXAMPLES, noisy(0.45, 7)));

        assertThat(replay.report().leader().signs()).containsExactly("has converged");
        assertThat(replay.report().ranked().get(1).signs())
                .containsExactly("has converged", "cannot be told from the leader");
    }

    @Test
    void shouldSayThatFreezingWouldHaveBeenBetterWhenItWas() {
        Entry entry = new Entry("a").losing(EXAMPLES, noisy(0.45, 6));
        entry.frozen = new Frozen(13_000, 0.44, 0.45);

        assertThat(signs(entry))
                .containsExactly(
                        "has converged",
                        "would have been better frozen after the first third (0.4400, learning on 0.4500)");
    }

    @Test
    void shouldAddWhatOthersHaveToSay() {
        SyntheticReplay replay = new SyntheticReplay().with(new Entry("a").losing(10, i -> 0.45));

        assertThat(ReplayReport.of(replay.result(), Map.of("a", List.of("rate too low")))
                        .leader()
                        .signs())
                .containsExactly("rate too low");
    }

    @Test
    void shouldSayNothingWhenThereIsNoExample() {
        assertThat(signs(new Entry("a"))).isEmpty();
    }

    private static List<String> signs(Entry entry) {
        return new SyntheticReplay().with(entry).report().leader().signs();
    }

    private static LongToDoubleFunction noisy(double level, long seed) {
        Random random = new Random(seed);
        return i -> level + 0.05 * random.nextGaussian();
    }
}
