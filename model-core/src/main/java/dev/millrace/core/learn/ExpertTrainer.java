package dev.millrace.core.learn;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.expert.Committee;
import dev.millrace.core.expert.Panel;
import dev.millrace.core.expert.RowReading;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A mixture of experts, each of which learns in its own way; a step is an event learned from. */
final class ExpertTrainer implements Trainer {

    /** The square of a gradient must have room in a float. */
    private static final double MOST_IMPORTANCE = 1e18;

    private static final String TOO_HEAVY =
            "its weight, times its label if that is a number above 1, is more than " + MOST_IMPORTANCE;

    /** Its reciprocal must have room in a double, whatever it is multiplied by. */
    private static final double LEAST_IMPORTANCE = 1e-30;

    private final Loss loss;
    private final OnlineScaler scaler;
    private final Committee committee;
    private final ExpertMeasures measures;
    private final StepMetrics metrics;
    private long made;

    ExpertTrainer(LearnerSpec spec, Panel panel, WorkingSet parameters, OnlineScaler scaler, long window) {
        this.loss = spec.loss();
        this.scaler = scaler;
        this.committee = new Committee(panel, parameters, loss, spec.task() == Task.REGRESSION);
        this.measures = new ExpertMeasures(panel, loss, window);
        this.metrics = new StepMetrics(window);
    }

    @Override
    public void advanceTo(long timeMillis) {
        // There are no batches.
    }

    @Override
    public boolean predict(FeatureVector event, Outcome outcome) {
        if (!activate(event)) {
            Arrays.fill(outcome.scores(), Double.NaN);
            return false;
        }
        committee.predict(outcome.scores());
        loss.predict(outcome.scores(), outcome.prediction());
        return Outcome.areFinite(outcome.scores(), outcome.prediction());
    }

    /** Whether all values are finite. */
    private boolean activate(FeatureVector event) {
        committee.rows().clear();
        for (int i = 0; i < event.size(); i++) {
            committee.rows().expect(event.row(i));
        }
        for (int i = 0; i < event.size(); i++) {
            float value = event.value(i);
            if (i < event.scaled()) {
                if (Float.isNaN(value)) {
                    continue;
                }
                value = scaler.standardize(i, value);
            }
            if (!Float.isFinite(value)) {
                return false;
            }
            committee.rows().add(event.row(i), value);
        }
        return true;
    }

    @Override
    public @Nullable String learn(
            FeatureVector event, double label, double eventLoss, double importance, long timeMillis) {
        if (importance > 1 && importance * Math.max(1, Math.abs(label)) > MOST_IMPORTANCE) {
            return TOO_HEAVY;
        }
        committee.learn(label, Math.max(LEAST_IMPORTANCE, importance), eventLoss);
        scaler.update(event);
        made++;
        measures.add(committee.losses());
        return null;
    }

    @Override
    public void observe(double eventLoss, long timeMillis) {
        measures.observe(eventLoss, timeMillis, committee.weights());
    }

    @Override
    public void closeBatch() {
        // There are no batches.
    }

    @Override
    public long made() {
        return made;
    }

    /** Experts have rates of their own. */
    @Override
    public double rate() {
        return 1;
    }

    @Override
    public ScaledFeature scaled(int feature) {
        return scaler.statistics(feature);
    }

    @Override
    public StepMetrics metrics() {
        return metrics;
    }

    @Override
    public ExpertStandings experts() {
        return measures.standings(committee);
    }

    @Override
    public RowReading rowReading() {
        return committee.rowReading();
    }

    @Override
    public void save(StateWriter out) {
        out.writeCount(made);
        scaler.save(out);
        committee.save(out);
    }

    @Override
    public void load(StateReader in) {
        made = in.readCount();
        scaler.load(in);
        committee.load(in);
    }

    @Override
    public void saveMeasures(StateWriter out) {
        metrics.save(out);
        measures.save(out);
    }

    @Override
    public void loadMeasures(StateReader in) {
        metrics.load(in);
        measures.load(in);
    }
}
