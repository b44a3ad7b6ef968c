package dev.millrace.core.learn;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.evaluate.ProgressiveMetrics;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.expert.Panel;
import dev.millrace.core.expert.RowReading;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.hash.Murmur3;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.UpdateRule;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A linear model that learns from one event after the other: it predicts, is measured, and only then sees the label (test,
 * then train). The same events give the same bytes, wherever it runs.
 *
 * <p>Its state is the {@link WorkingSet}'s blocks and what {@link #save} writes; together they resume it exactly, also in
 * the middle of a batch. What predicts and learns is a {@link Trainer}: one model, or a mixture of experts.
 *
 * <p>One thread. Allocates nothing per event after warm-up.
 */
public final class Learner {

    private static final int FORMAT = 1;

    /** Most floats of one event's rows, 128 MiB; a step holds about four times as many. */
    private static final int MAX_EVENT_FLOATS = 1 << 25;

    private static final String TOO_LARGE =
            "it touches more than " + MAX_EVENT_FLOATS + " parameters and slots; set limits.max-features lower";

    private final LearnerSpec spec;
    /** 0 for regression. */
    private final int classes;

    /** Of this learner alone; its parameters may stand among those of others. */
    private final ParameterLayout layout;

    private final WorkingSet parameters;
    private final Trainer trainer;
    private final ProgressiveMetrics metrics;
    private final Outcome outcome;

    private final StateWriter digestBuffer = new StateWriter();
    private long unlabeled;
    private long refused;

    /**
     * @param parameters of {@link #layout}'s layout
     * @param scaledFeatures standardised features of the recipe
     * @param maxDeviations that a standardised value counts for at most; infinite for no limit
     * @param window examples in the sliding window of the metrics
     */
    public Learner(LearnerSpec spec, WorkingSet parameters, int scaledFeatures, double maxDeviations, long window) {
        requireShape(spec, parameters.layout());
        this.spec = spec;
        this.classes = spec.task().classes(spec.outputs());
        this.layout = parameters.layout();
        this.parameters = parameters;
        this.metrics = new ProgressiveMetrics(spec.loss(), classes, spec.outputs(), window);
        this.outcome = new Outcome(spec.outputs());
        OnlineScaler scaler = new OnlineScaler(scaledFeatures, maxDeviations);
        UpdateRule rule = spec.optimizer();
        this.trainer = rule instanceof Auto auto
                ? new ExpertTrainer(spec, panel(spec, auto), parameters, scaler, window)
                : new OptimizerTrainer(spec, (Optimizer) rule, parameters, scaler, new StepMetrics(window), outcome);
    }

    /**
     * One of {@link RateLanes}.
     *
     * @param layout that it would have alone
     * @param parameters of all lanes
     */
    Learner(
            LearnerSpec spec,
            ParameterLayout layout,
            WorkingSet parameters,
            LaneTrainer trainer,
            Outcome outcome,
            ProgressiveMetrics metrics) {
        this.spec = spec;
        this.classes = spec.task().classes(spec.outputs());
        this.layout = layout;
        this.parameters = parameters;
        this.metrics = metrics;
        this.outcome = outcome;
        this.trainer = trainer;
    }

    /**
     * What a lane has learned, with parameters and a scaler of its own. Both add to the same measures, so only one of them
     * may go on.
     *
     * @param parameters the lane's, in the layout of a learner that is alone
     */
    Learner(Learner lane, WorkingSet parameters, OnlineScaler scaler) {
        requireShape(lane.spec, parameters.layout());
        this.spec = lane.spec;
        this.classes = lane.classes;
        this.layout = parameters.layout();
        this.parameters = parameters;
        this.metrics = lane.metrics;
        this.outcome = new Outcome(spec.outputs());
        this.unlabeled = lane.unlabeled;
        this.refused = lane.refused;
        OptimizerTrainer own = new OptimizerTrainer(
                spec, (Optimizer) spec.optimizer(), parameters, scaler, lane.trainer.metrics(), outcome);
        StateWriter state = new StateWriter();
        lane.trainer.save(state);
        own.load(new StateReader(state.toByteArray()));
        this.trainer = own;
    }

