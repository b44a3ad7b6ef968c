package dev.millrace.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProgressiveMetricsTest {

    enum Kind {
        REGRESSION(0, 1),
        BINARY(2, 1),
        TWO_CLASSES(2, 2),
        FIVE_CLASSES(5, 5);

        final int classes;
        final int outputs;

        Kind(int classes, int outputs) {
            this.classes = classes;
            this.outputs = outputs;
        }

        Loss loss() {
            if (outputs > 1) {
                return new SoftmaxLoss();
            }
            return classes == 0 ? new SquaredLoss() : new LogisticLoss();
        }

        ProgressiveMetrics metrics(long window) {
            return new ProgressiveMetrics(loss(), classes, outputs, window);
        }
    }

    /** A label and the scores that were given before it was seen. */
    private static final class Example {
        final double[] scores;
        final double[] prediction;
        final double label;
        final double loss;

        Example(Loss loss, double[] scores, double label) {
            this.scores = scores;
            this.prediction = new double[scores.length];
            this.label = label;
            this.loss = loss.value(scores, label);
            loss.predict(scores, prediction);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldEqualAPlainRecomputationAtAnyPoint(Kind kind) {
        ProgressiveMetrics metrics = kind.metrics(50);
        List<Example> seen = new ArrayList<>();
        for (Example example : stream(kind, 400, 4)) {
            metrics.add(example.scores[0], example.prediction, example.label, example.loss);
            seen.add(example);
            if (seen.size() < 70 || seen.size() % 37 == 0) {
                check(metrics.evaluation(), kind, seen, 5);
            }
        }
        assertThat(metrics.examples()).isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldBeNaNBeforeTheFirstExample(Kind kind) {
        Evaluation e = kind.metrics(10).evaluation();

        assertThat(e.examples()).isZero();
        assertThat(e.windowExamples()).isZero();
        assertThat(List.of(e.meanLoss(), e.accuracy(), e.rmse(), e.auc(), e.windowLoss(), e.windowAccuracy()))
                .containsOnly(Double.NaN);
        assertThat(e.runningMean()).isEqualTo(new Evaluation.Baseline(Double.NaN, Double.NaN, Double.NaN));
        assertThat(e.noChange()).isEqualTo(new Evaluation.Baseline(Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void shouldGiveTheseFiguresWhenThereAreThreeBinaryExamples() {
        ProgressiveMetrics metrics = Kind.BINARY.metrics(10);
        metrics.add(2, new double[] {0.9}, 1, 0.1);
        metrics.add(-1, new double[] {0.25}, 1, 1.5);
        metrics.add(0, new double[] {0.5}, 0, 0.7);

        Evaluation e = metrics.evaluation();

        assertThat(e.meanLoss()).isCloseTo(2.3 / 3, within(1e-15));
        // Half is no positive: the first and the third are right.
        assertThat(e.accuracy()).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(e.auc()).isEqualTo(0.5);
        // Shares of class 1 before each example: 1/2, 3/4, 5/6.
        double baselineLoss = Math.log(2) + Math.log(4 / 3.0) + Math.log(6);
        assertThat(e.runningMean().meanLoss()).isCloseTo(baselineLoss / 3, within(1e-15));
        // Class 0 before the first label, then 1.
        assertThat(e.runningMean().accuracy()).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(e.noChange().accuracy()).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(e.noChange().meanLoss()).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "25, 2", "100, 10", "1000, 100"})
    void shouldSlideByTenthsOfTheWindow(int window, int tenth) {
        ProgressiveMetrics metrics = Kind.REGRESSION.metrics(window);
        for (int n = 1; n <= 3 * window; n++) {
            metrics.add(0, new double[] {0}, 1, n);
            int inWindow = Math.min(n, 9 * tenth + 1 + (n - 1) % tenth);

            Evaluation e = metrics.evaluation();

            assertThat(e.windowExamples()).isEqualTo(inWindow);
            // Losses are 1, 2, 3, ...
            assertThat(e.windowLoss()).isCloseTo(n - (inWindow - 1) / 2.0, within(1e-9));
        }
    }

    @Test
    void shouldRefuseWhenTheWindowIsTooSmall() {
        assertThatThrownBy(() -> Kind.BINARY.metrics(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("window: expected 10 examples or more, got 9");
    }

    /** What cannot be loaded would end a learner for good. */
    @Test
    void shouldBeLoadedAgainWhenSumsHaveNoRoomInADouble() {
        ProgressiveMetrics metrics = Kind.REGRESSION.metrics(20);
        for (int i = 0; i < 3; i++) {
            metrics.add(460, new double[] {1e200}, i, 1.5e308);
        }
        StateWriter state = new StateWriter();
        metrics.save(state);
        ProgressiveMetrics loaded = Kind.REGRESSION.metrics(20);

        loaded.load(new StateReader(state.toByteArray()));

        assertThat(loaded.evaluation()).isEqualTo(metrics.evaluation());
        assertThat(loaded.evaluation().rmse()).isEqualTo(Math.sqrt(Double.MAX_VALUE / 3));
        assertThat(loaded.evaluation().windowLoss()).isEqualTo(Double.MAX_VALUE / 3);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldGoOnAsIfNeverInterruptedWhenSavedAndLoaded(Kind kind) {
        List<Example> stream = stream(kind, 120, 5);
        ProgressiveMetrics metrics = kind.metrics(20);
        // Has seen other examples before, of which nothing may remain.
        ProgressiveMetrics loaded = kind.metrics(20);
        stream(kind, 300, 6).forEach(e -> loaded.add(e.scores[0], e.prediction, e.label, e.loss));
        for (int i = 0; i < stream.size(); i++) {
            load(loaded, save(metrics));
            assertThat(loaded.evaluation()).isEqualTo(metrics.evaluation());
            Example e = stream.get(i);
            metrics.add(e.scores[0], e.prediction, e.label, e.loss);
            loaded.add(e.scores[0], e.prediction, e.label, e.loss);
            assertThat(save(loaded)).containsExactly(save(metrics));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldLoadOrRefuseButNeverFailOtherwiseWhenBytesAreDamaged(Kind kind) {
        ProgressiveMetrics metrics = kind.metrics(20);
        stream(kind, 60, 7).forEach(e -> metrics.add(e.scores[0], e.prediction, e.label, e.loss));
        byte[] saved = save(metrics);
        Example next = stream(kind, 1, 8).get(0);
        int refused = 0;
        for (int at = 0; at < saved.length; at++) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                byte[] damaged = saved.clone();
                damaged[at] = (byte) value;
                ProgressiveMetrics loaded = kind.metrics(20);
                try {
                    load(loaded, damaged);
                    loaded.add(next.scores[0], next.prediction, next.label, next.loss);
                    loaded.evaluation();
                } catch (CorruptStateException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource({
        // Byte of the state, what is written there, the reason.
        "0, 2, 'format of the metrics: expected 1, found 2'",
        "13, 9, 'correct predictions: expected at most 3, found 9'",
        "64, 1, 'examples of class 1: expected at most 2, found 3'",
        "65, 2, 'examples of all classes: expected 3, found 2'"
    })
    void shouldSayWhatIsDamaged(int at, int value, String message) {
        ProgressiveMetrics metrics = Kind.BINARY.metrics(20);
        for (int i = 0; i < 3; i++) {
            metrics.add(1, new double[] {0.7}, 1, 0.5);
        }
        byte[] saved = save(metrics);
        saved[at] = (byte) value;

        assertThatThrownBy(() -> load(Kind.BINARY.metrics(20), saved))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage(message);
    }

    private static void check(Evaluation e, Kind kind, List<Example> seen, int tenth) {
        int n = seen.size();
        List<Example> window = seen.subList(n - Math.min(n, 9 * tenth + 1 + (n - 1) % tenth), n);
        int first = n - window.size();
        boolean regression = kind == Kind.REGRESSION;
        assertThat(e.examples()).isEqualTo(n);
        assertThat(e.windowExamples()).isEqualTo(window.size());
        assertClose(e.meanLoss(), mean(seen, x -> x.loss));
        assertClose(e.windowLoss(), mean(window, x -> x.loss));
        assertClose(e.accuracy(), regression ? Double.NaN : mean(seen, x -> hit(kind, x)));
        assertClose(e.windowAccuracy(), regression ? Double.NaN : mean(window, x -> hit(kind, x)));
        assertClose(e.rmse(), regression ? Math.sqrt(mean(seen, x -> square(x.scores[0] - x.label))) : Double.NaN);
        double[] baselineLosses = IntStream.range(0, n)
                .mapToDouble(i -> kind.loss().valueOfPrediction(baseline(kind, seen.subList(0, i)), seen.get(i).label))
                .toArray();
        assertClose(e.runningMean().meanLoss(), Arrays.stream(baselineLosses).sum() / n);
        assertClose(
                e.windowRunningMeanLoss(),
                Arrays.stream(baselineLosses, first, n).sum() / window.size());
        checkBaselines(e, kind, seen);
        assertThat(Double.isNaN(e.auc())).isEqualTo(kind != Kind.BINARY || oneClass(seen));
    }

    private static void checkBaselines(Evaluation e, Kind kind, List<Example> seen) {
        int n = seen.size();
        double meanHits = 0;
        double meanErrors = 0;
        double changeHits = 0;
        double changeErrors = 0;
        for (int i = 0; i < n; i++) {
            double[] baseline = baseline(kind, seen.subList(0, i));
            double label = seen.get(i).label;
            double previous = i == 0 ? 0 : seen.get(i - 1).label;
            double[] shares = kind == Kind.BINARY ? new double[] {1 - baseline[0], baseline[0]} : baseline;
            meanHits += argMax(shares) == label ? 1 : 0;
            meanErrors += square(baseline[0] - label);
            changeHits += previous == label ? 1 : 0;
            changeErrors += square(previous - label);
        }
        boolean regression = kind == Kind.REGRESSION;
        assertClose(e.runningMean().accuracy(), regression ? Double.NaN : meanHits / n);
        assertClose(e.runningMean().rmse(), regression ? Math.sqrt(meanErrors / n) : Double.NaN);
        assertClose(e.noChange().accuracy(), regression ? Double.NaN : changeHits / n);
        assertClose(e.noChange().rmse(), regression ? Math.sqrt(changeErrors / n) : Double.NaN);
        assertThat(e.noChange().meanLoss()).isNaN();
    }

    /** The running mean of the labels, or the smoothed share of each class. */
    private static double[] baseline(Kind kind, List<Example> before) {
        int n = before.size();
        if (kind == Kind.REGRESSION) {
            return new double[] {n == 0 ? 0 : mean(before, x -> x.label)};
        }
        double[] shares = new double[kind.classes];
        for (int k = 0; k < shares.length; k++) {
            int label = k;
            long count = before.stream().filter(x -> x.label == label).count();
            shares[k] = (count + 0.5) / (n + kind.classes / 2.0);
        }
        return kind == Kind.BINARY ? new double[] {shares[1]} : shares;
    }

    private static double hit(Kind kind, Example x) {
        double predicted = kind == Kind.BINARY ? (x.scores[0] > 0 ? 1 : 0) : argMax(x.prediction);
        return predicted == x.label ? 1 : 0;
    }

    private static boolean oneClass(List<Example> seen) {
        return seen.stream().mapToDouble(x -> x.label).distinct().count() < 2;
    }

    private static double mean(List<Example> examples, ToDoubleFunction<Example> f) {
        return examples.stream().mapToDouble(f).average().orElseThrow();
    }

    /** The first of the largest. */
    private static int argMax(double[] values) {
        double max = Arrays.stream(values).max().orElseThrow();
        return IntStream.range(0, values.length)
                .filter(k -> values[k] == max)
                .findFirst()
                .orElseThrow();
    }

    private static double square(double x) {
        return x * x;
    }

    private static void assertClose(double actual, double expected) {
        if (Double.isNaN(expected)) {
            assertThat(actual).isNaN();
        } else {
            assertThat(actual).isCloseTo(expected, within(1e-11 * Math.max(1, Math.abs(expected))));
        }
    }

    private static List<Example> stream(Kind kind, int n, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double label = kind == Kind.REGRESSION ? 3 * random.nextGaussian() : random.nextInt(kind.classes);
            double[] scores = random.doubles(kind.outputs, -3, 3).toArray();
            if (kind.outputs > 1) {
                scores[(int) label] += 1;
            }
            examples.add(new Example(kind.loss(), scores, label));
        }
        return examples;
    }

    private static byte[] save(ProgressiveMetrics metrics) {
        StateWriter out = new StateWriter();
        metrics.save(out);
        return out.toByteArray();
    }

    private static void load(ProgressiveMetrics metrics, byte[] bytes) {
        StateReader in = new StateReader(bytes);
        metrics.load(in);
        in.expectEnd();
    }
}
