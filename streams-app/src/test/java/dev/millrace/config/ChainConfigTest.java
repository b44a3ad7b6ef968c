package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.millrace.core.feature.WeightSpec;
import dev.millrace.core.learn.Batching;
import dev.millrace.core.learn.Batching.Combine;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.link.ClipNorm;
import dev.millrace.core.link.ClipValue;
import dev.millrace.core.link.ExponentialAverage;
import dev.millrace.core.link.L2;
import dev.millrace.core.link.MaxWeightNorm;
import dev.millrace.core.link.PolyakAverage;
import dev.millrace.core.link.TruncatedL1;
import dev.millrace.core.link.WeightDecay;
import dev.millrace.core.loss.AbsoluteLoss;
import dev.millrace.core.loss.FocalLoss;
import dev.millrace.core.loss.HingeLoss;
import dev.millrace.core.loss.HuberLoss;
import dev.millrace.core.loss.PoissonLoss;
import dev.millrace.core.loss.QuantileLoss;
import dev.millrace.core.loss.SquaredHingeLoss;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.Cosine;
import dev.millrace.core.schedule.CosineWarmRestarts;
import dev.millrace.core.schedule.Exponential;
import dev.millrace.core.schedule.InverseSquareRoot;
import dev.millrace.core.schedule.InverseTime;
import dev.millrace.core.schedule.LinearWarmup;
import dev.millrace.core.schedule.Polynomial;
import dev.millrace.core.schedule.ReduceOnPlateau;
import dev.millrace.core.schedule.StepDecay;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules, losses, batches, links, averages and weights as a config writes them. */
class ChainConfigTest {

    private static final String RATE = "rate: {type: inverse-sqrt, value: 0.5}";

    @Test
    void shouldBuildTheWholeChainWhenAllOfItIsWritten() {
        LearnerSpec spec = spec(Readme.with("    batch: 1\n", """
                    batch: {every: 1m}
                    gradient:
                      - {type: clip-value, limit: 5}
                      - {strength: 0.001}
                      - {type: clip-norm, limit: 1}
                    weights: [{type: weight-decay, strength: 0.01}, {type: l1, strength: 0.5}, {limit: 10}]
                    plateau: {factor: 0.5, patience: 20000}
                    average: {type: polyak, start: 100, serve: average}
                    class-weights: [1, 2.5]
                """));

        assertThat(spec.batching()).isEqualTo(new Batching.EventTime(60_000, 1_000_000, Combine.MEAN));
        assertThat(spec.gradientLinks()).containsExactly(new ClipValue(5), new L2(0.001), new ClipNorm(1));
        assertThat(spec.weightLinks())
                .containsExactly(new WeightDecay(0.01), new TruncatedL1(0.5, 1e30), new MaxWeightNorm(10));
        assertThat(spec.plateau()).isEqualTo(new ReduceOnPlateau(0.5, 10_000, 20_000, 1e-4, 0, 0));
        assertThat(spec.averaging()).isEqualTo(new PolyakAverage(100, true));
        assertThat(spec.classWeights()).containsExactly(1.0, 2.5);
    }

