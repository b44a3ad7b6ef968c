package dev.millrace.replay;

import dev.millrace.core.evaluate.RunningMean;
import dev.millrace.core.learn.Outcome;
import dev.millrace.core.learn.Task;
import dev.millrace.core.loss.Loss;
import java.util.List;

/**
 * What candidates are compared by: their loss if all have the same one, else what a prediction costs whatever the loss that
 * it was learned with. Smaller is better. Immutable.
 */
final class Measure {

    private enum Kind {
        LOSS,
        ERROR_RATE,
        SQUARED_ERROR
    }

    private final Kind kind;
    private final String name;

    private Measure(Kind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    static Measure of(List<Candidate> candidates) {
        List<Loss> losses = candidates.stream()
                .map(candidate -> candidate.learner().spec().loss())
                .distinct()
                .toList();
        if (losses.size() == 1) {
            return new Measure(Kind.LOSS, losses.get(0).name() + " loss");
        }
        return candidates.get(0).config().task() == Task.REGRESSION
                ? new Measure(Kind.SQUARED_ERROR, "squared error")
                : new Measure(Kind.ERROR_RATE, "error rate");
    }

    /** For people. */
    String name() {
        return name;
    }

    /** What a prediction cost, whose scores and prediction are finite; may be infinite. */
    double of(Loss loss, Outcome outcome, double label) {
        return switch (kind) {
            case LOSS -> loss.value(outcome.scores(), label);
            case ERROR_RATE -> predictedClass(outcome.prediction()) == (int) label ? 0 : 1;
            case SQUARED_ERROR -> square(outcome.prediction()[0] - label);
        };
    }

    /** The same for an example that was learned from, whose loss is known. */
    double ofLearned(Loss loss, Outcome outcome, double label) {
        return kind == Kind.LOSS ? outcome.loss() : of(loss, outcome, label);
    }

    /** What the running mean's prediction costs. */
    double of(RunningMean mean, double label) {
        return switch (kind) {
            case LOSS -> mean.loss(label);
            case ERROR_RATE -> mean.likeliestClass() == (int) label ? 0 : 1;
            case SQUARED_ERROR -> square(mean.value() - label);
        };
    }

    private static double square(double x) {
        return x * x;
    }

    private static int predictedClass(double[] prediction) {
        if (prediction.length == 1) {
            return prediction[0] > 0.5 ? 1 : 0;
        }
        int best = 0;
        for (int k = 1; k < prediction.length; k++) {
            if (prediction[k] > prediction[best]) {
                best = k;
            }
        }
        return best;
    }
}
