package dev.millrace.core.learn;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.evaluate.ProgressiveMetrics;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.hash.Murmur3;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;

/**
 * A linear model that learns from one event after the other: it predicts, is measured, and only then sees the label (test,
 * then train). The same events give the same bytes, wherever it runs.
 *
 * <p>Its state is the {@link WorkingSet}'s blocks and what {@link #save} writes; together they resume it exactly, also in
 * the middle of a micro-batch.
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

    private final int rowFloats;
    private final WorkingSet parameters;
    private final OnlineScaler scaler;
    private final GradientBatch batch;
    private final OptimizerStep optimizerStep;
    private final ProgressiveMetrics metrics;
    private final ActiveRows active;
    private final Outcome outcome;
    private final int inputFloats;
    private final double[] scoreGradient;
    private final double[] scoreCurvature;
    private final StateWriter digestBuffer = new StateWriter();

    private int[] stepRows = new int[0];
    private float[] stepInput = new float[0];
    private long step;
    private long unlabeled;
    private long refused;

    /**
     * @param parameters of {@link #layout}'s layout
     * @param scaledFeatures standardised features of the recipe
     * @param window examples in the sliding window of the metrics
     */
    public Learner(LearnerSpec spec, WorkingSet parameters, int scaledFeatures, long window) {
        requireShape(spec, parameters.layout());
        this.spec = spec;
        this.classes = classes(spec);
        this.rowFloats = parameters.layout().rowFloats();
        this.parameters = parameters;
        this.scaler = new OnlineScaler(scaledFeatures);
        this.inputFloats = spec.optimizer().input().floats(spec.outputs());
        this.batch = new GradientBatch(inputFloats);
        CatchUp catchUp = CatchUp.isNeeded(spec.optimizer())
                ? new CatchUp(spec.optimizer(), spec.schedule(), spec.outputs())
                : null;
        this.optimizerStep = new OptimizerStep(spec.optimizer(), parameters, catchUp);
        this.metrics = new ProgressiveMetrics(spec.loss(), classes, spec.outputs(), window);
        this.active = new ActiveRows(parameters, scaler, catchUp);
        this.outcome = new Outcome(spec.outputs());
        this.scoreGradient = new double[spec.outputs()];
        this.scoreCurvature = new double[spec.outputs()];
    }

    /** The layout of this learner's parameters: one row a feature, one weight a row and output. */
    public static ParameterLayout layout(LearnerSpec spec, int rowCount) {
        Optimizer optimizer = spec.optimizer();
        return ParameterLayout.of(rowCount, spec.outputs(), optimizer.slotsPerWeight(), CatchUp.rowSlots(optimizer));
    }

    /**
     * Predicts the event, then learns from it if it has a label.
     *
     * @param label in the task's domain, or NaN if the event is unlabeled
     */
    public Outcome process(FeatureVector event, double label) {
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
        double loss = spec.loss().value(outcome.scores(), label);
        spec.loss().gradient(outcome.scores(), outcome.prediction(), label, scoreGradient);
        if (!(loss <= Double.MAX_VALUE) || !computeInput(label)) {
            return refuse("the loss or its gradient is not finite");
        }
        if (!learn()) {
            return refuse("the step would make a weight or an optimizer slot infinite or NaN");
        }
        metrics.add(outcome.scores()[0], outcome.prediction(), label, loss);
        scaler.update(event);
        return outcome.learned(loss);
    }

    /**
     * Scores an event and changes nothing; {@link #outcome} then holds scores and prediction.
     *
     * @return whether all scores are finite; they are NaN if the event is too large to be scored
     */
    public boolean predict(FeatureVector event) {
        if (isTooLarge(event)) {
            Arrays.fill(outcome.scores(), Double.NaN);
            Arrays.fill(outcome.prediction(), Double.NaN);
            return false;
        }
        active.activate(event, step);
        active.score(outcome.scores());
        spec.loss().predict(outcome.scores(), outcome.prediction());
        double zero = 0;
        for (int k = 0; k < scoreGradient.length; k++) {
            // A finite score may stand for an infinite rate.
            zero += outcome.scores()[k] * 0 + outcome.prediction()[k] * 0;
        }
        return zero == 0;
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
        return step;
    }

    /** Labeled events learned from. */
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
        return spec.schedule().at(step);
    }

    public Evaluation evaluation() {
        return metrics.evaluation();
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
    }

    /**
     * Restores what {@link #save} wrote; the blocks must be of the same moment, which {@link #digest} tells.
     *
     * @throws CorruptStateException if it cannot have been written by a learner of this spec; this one is then unusable
     */
    public void load(StateReader in) {
        in.expectInt(FORMAT, "format of the learner's state");
        step = in.readCount();
        scaler.load(in);
        batch.load(in, spec.batchSize() - 1, parameters.layout().rowCount());
        optimizerStep.load(in);
        unlabeled = in.readCount();
        refused = in.readCount();
        metrics.load(in);
    }

    private void saveLearning(StateWriter out) {
        out.writeInt(FORMAT);
        out.writeCount(step);
        scaler.save(out);
        batch.save(out);
        optimizerStep.save(out);
    }

    /** The gradient of each active row: the gradient by the score times the feature's value; and what else is asked for. */
    private boolean computeInput(double label) {
        int width = spec.outputs();
        int size = active.size();
        reserve(size);
        for (int i = 0; i < size; i++) {
            float value = active.value(i);
            stepRows[i] = active.row(i);
            for (int k = 0; k < width; k++) {
                stepInput[i * inputFloats + k] = (float) (scoreGradient[k] * value);
            }
        }
        switch (spec.optimizer().input()) {
            case GRADIENT -> {}
            case CURVATURE -> addCurvature(label);
            case MAGNITUDE -> addMagnitude();
        }
        return OptimizerStep.isFinite(stepInput, 0, size * inputFloats);
    }

    /** The diagonal of the Hessian: the second derivative by the score times the square of the feature's value. */
    private void addCurvature(double label) {
        int width = spec.outputs();
        spec.loss().curvature(outcome.scores(), outcome.prediction(), label, scoreCurvature);
        for (int i = 0; i < active.size(); i++) {
            double square = (double) active.value(i) * active.value(i);
            for (int k = 0; k < width; k++) {
                stepInput[i * inputFloats + width + k] = (float) (scoreCurvature[k] * square);
            }
        }
    }

    private void addMagnitude() {
        for (int i = 0; i < active.size(); i++) {
            stepInput[i * inputFloats + spec.outputs()] = Math.abs(active.value(i));
        }
    }

    private boolean learn() {
        int rows = active.size();
        double rate = learningRate();
        if (spec.batchSize() > 1) {
            // Each event must be possible as a step of its own: a mean of such gradients is then possible too, while
            // a batch that holds a wild one could never be closed, and would take the others with it.
            if (!optimizerStep.isPossible(stepRows, rows, stepInput, rate, step + 1)) {
                return false;
            }
            batch.add(stepRows, rows, stepInput);
            if (batch.count() < spec.batchSize()) {
                return true;
            }
            rows = batch.size();
            reserve(rows);
            batch.meanTo(stepRows, stepInput);
            batch.clear();
        }
        if (!optimizerStep.apply(stepRows, rows, stepInput, rate, step + 1)) {
            return false;
        }
        step++;
        return true;
    }

    private boolean isInDomain(double label) {
        boolean allowed = classes == 0 || (label >= 0 && label < classes && label == Math.rint(label));
        return allowed && spec.loss().accepts(label);
    }

    private Outcome refuse(String reason) {
        refused++;
        return outcome.refused(reason);
    }

    private void reserve(int rows) {
        if (stepRows.length < rows) {
            stepRows = new int[Math.max(rows, 2 * stepRows.length)];
            stepInput = new float[stepRows.length * inputFloats];
        }
    }

    private boolean isTooLarge(FeatureVector event) {
        return (long) event.size() * rowFloats > MAX_EVENT_FLOATS;
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

    private static int classes(LearnerSpec spec) {
        return switch (spec.task()) {
            case REGRESSION -> 0;
            case BINARY -> 2;
            case MULTICLASS -> spec.outputs();
        };
    }
}
