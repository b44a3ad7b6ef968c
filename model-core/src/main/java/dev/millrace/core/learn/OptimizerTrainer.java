package dev.millrace.core.learn;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.expert.RowReading;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.link.Averaging;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RowColumns;
import dev.millrace.core.parameter.WorkingSet;
import org.jspecify.annotations.Nullable;

/** One linear model and one optimizer. How a gradient becomes a step is {@link StepMaker}'s. */
final class OptimizerTrainer implements Trainer {

    private final Loss loss;
    private final OnlineScaler scaler;
    private final LearningRate rate;
    private final StepMaker steps;
    private final ActiveRows active;
    private final int averageState;
    /** What the weights say; the outcome's own arrays, unless their averages are served. */
    private final double[] scores;

    private final double[] prediction;
    /** Null if the weights themselves are served. */
    private final @Nullable Averaging served;

    OptimizerTrainer(
            LearnerSpec spec,
            Optimizer optimizer,
            WorkingSet parameters,
            OnlineScaler scaler,
            StepMetrics metrics,
            Outcome outcome) {
        this.loss = spec.loss();
        this.scaler = scaler;
        this.rate = new LearningRate(spec.schedule(), spec.plateau());
        CatchUp catchUp = CatchUp.isNeeded(optimizer) ? new CatchUp(optimizer, rate, spec.outputs()) : null;
        this.steps = new StepMaker(spec, optimizer, parameters, rate, catchUp, metrics);
        boolean narrow = spec.outputs() == 1 && OptimizerStep.isPlain(optimizer, catchUp, RowLinks.of(spec, optimizer));
        this.active = new ActiveRows(parameters, scaler, catchUp, narrow ? new RowColumns(optimizer, 1) : null);
        this.averageState = RowLinks.averageState(spec, optimizer);
        Averaging averaging = spec.averaging();
        this.served = averaging != null && averaging.served() ? averaging : null;
        this.scores = served == null ? outcome.scores() : new double[spec.outputs()];
        this.prediction = served == null ? outcome.prediction() : new double[spec.outputs()];
    }

    @Override
    public void advanceTo(long timeMillis) {
        steps.advanceTo(timeMillis);
    }

    @Override
    public boolean predict(FeatureVector event, Outcome outcome) {
        active.activate(event, steps.made());
        active.score(scores);
        loss.predict(scores, prediction);
        boolean finite = Outcome.areFinite(scores, prediction);
        if (served != null) {
            active.scoreAverage(outcome.scores(), served, averageState, steps.made());
            loss.predict(outcome.scores(), outcome.prediction());
            finite &= Outcome.areFinite(outcome.scores(), outcome.prediction());
        }
        return finite;
    }

    @Override
    public @Nullable String learn(
            FeatureVector event, double label, double eventLoss, double importance, long timeMillis) {
        String refusal = steps.learn(active, scores, prediction, label, importance, timeMillis);
        if (refusal == null) {
            scaler.update(event);
        }
        return refusal;
    }

    @Override
    public void observe(double eventLoss, long timeMillis) {
        rate.observe(eventLoss, steps.made());
    }

    @Override
    public void closeBatch() {
        steps.closeBatch();
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

    @Override
    public void save(StateWriter out) {
        out.writeCount(steps.made());
        scaler.save(out);
        steps.save(out);
        rate.save(out);
    }

    @Override
    public void load(StateReader in) {
        long made = in.readCount();
        scaler.load(in);
        steps.load(in, made);
        rate.load(in, made);
    }

    @Override
    public void saveMeasures(StateWriter out) {
        steps.metrics().save(out);
    }

    @Override
    public void loadMeasures(StateReader in) {
        steps.metrics().load(in);
    }
}
