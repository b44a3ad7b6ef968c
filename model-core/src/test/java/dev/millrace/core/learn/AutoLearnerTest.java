package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.expert.Panel;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.loss.AbsoluteLoss;
import dev.millrace.core.loss.FocalLoss;
import dev.millrace.core.loss.HingeLoss;
import dev.millrace.core.loss.HuberLoss;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.PoissonLoss;
import dev.millrace.core.loss.QuantileLoss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredHingeLoss;
import dev.millrace.core.loss.SquaredLoss;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.parameter.MapBlockStore;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A learner with the optimizer auto, whatever happens to it. */
class AutoLearnerTest {

    private static final int EVENTS = 400;

    @ParameterizedTest
    @CsvSource({
        "REGRESSION, 1000000, 128",
        "BINARY, 1000000, 128",
        "MULTICLASS, 1000000, 128",
        // Few features have a place; rows are dropped and read again.
        "REGRESSION, 3, 4",
        "BINARY, 3, 4",
        "MULTICLASS, 3, 4",
        "REGRESSION, 1, 128"
    })
    void shouldEndTheSameWhenStoppedAtAnyPoint(Task task, int limitBlocks, int places) {
        AutoStream stream = sparse(task);
        LearnerSpec spec = spec(task, places);
        Learner whole = AutoStream.learner(spec);
        double[][] expected = new double[EVENTS][];
        for (int n = 0; n < EVENTS; n++) {
            whole.process(stream.sparseVector(n), stream.labels[n]);
            expected[n] = whole.outcome().prediction().clone();
        }
        for (int stop : new int[] {1, 2, 3, 50, 127, 399}) {
            Run run = new Run(spec, limitBlocks);
            run.process(stream, 0, stop, expected);
            run.commit();
            Run resumed = new Run(run);
            assertThat(resumed.learner.digest()).isEqualTo(run.learner.digest());
            resumed.process(stream, stop, EVENTS, expected);
            assertThat(resumed.learner.digest()).as("stopped after %d", stop).isEqualTo(whole.digest());
            assertThat(resumed.learner.experts()).isEqualTo(whole.experts());
            assertThat(resumed.learner.evaluation()).isEqualTo(whole.evaluation());
            assertThat(resumed.dropped > 0).isEqualTo(limitBlocks < 1000);
        }
    }

