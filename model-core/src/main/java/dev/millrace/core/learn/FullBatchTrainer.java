package dev.millrace.core.learn;

import dev.millrace.core.feature.FeatureVector;

/**
 * Gradient descent over a bounded stream: every epoch reads all examples and makes one step, with the gradient combined over
 * all of them. For small data and for comparison; a stream that goes on is learned from with the other batchings.
 *
 * <p>Standardised features settle during the first epoch, whose gradients are of features as far as they were known then.
 */
public final class FullBatchTrainer {

    /** Examples that can be read again and again, the same in the same order each time. */
    @FunctionalInterface
    public interface Examples {
        /** Hands all of them to the visitor, which must not keep the vectors. */
        void forEach(Visitor visitor);
    }

    /** Takes one example after the other; see {@link Learner#process(FeatureVector, double, double, long)}. */
    @FunctionalInterface
    public interface Visitor {
        void example(FeatureVector event, double label, double weight);
    }

    private final Learner learner;
    private double lossSum;
    private long count;

    /** @param learner with {@link Batching.Full} */
    public FullBatchTrainer(Learner learner) {
        if (!(learner.spec().batching() instanceof Batching.Full)) {
            throw new IllegalArgumentException(
                    "learner: expected one that makes its step when told (Batching.Full), got "
                            + learner.spec().batching());
        }
        this.learner = learner;
    }

    /**
     * Trains.
     *
     * @param epochs 0 or more
     * @return for each epoch the mean loss over the examples before its step, not weighted; NaN if there were none
     */
    public double[] train(Examples examples, int epochs) {
        double[] losses = new double[epochs];
        for (int epoch = 0; epoch < epochs; epoch++) {
            lossSum = 0;
            count = 0;
            examples.forEach(this::learn);
            losses[epoch] = lossSum / count;
            learner.closeBatch();
        }
        return losses;
    }

    private void learn(FeatureVector event, double label, double weight) {
        Outcome outcome = learner.process(event, label, weight, 0);
        if (outcome.status() == Outcome.Status.LEARNED) {
            lossSum += outcome.loss();
            count++;
        }
    }
}
