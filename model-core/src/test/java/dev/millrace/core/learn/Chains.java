package dev.millrace.core.learn;

import dev.millrace.core.feature.Vectors;
import dev.millrace.core.learn.Batching.Combine;
import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.link.ClipNorm;
import dev.millrace.core.link.ClipValue;
import dev.millrace.core.link.ExponentialAverage;
import dev.millrace.core.link.L2;
import dev.millrace.core.link.MaxWeightNorm;
import dev.millrace.core.link.PolyakAverage;
import dev.millrace.core.link.TruncatedL1;
import dev.millrace.core.link.WeightDecay;
import dev.millrace.core.loss.SquaredLoss;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.LinearWarmup;
import dev.millrace.core.schedule.ReduceOnPlateau;
import java.util.List;

/** Learners whose steps are easily followed by hand. */
final class Chains {

    static final double RATE = 0.1;

    private Chains() {}

    /** Specs that use everything which may stand in a chain. */
    static List<LearnerSpec> full(Task task) {
        LearnerSpec spec = TestStream.spec(task, LazyAdam.DEFAULT, new LinearWarmup(9, new Constant(0.01)), 1)
                .withGradientLinks(new ClipValue(3), new L2(0.01), new ClipNorm(1))
                .withWeightLinks(new WeightDecay(0.1), new TruncatedL1(0.001, 1), new MaxWeightNorm(0.02))
                .withPlateau(new ReduceOnPlateau(0.5, 10, 5, 0.3, 1e-4, 15));
        if (task != Task.REGRESSION) {
            spec = spec.withClassWeights(task == Task.BINARY ? List.of(0.5, 2.0) : List.of(0.5, 2.0, 0.0));
        }
        return List.of(
                spec.withAveraging(new PolyakAverage(5, true)),
                spec.withAveraging(new ExponentialAverage(0.9, true))
                        .withBatching(new Batching.EventTime(60_000, 9, Combine.SUM)));
    }

    static LearnerSpec regression() {
        return new LearnerSpec("test", Task.REGRESSION, 1, new SquaredLoss(), new Sgd(), new Constant(RATE), 1);
    }

    static Learner learner(LearnerSpec spec) {
        return TestStream.learner(spec, new WorkingSet(Learner.layout(spec, TestStream.ROWS), null, 0, 0));
    }

    /** Without the standardised features, which depend on what was learned from before. */
    static List<Example> unscaled(List<Example> stream) {
        return stream.stream()
                .map(e -> {
                    int n = e.vector.size() - TestStream.SCALED;
                    int[] rows = new int[n];
                    float[] values = new float[n];
                    e.vector.copyTo(TestStream.SCALED, rows, values, 0);
                    return new Example(Vectors.of(new float[] {Float.NaN, Float.NaN}, rows, values), e.label);
                })
                .toList();
    }
}