    /** Of 40 features, each event has about six. */
    private static AutoStream sparse(Task task) {
        AutoStream stream = AutoStream.of(task, EVENTS, 40, 3);
        Random random = new Random(4);
        for (double[] x : stream.values) {
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextInt(7) == 0 ? x[i] : 0;
            }
        }
        return stream;
    }

    private static LearnerSpec spec(Task task, int places) {
        return AutoStream.spec(task, AutoStream.spec(task).loss(), new Auto(true, places));
    }

    /** A learner over a store, kept within its memory as the owner must. */
    private static final class Run {
        final MapBlockStore store;
        final int limitBlocks;
        final Learner learner;
        int dropped;
        private byte[] state = new byte[0];
        private long digest;

        Run(LearnerSpec spec, int limitBlocks) {
            this(spec, limitBlocks, new MapBlockStore(), 0);
        }

        /** From what the other has committed. */
        Run(Run other) {
            this(other.learner.spec(), other.limitBlocks, other.store.copy(), other.digest);
            StateReader in = new StateReader(other.state);
            learner.load(in);
            in.expectEnd();
        }

        private Run(LearnerSpec spec, int limitBlocks, MapBlockStore store, long digest) {
            this.store = store;
            this.limitBlocks = limitBlocks;
            var layout = Learner.layout(spec, AutoStream.ROWS);
            long limit = (long) limitBlocks * layout.blockFloats() * Float.BYTES;
            this.learner = AutoStream.learner(spec, new WorkingSet(layout, store, digest, limit));
        }

        void process(AutoStream stream, int from, int to, double[][] expected) {
            for (int n = from; n < to; n++) {
                Outcome outcome = learner.process(stream.sparseVector(n), stream.labels[n]);
                assertThat(outcome.prediction()).as("event %d", n).containsExactly(expected[n]);
                WorkingSet parameters = learner.parameters();
                if (parameters.isOverLimit()) {
                    if (parameters.needsWriteBack()) {
                        commit();
                    }
                    int before = parameters.residentBlocks();
                    parameters.makeRoom();
                    dropped += before - parameters.residentBlocks();
                }
            }
        }

        void commit() {
            learner.parameters().writeBack();
            digest = learner.parameters().digest();
            StateWriter out = new StateWriter();
            learner.save(out);
            state = out.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldGiveTheSameDigestWhenZerosAreLeftOut(Task task) {
        AutoStream stream = sparse(task);
        Learner given = AutoStream.learner(AutoStream.spec(task));
        Learner left = AutoStream.learner(AutoStream.spec(task));
        for (int n = 0; n < EVENTS; n++) {
            given.process(stream.vector(n), stream.labels[n]);
            left.process(stream.sparseVector(n), stream.labels[n]);
            assertThat(given.digest()).isEqualTo(left.digest());
        }
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldChangeNothingWhenAnEventIsUnlabeledOrWeighsNothingOrIsRefused(Task task) {
        AutoStream stream = AutoStream.of(task, 60, 10, 8);
        Learner plain = AutoStream.learner(AutoStream.spec(task));
        Learner mixed = AutoStream.learner(AutoStream.spec(task));
        for (int n = 0; n < 60; n++) {
            plain.process(stream.vector(n), stream.labels[n]);
            FeatureVector other = stream.vector((n + 7) % 60);
            mixed.process(other, Double.NaN);
            assertThat(mixed.process(other, stream.labels[n], 0, 0).status()).isEqualTo(Outcome.Status.LEARNED);
            for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                FeatureVector bad = Vectors.of(new float[0], new int[] {0, 3, 60}, new float[] {1, 2, value});
                Outcome outcome = mixed.process(bad, stream.labels[n]);
                assertThat(outcome.status()).isEqualTo(Outcome.Status.REFUSED);
                assertThat(outcome.refusal()).isEqualTo("a score or a prediction is not finite");
            }
            mixed.process(stream.vector(n), stream.labels[n]);
            assertThat(mixed.digest()).isEqualTo(plain.digest());
        }
        assertThat(mixed.refused()).isEqualTo(180);
        assertThat(mixed.unlabeled()).isEqualTo(60);
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldLoseAboutAsMuchInTheEndWhenFeaturesAreWild(Task task) {
        AutoStream plain = AutoStream.of(task, 5000, 12, 9);
        AutoStream wild = plain.copy();
        Random random = new Random(10);
        for (int n = 0; n < 5000; n++) {
            double[] x = wild.values[n];
            for (int i = 0; i < 12; i++) {
                x[i] *= Math.pow(10, -6 + i * 15 / 11.0);
            }
            double[] more = Arrays.copyOf(x, 14);
            more[12] = 12345;
            more[13] = n < 2000 ? 0 : random.nextGaussian();
            wild.values[n] = more;
        }
        wild.values[3][5] *= 100;
        double expected = AutoStream.mean(plain.losses(), 4000, 5000);
        double actual = AutoStream.mean(wild.losses(), 4000, 5000);
        assertThat(actual / expected).isBetween(0.97, 1.03);
    }

    static Stream<Arguments> shouldBeginADivergedExpertAnewAndPredictOn() {
        return Stream.of(Task.values())
                .flatMap(task -> Stream.of(Float.NaN, 1e38f, Float.NEGATIVE_INFINITY)
                        .flatMap(value -> Stream.of(0, 12, 18, 19).map(lane -> Arguments.of(task, value, lane))));
    }

    @ParameterizedTest
    @MethodSource
    void shouldBeginADivergedExpertAnewAndPredictOn(Task task, float value, int lane) {
        AutoStream stream = AutoStream.of(task, 2000, 10, 11);
        LearnerSpec spec = AutoStream.spec(task);
        Panel panel = Panel.of(Auto.DEFAULT, spec.outputs(), spec.loss());
        Learner learner = AutoStream.learner(spec);
        double[] losses = new double[2000];
        for (int n = 0; n < 2000; n++) {
            if (n == 500) {
                WorkingSet parameters = learner.parameters();
                int at = parameters.locate(4) + lane * panel.outputs();
                parameters.data()[at] = value;
                parameters.markChanged(4);
            }
            Outcome outcome = learner.process(stream.vector(n), stream.labels[n]);
            assertThat(outcome.status()).isEqualTo(Outcome.Status.LEARNED);
            assertThat(Outcome.areFinite(outcome.scores(), outcome.prediction()))
                    .isTrue();
            losses[n] = outcome.loss();
        }
        assertThat(learner.experts().restarts()).isEqualTo(1);
        double ratio = AutoStream.mean(losses, 501, 2000) / AutoStream.mean(stream.losses(), 501, 2000);
        assertThat(ratio).isCloseTo(1, within(0.01));
        WorkingSet parameters = learner.parameters();
        for (int row = 0; row <= 10; row++) {
            int at = parameters.locate(row);
            for (int i = at; i < at + parameters.layout().rowFloats(); i++) {
                assertThat(parameters.data()[i]).isFinite();
            }
        }
    }

    /** Whatever is learned can be resumed, and heavy events are refused before they change anything. */
    @ParameterizedTest
    @CsvSource({
        "BINARY, 1e19",
        "BINARY, 1e300",
        "BINARY, 1e18",
        "BINARY, 1e-300",
        "BINARY, 1e-23",
        "REGRESSION, 1e19",
        "REGRESSION, 1e-300",
        "MULTICLASS, 1e40",
        "MULTICLASS, 1e-320"
    })
    void shouldBeResumedWhenAnEventHasAWildWeight(Task task, double weight) {
        AutoStream stream = AutoStream.of(task, 300, 6, 3);
        Learner learner = AutoStream.learner(AutoStream.spec(task));
        for (int n = 0; n < 300; n++) {
            long before = learner.digest();
            Outcome outcome = learner.process(stream.vector(n), stream.labels[n], n % 100 == 0 ? weight : 1, 0);
            if (outcome.status() == Outcome.Status.REFUSED) {
                assertThat(weight).isGreaterThan(1e18);
                assertThat(learner.digest()).isEqualTo(before);
            }
            StateWriter state = new StateWriter();
            learner.save(state);
            AutoStream.learner(AutoStream.spec(task)).load(new StateReader(state.toByteArray()));
        }
        assertThat(learner.refused()).isEqualTo(weight > 1e18 ? 3 : 0);
        assertThat(learner.experts().restarts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-157, 1e-300, 1e153})
    void shouldBeResumedWhenLabelsAreTinyOrHuge(double unit) {
        AutoStream stream = AutoStream.of(Task.REGRESSION, 300, 6, 3);
        Learner learner = AutoStream.learner(AutoStream.spec(Task.REGRESSION));
        for (int n = 0; n < 300; n++) {
            learner.process(stream.vector(n), stream.labels[n] * unit);
            StateWriter state = new StateWriter();
            learner.save(state);
            AutoStream.learner(AutoStream.spec(Task.REGRESSION)).load(new StateReader(state.toByteArray()));
        }
        assertThat(learner.refused()).isZero();
    }

    static Stream<Arguments> shouldLearnWhateverTheLoss() {
        return Stream.of(
                Arguments.of(Task.REGRESSION, new SquaredLoss()),
                Arguments.of(Task.REGRESSION, new AbsoluteLoss()),
                Arguments.of(Task.REGRESSION, new HuberLoss(1)),
                Arguments.of(Task.REGRESSION, new QuantileLoss(0.8)),
                Arguments.of(Task.REGRESSION, new PoissonLoss()),
                Arguments.of(Task.BINARY, new LogisticLoss()),
                Arguments.of(Task.BINARY, new HingeLoss()),
                Arguments.of(Task.BINARY, new SquaredHingeLoss()),
                Arguments.of(Task.BINARY, new FocalLoss(2, 0.5)),
                Arguments.of(Task.MULTICLASS, new SoftmaxLoss()));
    }

    @ParameterizedTest
    @MethodSource
    void shouldLearnWhateverTheLoss(Task task, Loss loss) {
        AutoStream stream = AutoStream.of(task, 3000, 10, 12);
        if (loss instanceof PoissonLoss) {
            Random random = new Random(13);
            for (int n = 0; n < 3000; n++) {
                stream.labels[n] = poisson(Math.exp(stream.labels[n] / 3), random);
            }
        }
        Learner learner = AutoStream.learner(AutoStream.spec(task, loss));
        double[] losses = stream.losses(learner);
        double mean = AutoStream.mean(losses, 0, 3000);
        double best = learner.experts().experts().stream()
                .mapToDouble(ExpertStandings.Expert::meanLoss)
                .min()
                .orElseThrow();
        double baseline = learner.evaluation().runningMean().meanLoss();
        assertThat(mean).isLessThan(baseline - 0.3 * Math.abs(baseline));
        // A mean of rates is no mixture of Poisson distributions, and has no guarantee; the other two are not smooth.
        double regret = loss instanceof PoissonLoss
                ? 0.3
                : loss instanceof HingeLoss || loss instanceof SquaredHingeLoss ? 0.06 : 0.03;
        assertThat(mean).isLessThan(best + regret * Math.abs(best));
        assertThat(learner.refused()).isZero();
    }

    private static int poisson(double rate, Random random) {
        int count = -1;
        for (double sum = 0; sum < rate; count++) {
            sum -= Math.log(1 - random.nextDouble());
        }
        return Math.max(0, count);
    }
}