    private static Panel panel(LearnerSpec spec, Auto auto) {
        return Panel.of(auto, spec.outputs(), spec.loss());
    }

    /** The layout of this learner's parameters: one row a feature. */
    public static ParameterLayout layout(LearnerSpec spec, int rowCount) {
        if (spec.optimizer() instanceof Auto auto) {
            return panel(spec, auto).layout(rowCount);
        }
        Optimizer optimizer = (Optimizer) spec.optimizer();
        return ParameterLayout.of(
                rowCount, spec.outputs(), optimizer.slotsPerWeight(), RowLinks.rowSlots(spec, optimizer));
    }

    /** Where in a row of that layout the state of the averages begins, if the learner keeps them. */
    public static int averageState(LearnerSpec spec) {
        return RowLinks.averageState(spec, (Optimizer) spec.optimizer());
    }

    /** Predicts the event, then learns from it if it has a label. For learners whose batches do not close by time. */
    public Outcome process(FeatureVector event, double label) {
        return process(event, label, 1, 0);
    }

    /**
     * Predicts the event, then learns from it if it has a label.
     *
     * @param label in the task's domain, or NaN if the event is unlabeled
     * @param weight factor of the loss in learning, finite and 0 or greater; an event of weight 0 is measured, but not
     *     learned from
     * @param timeMillis of the event, since 1970-01-01T00:00Z
     */
    public Outcome process(FeatureVector event, double label, double weight, long timeMillis) {
        trainer.advanceTo(timeMillis);
        if (!predict(event)) {
            return refuse(isTooLarge(event) ? TOO_LARGE : "a score or a prediction is not finite");
        }
        if (Double.isNaN(label)) {
            unlabeled++;
            return outcome.unlabeled();
        }
        if (!isInDomain(label)) {
            return refuse("the label is outside the domain of the task or the loss");
        }
        if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
            return refuse("the weight is not a finite number of 0 or greater");
        }
        double loss = spec.loss().value(outcome.scores(), label);
        double importance = weight * classWeight(label);
        if (!(Math.abs(loss) <= Double.MAX_VALUE)) {
            return refuse(StepMaker.NOT_FINITE);
        }
        if (importance > 0) {
            String refusal = trainer.learn(event, label, loss, importance, timeMillis);
            if (refusal != null) {
                return refuse(refusal);
            }
        }
        metrics.add(outcome.scores()[0], outcome.prediction(), label, loss);
        trainer.observe(loss, timeMillis);
        return outcome.learned(loss);
    }

    /**
     * Scores an event and changes nothing; {@link #outcome} then holds scores and prediction.
     *
     * @return whether all scores and predictions are finite; they are NaN if the event is too large to be scored
     */
    public boolean predict(FeatureVector event) {
        if (isTooLarge(event)) {
            Arrays.fill(outcome.scores(), Double.NaN);
            Arrays.fill(outcome.prediction(), Double.NaN);
            return false;
        }
        outcome.predictedAt(trainer.made());
        return trainer.predict(event, outcome);
    }

    /** Makes the step of the batch that is open, if there is one: at the end of a bounded stream, for instance. */
    public void closeBatch() {
        trainer.closeBatch();
    }

    public LearnerSpec spec() {
        return spec;
    }

    public WorkingSet parameters() {
        return parameters;
    }

    /** Of the last event. */
    public Outcome outcome() {
        return outcome;
    }

    /** Optimizer steps made. */
    public long step() {
        return trainer.made();
    }

    /** Labeled events measured; all but those of weight 0 were learned from. */
    public long examples() {
        return metrics.examples();
    }

    /** Events without a label. */
    public long unlabeled() {
        return unlabeled;
    }

    /** Events refused. */
    public long refused() {
        return refused;
    }

    /** Rate of the next step. */
    public double learningRate() {
        return trainer.rate();
    }

    /** Not weighted: each labeled event counts once, whatever its weight. */
    public Evaluation evaluation() {
        return metrics.evaluation();
    }

    /**
     * What it knows of a standardised feature.
     *
     * @param feature its number among those of the recipe
     */
    public ScaledFeature scaled(int feature) {
        return trainer.scaled(feature);
    }

    /** How the experts stand, if the optimizer is {@link Auto}; else null. */
    public @Nullable ExpertStandings experts() {
        return trainer.experts();
    }

    /** How rows are to be read, as the experts stand now, if the optimizer is {@link Auto}; else null. */
    public @Nullable RowReading rowReading() {
        return trainer.rowReading();
    }

    /** How the steps went. */
    public StepMetrics steps() {
        return trainer.metrics();
    }

    /** A 64-bit hash of all that decides what is predicted and learned from here on: parameters, scaler, step, batch. */
    public long digest() {
        digestBuffer.clear();
        saveLearning(digestBuffer);
        return parameters.digest() + Murmur3.hash(digestBuffer.array(), 0, digestBuffer.length(), FORMAT);
    }

    /** Writes all state that is not in the parameter blocks. */
    public void save(StateWriter out) {
        saveLearning(out);
        out.writeCount(unlabeled);
        out.writeCount(refused);
        metrics.save(out);
        trainer.saveMeasures(out);
    }

    /**
     * Restores what {@link #save} wrote; the blocks must be of the same moment, which {@link #digest} tells.
     *
     * @throws CorruptStateException if it cannot have been written by a learner of this spec; this one is then unusable
     */
    public void load(StateReader in) {
        in.expectInt(FORMAT, "format of the learner's state");
        trainer.load(in);
        unlabeled = in.readCount();
        refused = in.readCount();
        metrics.load(in);
        trainer.loadMeasures(in);
    }

    /** Null if its parameters are its own. */
    @Nullable
    LaneTrainer lane() {
        return trainer instanceof LaneTrainer lane ? lane : null;
    }

    private void saveLearning(StateWriter out) {
        if (lane() != null) {
            throw new IllegalStateException("expected a learner with parameters of its own; take it out of its lane");
        }
        out.writeInt(FORMAT);
        trainer.save(out);
    }

    private boolean isInDomain(double label) {
        boolean allowed = classes == 0 || (label >= 0 && label < classes && label == Math.rint(label));
        return allowed && spec.loss().accepts(label);
    }

    private double classWeight(double label) {
        return spec.classWeights().isEmpty() ? 1 : spec.classWeights().get((int) label);
    }

    private Outcome refuse(String reason) {
        refused++;
        return outcome.refused(reason);
    }

    /** Whether an event touches so many parameters of that layout that it is refused unscored. */
    public static boolean isTooLarge(FeatureVector event, ParameterLayout layout) {
        return (long) event.size() * layout.rowFloats() > MAX_EVENT_FLOATS;
    }

    private boolean isTooLarge(FeatureVector event) {
        return isTooLarge(event, layout);
    }

    private static void requireShape(LearnerSpec spec, ParameterLayout layout) {
        ParameterLayout expected = layout(spec, layout.rowCount());
        if (layout.width() != expected.width()
                || layout.slots() != expected.slots()
                || layout.rowSlots() != expected.rowSlots()
                || layout.tail() != expected.tail()) {
            throw new IllegalArgumentException("parameters: expected " + shape(expected) + ", got " + shape(layout));
        }
    }

    private static String shape(ParameterLayout layout) {
        return "width " + layout.width() + ", " + layout.slots() + " slots a weight, " + layout.rowSlots()
                + " a row and a tail of " + layout.tail();
    }
}
