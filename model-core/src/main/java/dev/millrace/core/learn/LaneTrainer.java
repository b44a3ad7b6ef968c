package dev.millrace.core.learn;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.expert.RowReading;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.parameter.WorkingSet;
import org.jspecify.annotations.Nullable;

/** One linear model of several whose rows stand side by side: {@link RateLanes} activates an event for all of them. */
final class LaneTrainer implements Trainer {

    private final Loss loss;
    private final OnlineScaler scaler;
    private final ActiveRows active;
    private final int begin;
    private final Outcome outcome;
    private final LearningRate rate;
    private final StepMaker steps;

    /**
     * @param active the rows of the event, of all lanes
     * @param begin where its floats begin in such a row
     */
    LaneTrainer(
            LearnerSpec spec,
            WorkingSet parameters,
            OnlineScaler scaler,
            ActiveRows active,
            int begin,
            StepMetrics metrics,
            Outcome outcome) {
        this.loss = spec.loss();
        this.scaler = scaler;
        this.active = active;
        this.begin = begin;
        this.outcome = outcome;
        this.rate = new LearningRate(spec.schedule(), spec.plateau());
        this.steps = new StepMaker(spec, (Optimizer) spec.optimizer(), parameters, rate, null, metrics);
    }

    int begin() {
        return begin;
    }

    @Override
    public void advanceTo(long timeMillis) {
        // There are no batches.
    }

    @Override
    public boolean predict(FeatureVector event, Outcome predicted) {
        active.moveTo(begin);
        active.score(predicted.scores());
        loss.predict(predicted.scores(), predicted.prediction());
        return Outcome.areFinite(predicted.scores(), predicted.prediction());
    }

    /** The scaler learns when all lanes have. */
    @Override
    public @Nullable String learn(
            FeatureVector event, double label, double eventLoss, double importance, long timeMillis) {
        return steps.learn(active, outcome.scores(), outcome.prediction(), label, importance, timeMillis);
    }

    @Override
    public void observe(double eventLoss, long timeMillis) {
        // The rate is the schedule's.
    }

    @Override
    public void closeBatch() {
        // There are no batches.
    }

    @Override
    public long made() {
        return steps.made();
    }

    @Override
    public double rate() {
        return rate.at(steps.made());
    }

    @Override
    public ScaledFeature scaled(int feature) {
        return scaler.statistics(feature);
    }

    @Override
    public StepMetrics metrics() {
        return steps.metrics();
    }

    @Override
    public @Nullable ExpertStandings experts() {
        return null;
    }

    @Override
    public @Nullable RowReading rowReading() {
        return null;
    }

    /** As an {@link OptimizerTrainer} does, which can go on from it. */
    @Override
    public void save(StateWriter out) {
        out.writeCount(steps.made());
        scaler.save(out);
        steps.save(out);
        rate.save(out);
    }

    @Override
    public void load(StateReader in) {
        throw new UnsupportedOperationException("a lane begins with nothing learned");
    }

    @Override
    public void saveMeasures(StateWriter out) {
        steps.metrics().save(out);
    }

    @Override
    public void loadMeasures(StateReader in) {
        load(in);
    }
}
