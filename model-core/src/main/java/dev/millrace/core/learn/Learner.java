package dev.millrace.core.learn;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.evaluate.ProgressiveMetrics;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.hash.Murmur3;
import dev.millrace.core.link.Averaging;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A linear model that learns from one event after the other: it predicts, is measured, and only then sees the label (test,
 * then train). The same events give the same bytes, wherever it runs.
 *
 * <p>Its state is the {@link WorkingSet}'s blocks and what {@link #save} writes; together they resume it exactly, also in
 * the middle of a batch. How a gradient becomes a step is {@link StepMaker}'s.
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

    private final WorkingSet parameters;
    private final OnlineScaler scaler;
    private final LearningRate rate;
    private final StepMaker steps;
    private final ActiveRows active;
    private final ProgressiveMetrics metrics;
    private final Outcome outcome;
    /** What the weights say; the outcome's own arrays, unless their averages are served. */
    private final double[] scores;

    private final double[] prediction;
    /** Null if the weights themselves are served. */
    private final @Nullable Averaging served;

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
        this.parameters = parameters;
        this.scaler = new OnlineScaler(scaledFeatures, maxDeviations);
        this.rate = new LearningRate(spec.schedule(), spec.plateau());
        CatchUp catchUp =
                CatchUp.isNeeded(spec.optimizer()) ? new CatchUp(spec.optimizer(), rate, spec.outputs()) : null;
        this.steps = new StepMaker(spec, parameters, rate, catchUp, new StepMetrics(window));
        this.active = new ActiveRows(parameters, scaler, catchUp);
        this.metrics = new ProgressiveMetrics(spec.loss(), classes, spec.outputs(), window);
        this.outcome = new Outcome(spec.outputs());
        Averaging averaging = spec.averaging();
        this.served = averaging != null && averaging.served() ? averaging : null;
        this.scores = served == null ? outcome.scores() : new double[spec.outputs()];
        this.prediction = served == null ? outcome.prediction() : new double[spec.outputs()];
    }

    /** The layout of this learner's parameters: one row a feature, one weight a row and output. */
    public static ParameterLayout layout(LearnerSpec spec, int rowCount) {
        int slots = spec.optimizer().slotsPerWeight();
        return ParameterLayout.of(rowCount, spec.outputs(), slots, RowLinks.rowSlots(spec));
    }

    /** Where in a row of that layout the state of the averages begins, if the learner keeps them. */
    public static int averageState(LearnerSpec spec) {
        return RowLinks.averageState(spec);
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
        steps.advanceTo(timeMillis);
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
            String refusal = steps.learn(active, scores, prediction, label, importance, timeMillis);
            if (refusal != null) {
                return refuse(refusal);
            }
            scaler.update(event);
        }
        metrics.add(outcome.scores()[0], outcome.prediction(), label, loss);
        rate.observe(loss, steps.made());
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
        outcome.predictedAt(steps.made());
        active.activate(event, steps.made());
        active.score(scores);
        spec.loss().predict(scores, prediction);
        boolean finite = areFinite(scores, prediction);
        if (served != null) {
            active.scoreAverage(outcome.scores(), served, RowLinks.averageState(spec), steps.made());
            spec.loss().predict(outcome.scores(), outcome.prediction());
            finite &= areFinite(outcome.scores(), outcome.prediction());
        }
        return finite;
    }

    /** Makes the step of the batch that is open, if there is one: at the end of a bounded stream, for instance. */
    public void closeBatch() {
        steps.closeBatch();
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
        return steps.made();
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
        return rate.at(steps.made());
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
        return scaler.statistics(feature);
    }

    /** How the steps went. */
    public StepMetrics steps() {
        return steps.metrics();
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
        steps.metrics().save(out);
    }

    /**
     * Restores what {@link #save} wrote; the blocks must be of the same moment, which {@link #digest} tells.
     *
     * @throws CorruptStateException if it cannot have been written by a learner of this spec; this one is then unusable
     */
    public void load(StateReader in) {
        in.expectInt(FORMAT, "format of the learner's state");
        long made = in.readCount();
        scaler.load(in);
        steps.load(in, made);
        rate.load(in, made);
        unlabeled = in.readCount();
        refused = in.readCount();
        metrics.load(in);
        steps.metrics().load(in);
    }

    private void saveLearning(StateWriter out) {
        out.writeInt(FORMAT);
        out.writeCount(steps.made());
        scaler.save(out);
        steps.save(out);
        rate.save(out);
    }

    private boolean isInDomain(double label) {
        boolean allowed = classes == 0 || (label >= 0 && label < classes && label == Math.rint(label));
        return allowed && spec.loss().accepts(label);
    }

    private double classWeight(double label) {
        return spec.classWeights().isEmpty() ? 1 : spec.classWeights().get((int) label);
    }

    /** NaN and infinities, and only they, give NaN when multiplied by 0. A finite score may stand for an infinite rate. */
    private static boolean areFinite(double[] scores, double[] prediction) {
        double zero = 0;
        for (int k = 0; k < scores.length; k++) {
            zero += scores[k] * 0 + prediction[k] * 0;
        }
        return zero == 0;
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
        return isTooLarge(event, parameters.layout());
    }

    private static void requireShape(LearnerSpec spec, ParameterLayout layout) {
        ParameterLayout expected = layout(spec, layout.rowCount());
        if (layout.width() != expected.width()
                || layout.slots() != expected.slots()
                || layout.rowSlots() != expected.rowSlots()) {
            throw new IllegalArgumentException("parameters: expected " + shape(expected) + ", got " + shape(layout));
        }
    }

    private static String shape(ParameterLayout layout) {
        return "width " + layout.width() + ", " + layout.slots() + " slots a weight and " + layout.rowSlots()
                + " a row";
    }
}
