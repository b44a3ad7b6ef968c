package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the target turns round, the mixture follows about as soon as the quickest expert, and says so. */
class DriftTest {

    private static final int CHANGE = 20_000;
    private static final int EVENTS = 40_000;
    private static final int WINDOW = 200;

    /** Those that forget so fast, or are mixtures themselves, that they may be sooner. */
    private static final Set<String> QUICK = Set.of("kalman-0.99", "stack-1", "stack-0.998");

    @ParameterizedTest
    @CsvSource({"BINARY, 1", "BINARY, 2", "BINARY, 3", "REGRESSION, 1", "REGRESSION, 2", "REGRESSION, 3"})
    void shouldFollowAChangeAboutAsSoonAsTheQuickestExpert(Task task, long seed) {
        AutoStream stream = AutoStream.of(task, EVENTS, 20, seed, CHANGE);
        LearnerSpec spec = AutoStream.spec(task);
        Learner learner = AutoStream.learner(spec);
        double[] mixture = new double[EVENTS];
        double[][] experts = new double[learner.experts().experts().size()][EVENTS];
        double[] before = new double[experts.length];
        for (int n = 0; n < EVENTS; n++) {
            mixture[n] = learner.process(stream.vector(n), stream.labels[n]).loss();
            if (n >= CHANGE - 2 * WINDOW - 5000) {
                List<ExpertStandings.Expert> standings = learner.experts().experts();
                for (int k = 0; k < experts.length; k++) {
                    double sum = standings.get(k).meanLoss() * (n + 1);
                    experts[k][n] = sum - before[k];
                    before[k] = sum;
                }
            }
        }
        int followed = recovery(mixture, level(mixture));
        assertThat(followed).isLessThanOrEqualTo(task == Task.BINARY ? 280 : 470);
        int fastest = Integer.MAX_VALUE;
        for (int k = 0; k < experts.length; k++) {
            String name = learner.experts().experts().get(k).name();
            int recovery = recovery(experts[k], level(mixture));
            fastest = Math.min(fastest, recovery);
            assertThat(level(mixture)).as("level of %s", name).isLessThan(1.01 * level(experts[k]));
            if (!QUICK.contains(name)) {
                assertThat(followed).as(name).isLessThan(recovery);
            }
        }
        // What it takes to believe another expert: binary, 10 to 23 events; regression, up to 6.
        assertThat(followed).isLessThanOrEqualTo(fastest + 30);
        // A window of squared errors may be cut while they still rise, and again when they have.
        assertThat(learner.experts().drifts()).isBetween(1L, task == Task.BINARY ? 1L : 2L);
        assertThat(learner.experts().lastDrift().examples()).isBetween(CHANGE + 1L, CHANGE + 160L);
    }

    @ParameterizedTest
    @CsvSource({"REGRESSION, 11", "BINARY, 12", "REGRESSION, 13", "BINARY, 14"})
    void shouldTellOfNoChangeWhenThereIsNone(Task task, long seed) {
        AutoStream stream = AutoStream.of(task, 20_000, 4, seed);
        Random random = new Random(seed);
        Learner learner = AutoStream.learner(AutoStream.spec(task));
        for (int n = 0; n < 200_000; n++) {
            int event = random.nextInt(stream.size());
            learner.process(stream.vector(event), stream.labels[event]);
        }
        assertThat(learner.experts().drifts()).isZero();
        assertThat(learner.experts().lastDrift()).isNull();
    }

    private static double level(double[] losses) {
        return AutoStream.mean(losses, CHANGE - 5000, CHANGE);
    }

    /** Events after the change until the last window has a mean of no more than 1.25 of the level; or the largest number. */
    private static int recovery(double[] losses, double level) {
        for (int n = CHANGE + WINDOW; n <= EVENTS; n++) {
            if (AutoStream.mean(losses, n - WINDOW, n) <= 1.25 * level) {
                return n - CHANGE;
            }
        }
        return Integer.MAX_VALUE;
    }
}