    static Stream<Arguments> schedules() {
        return Stream.of(
                arguments("0.25", new Constant(0.25)),
                arguments("{type: step, value: 1, every: 30}", new StepDecay(1, 30, 0.1)),
                arguments("{type: exponential, value: 1, factor: 0.999}", new Exponential(1, 0.999)),
                arguments("{type: inverse-time, value: 1, k: 0.01}", new InverseTime(1, 0.01)),
                arguments("{type: polynomial, value: 1, total: 100, power: 2}", new Polynomial(1, 100, 2)),
                arguments("{type: cosine, value: 1, half: 100, floor: 0.1}", new Cosine(1, 100, 0.1)),
                arguments(
                        "{type: cosine-warm-restarts, value: 1, first: 10, growth: 2}",
                        new CosineWarmRestarts(1, 10, 2, 0)),
                arguments(
                        "{type: linear-warmup, steps: 500, then: {type: inverse-sqrt, value: 2}}",
                        new LinearWarmup(500, new InverseSquareRoot(2))));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void shouldBuildTheScheduleThatIsWritten(String yaml, Object schedule) {
        assertThat(spec(Readme.with(RATE, "rate: " + yaml)).schedule()).isEqualTo(schedule);
    }

    @Test
    void shouldBuildTheLossThatIsWritten() {
        assertThat(binaryLoss("hinge")).isEqualTo(new HingeLoss());
        assertThat(binaryLoss("squared-hinge")).isEqualTo(new SquaredHingeLoss());
        assertThat(binaryLoss("focal")).isEqualTo(new FocalLoss(2, 0.25));
        assertThat(binaryLoss("{type: focal, gamma: 1, alpha: 0.5}")).isEqualTo(new FocalLoss(1, 0.5));
        assertThat(regressionLoss("absolute")).isEqualTo(new AbsoluteLoss());
        assertThat(regressionLoss("huber")).isEqualTo(new HuberLoss(1));
        assertThat(regressionLoss("{type: huber, delta: 15}")).isEqualTo(new HuberLoss(15));
        assertThat(regressionLoss("{tau: 0.9}")).isEqualTo(new QuantileLoss(0.9));
        assertThat(regressionLoss("poisson")).isEqualTo(new PoissonLoss());
    }

    @Test
    void shouldReadBatchesOfEverySort() {
        assertThat(batching("7")).isEqualTo(new Batching.Count(7, Combine.MEAN));
        assertThat(batching("{size: 7, combine: sum}")).isEqualTo(new Batching.Count(7, Combine.SUM));
        assertThat(batching("{type: time, every: 90 s, limit: 500, combine: sum}"))
                .isEqualTo(new Batching.EventTime(90_000, 500, Combine.SUM));
        assertThat(batching("{every: 250ms}")).isEqualTo(new Batching.EventTime(250, 1_000_000, Combine.MEAN));
        assertThat(batching("{every: 366d}"))
                .isEqualTo(new Batching.EventTime(366 * 86_400_000L, 1_000_000, Combine.MEAN));
        assertThat(batching("full")).isEqualTo(new Batching.Full(Combine.MEAN));
        assertThat(batching("{type: full, combine: sum}")).isEqualTo(new Batching.Full(Combine.SUM));
    }

    @Test
    void shouldTellFullBatchesApartWhenFingerprintsAreTaken() {
        Fingerprint full = fingerprint(Readme.with("batch: 1", "batch: full"));

        assertThat(full.json()).contains("\"batch\":{\"combine\":\"mean\",\"type\":\"full\"}");
        assertThat(full.hex()).isNotEqualTo(fingerprint(Readme.YAML).hex());
    }

    @Test
    void shouldRefuseAStreamWhenALearnerWaitsForTheEndOfAnEpoch() {
        MillraceConfig config = Readme.parse(Readme.with("batch: 1", "batch: full"));

        assertThatThrownBy(config::requireStream)
                .isInstanceOf(ConfigException.class)
                .hasMessage("learner 'champion': batch full makes its step at the end of an epoch, which a stream does"
                        + " not have; use it with millrace replay --epochs, or give a number");
        assertThatCode(Readme.parse(Readme.YAML)::requireStream).doesNotThrowAnyException();
    }

    @Test
    void shouldReadTheWeightOfEventsAndOfNamedClasses() {
        String yaml = Readme.with("  above: 15", "  classes: [early, late]\nweight: {field: passengers}")
                .replace("    batch: 1", "    class-weights: {late: 2}");
        MillraceConfig config = Readme.parse(yaml);

        assertThat(config.event().weight()).isEqualTo(new WeightSpec("passengers", 1e6));
        assertThat(config.learners().get(0).spec().classWeights()).containsExactly(1.0, 2.0);
        assertThat(Readme.parse(Readme.YAML).event().weight()).isNull();
    }

    static Stream<Arguments> mistakes() {
        String at = "flights.yaml:37: learners[0].";
        return Stream.of(
                arguments(
                        "batch: 0",
                        at
                                + "batch: expected a whole number from 1 to 1000000, or one of count, time, full; found '0'"),
                arguments(
                        "batch: time",
                        at + "batch.every: required but missing; expected a time from 1 ms to 366 d in"
                                + " ms, s, m, h or d, such as 30s or 1m"),
                arguments(
                        "batch: {every: 367d}",
                        at + "batch.every: expected a time from 1 ms to 366 d in"
                                + " ms, s, m, h or d, such as 30s or 1m; found '367d'"),
                arguments(
                        "batch: {every: 1m, combine: men}",
                        at + "batch.combine: expected one of mean, sum; found 'men'" + " (did you mean 'mean'?)"),
                arguments(
                        "batch: {every: 1m, size: 3}",
                        at + "batch.type: required but missing; expected one of count, time," + " full"),
                arguments("gradient: {limit: 1}", at + "gradient: expected a list; found a mapping"),
                arguments(
                        "gradient: [{limit: 1}]",
                        at + "gradient[0].type: required but missing; expected one of" + " clip-value, clip-norm, l2"),
                arguments(
                        "gradient: [{type: clip-norm, limit: 0}]",
                        at + "gradient[0].limit: expected a number above 0" + " and at most 1000000000; found '0'"),
                arguments(
                        "gradient: [{type: l2, strength: 1e4}]",
                        at + "gradient[0].strength: expected a number above 0" + " and at most 1000; found '1e4'"),
                arguments(
                        "weights: [{type: l1, strength: 1, threshold: 0}]",
                        at + "weights[0].threshold: expected a number" + " above 0 and at most 1e30; found '0'"),
                arguments(
                        "weights: [{type: clip-norm, limit: 1}]",
                        at + "weights[0].type: expected one of weight-decay,"
                                + " l1, max-weight-norm; found 'clip-norm'"),
                arguments(
                        "plateau: {type: reduce, factor: 1}",
                        at + "plateau.factor: expected a number above 0 and at" + " most 0.99; found '1'"),
                arguments(
                        "plateau: {type: reduce, window: 0}",
                        at + "plateau.window: expected a whole number from 1 to" + " 1e12; found '0'"),
                arguments(
                        "average: {type: exponential, decay: 1}",
                        at + "average.decay: expected a number above 0 and" + " below 1; found '1'"),
                arguments(
                        "average: {type: polyak, serve: both}",
                        at + "average.serve: expected one of raw, average; found" + " 'both'"),
                arguments(
                        "class-weights: [1, -2]",
                        at + "class-weights[1]: expected a number from 0 to 1000000; found" + " '-2'"),
                arguments(
                        "class-weights: {late: 2}",
                        at + "class-weights: expected a list of weights in the order of the"
                                + " class indices, because the label names no classes; found a mapping"),
                arguments(
                        "class-weights: [1]",
                        "flights.yaml:33: learners[0]: class-weights: expected one for each of 2" + " classes, got 1"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldSayExactlyThisWhenAPartOfTheChainIsWrong(String yaml, String problem) {
        assertThat(Readme.problems(Readme.with("batch: 1", yaml))).containsExactly(problem);
    }

    @Test
    void shouldRefuseAnAverageWhenTheOptimizerMovesAbsentFeatures() {
        assertThat(Readme.problems(Readme.with("{type: sgd}", "momentum").replace("batch: 1", "average: polyak")))
                .singleElement()
                .asString()
                .startsWith("flights.yaml:33: learners[0]: average: expected an optimizer that leaves the weights of an"
                        + " absent feature where they are (without momentum, or a lazy one), got Momentum[");
    }

    @Test
    void shouldRefuseAWeightThatIsOutOfRange() {
        assertThat(Readme.problems(Readme.with("  above: 15", "  above: 15\nweight: {field: w, max: 1e10}")))
                .containsExactly("flights.yaml:23: weight.max: expected a number above 0 and at most 1000000000; found"
                        + " '1e10'");
        assertThat(Readme.problems(Readme.with("  above: 15", "  above: 15\nweight: {max: 1}")))
                .containsExactly(
                        "flights.yaml:23: weight.field: required but missing; expected the name of a field of the event");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments("batch: {size: 1}", List.of()),
                arguments("batch: {size: 1, combine: sum}", List.of("batch")),
                arguments("batch: {every: 1m}", List.of("batch")),
                arguments("gradient: []", List.of()),
                arguments("gradient: [{type: clip-norm, limit: 1}]", List.of("gradient")),
                arguments("weights: [{type: l1, strength: 1}]", List.of("weights")),
                arguments("plateau: reduce", List.of("plateau")),
                arguments("average: polyak", List.of("average")),
                arguments("class-weights: [1, 1]", List.of("class-weights")));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void shouldBePartOfTheFingerprintOnlyWhenItIsUsed(String yaml, List<String> keys) {
        Fingerprint plain = fingerprint(Readme.YAML);
        Fingerprint changed = fingerprint(Readme.with("batch: 1", yaml));

        assertThat(changed.hex().equals(plain.hex())).isEqualTo(keys.isEmpty());
        List<String> differences = Fingerprint.differences(plain.json(), changed.json());
        assertThat(differences.isEmpty()).isEqualTo(keys.isEmpty());
        assertThat(differences).allSatisfy(difference -> assertThat(difference).startsWith(keys.get(0)));
    }

    @Test
    void shouldWriteOutAllDefaultsInTheFingerprint() {
        Fingerprint changed = fingerprint(Readme.with("batch: 1", """
                batch: {every: 1m}
                    gradient: [{type: l2, strength: 0.5}]
                    weights: [{type: l1, strength: 0.5}]
                    plateau: reduce
                    average: {type: exponential, serve: average}"""));

        assertThat(changed.json())
                .contains("\"batch\":{\"combine\":\"mean\",\"every\":60000,\"limit\":1000000,\"type\":\"time\"}")
                .contains("\"gradient\":[{\"strength\":0.5,\"type\":\"l2\"}]")
                .contains("\"weights\":[{\"strength\":0.5,\"threshold\":1000000000000000000000000000000,"
                        + "\"type\":\"l1\"}]")
                .contains("\"plateau\":{\"cooldown\":0,\"factor\":0.1,\"floor\":0,\"patience\":100000,"
                        + "\"threshold\":0.0001,\"type\":\"reduce\",\"window\":10000}")
                .contains("\"average\":{\"decay\":0.999,\"serve\":\"average\",\"type\":\"exponential\"}");
        assertThat(spec(Readme.with("batch: 1", "average: exponential")).averaging())
                .isEqualTo(new ExponentialAverage(0.999, false));
    }

    private static Object binaryLoss(String yaml) {
        return spec(Readme.with("loss: logistic", "loss: " + yaml)).loss();
    }

    private static Object regressionLoss(String yaml) {
        return spec(Readme.with("loss: logistic", "loss: " + yaml)
                        .replace("task: binary", "task: regression")
                        .replace("  above: 15\n", ""))
                .loss();
    }

    private static Batching batching(String yaml) {
        return spec(Readme.with("batch: 1", "batch: " + yaml)).batching();
    }

    private static LearnerSpec spec(String yaml) {
        return Readme.parse(yaml).learners().get(0).spec();
    }

    private static Fingerprint fingerprint(String yaml) {
        MillraceConfig config = Readme.parse(yaml);
        return Fingerprint.of(config, config.learners().get(0).spec());
    }
}
