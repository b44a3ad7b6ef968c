package dev.millrace.replay;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.learn.Learner;
import dev.millrace.learn.LearnerFactory;

/** What a candidate had learned at some moment, beside the candidate, which goes on. One thread. */
final class FrozenModel {

    private final Learner learner;
    private final Measure measure;
    private long examples;
    private double frozenSum;
    private double liveSum;

    /** @param learner that does not learn */
    FrozenModel(Learner learner, Measure measure) {
        this.learner = learner;
        this.measure = measure;
    }

    /** Freezes a learner whose blocks go to a store in memory. */
    static FrozenModel of(Candidate candidate, Learner live, MemoryBlocks blocks, Measure measure) {
        live.parameters().writeBack();
        Learner learner = LearnerFactory.create(
                candidate.config(),
                candidate.learner().spec(),
                blocks.copy(),
                live.parameters().digest(),
                Long.MAX_VALUE);
        StateWriter state = new StateWriter();
        live.save(state);
        learner.load(new StateReader(state.toByteArray()));
        return new FrozenModel(learner, measure);
    }

    /** Predicts an example that cost the live model so much. */
    void predict(Examples examplesOfBatch, int i, double liveCost) {
        if (learner.predict(examplesOfBatch.features(i))) {
            double cost = measure.of(learner.spec().loss(), learner.outcome(), examplesOfBatch.label(i));
            if (Math.abs(cost) <= Double.MAX_VALUE) {
                frozenSum += cost;
                liveSum += liveCost;
                examples++;
            }
        }
    }

    CandidateResult.Frozen result() {
        return new CandidateResult.Frozen(examples, frozenSum / examples, liveSum / examples);
    }
}
