package dev.millrace.core.expert;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.PoissonLoss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.math.Exact;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;

/**
 * All experts of a learner: they predict an event, their mixture is the prediction, and each learns from it.
 *
 * <p>Its state is in the working set's rows and tail, and in what {@link #save} writes. One thread; allocates nothing per
 * event after warm-up.
 */
public final class Committee {

    private static final double[] SHARES = {0, 1e-4, 1e-3, 1e-2, .05, .2};

    /** A score beyond so many units of the labels is that of an expert that has diverged. */
    private static final double DIVERGED = 1e12;

    private final Panel panel;
    private final WorkingSet parameters;
    private final ExpertRows rows;
    private final LabelScale labels;
    private final Judge judge;
    private final Restarts restarts;
    private final FirstOrderLanes firstOrder;
    private final Covariances covariances;
    private final SecondOrderLanes secondOrder;
    private final Stacks stacks;
    private final Mixture mixture;
    private final double[] scores;
    private final double[] predictions;
    private final double[] gradients;
    private final double[] losses;
    private final boolean[] diverged;
    /** Sum over the events of the squares of their values. */
    private double squares;

    private long events;
    private double lossSum;

    public Committee(Panel panel, WorkingSet parameters, Loss loss, boolean isRegression) {
        this.panel = panel;
        this.parameters = parameters;
        this.rows = new ExpertRows(panel, parameters);
        this.labels = new LabelScale(isRegression, !(loss instanceof PoissonLoss));
        this.judge = Judge.of(loss, panel.outputs(), labels);
        this.restarts = new Restarts(panel);
        this.firstOrder = new FirstOrderLanes(panel, judge.isImplicit());
        this.covariances = new Covariances(panel, parameters);
        this.secondOrder = new SecondOrderLanes(panel, parameters, covariances);
        this.stacks = new Stacks(panel, kind(loss));
        this.mixture = new Mixture(panel.experts(), SHARES);
        int numbers = panel.experts() * panel.outputs();
        this.scores = new double[numbers];
        this.predictions = new double[numbers];
        this.gradients = new double[numbers];
        this.losses = new double[panel.experts()];
        this.diverged = new boolean[panel.lanes()];
    }

    private static Stacks.Kind kind(Loss loss) {
        return loss instanceof SoftmaxLoss
                ? Stacks.Kind.CLASSES
                : loss instanceof LogisticLoss ? Stacks.Kind.LOG_ODDS : Stacks.Kind.VALUE;
    }

    /** Where the next event's rows go. */
    public ExpertRows rows() {
        return rows;
    }

    /**
     * Predicts the event whose rows are there, and changes nothing.
     *
     * @param score of the mixture, one number per output
     */
    public void predict(double[] score) {
        float[] data = parameters.data();
        firstOrder.score(data, rows, restarts, labels.middle(), scores);
        secondOrder.score(data, rows, restarts, labels.origin(), scores);
        for (int lane = 0; lane < panel.lanes(); lane++) {
            diverged[lane] = hasDiverged(lane);
            if (diverged[lane]) {
                setScore(lane, labels.middle());
            }
        }
        judge.predict(scores, 0, panel.lanes(), predictions);
        stacks.score(judge, mixture.weights(), predictions, labels, scores);
        judge.predict(scores, panel.lanes(), panel.experts(), predictions);
        judge.mix(predictions, panel.experts(), mixture.weights(), score);
    }

    private boolean hasDiverged(int lane) {
        double most = DIVERGED * labels.unit();
        for (int i = lane * panel.outputs(); i < (lane + 1) * panel.outputs(); i++) {
            if (!(Math.abs(scores[i] - labels.middle()) <= most)) {
                return true;
            }
        }
        return false;
    }

    private void setScore(int lane, double value) {
        for (int i = lane * panel.outputs(); i < (lane + 1) * panel.outputs(); i++) {
            scores[i] = value;
        }
    }

    /**
     * Learns from the event that was predicted last. The first label of a regression tells where labels lie, and nothing of
     * the features: what was lost with it counts for nothing, and each expert goes on as if it had known the label.
     *
     * @param label in the domain of task and loss
     * @param importance factor of its loss, finite and above 0
     * @param loss of the mixture's prediction
     */
    public void learn(double label, double importance, double loss) {
        double meanLoss = events == 0 ? 0 : lossSum / events;
        judge.losses(predictions, 0, panel.experts(), label, losses);
        // However much an event weighs, it is one observation of how good the experts are.
        mixture.learn(losses, judge.temperature(meanLoss) * Math.min(1, importance));
        restartDiverged();
        judge.gradients(scores, predictions, 0, panel.firstOrder(), label, gradients);
        if (labels.isFirst()) {
            Arrays.fill(scores, label);
            Arrays.fill(gradients, 0);
        } else {
            lossSum = Exact.finiteSum(lossSum, loss);
        }
        events++;
        squares += rows.squares();
        learnFirstOrder(label, importance);
        if (panel.secondOrder() > 0) {
            learnSecondOrder(label, importance);
        }
        if (labels.hasUnit()) {
            stacks.learn(scores, predictions, label, importance, meanLoss);
        }
        labels.learn(label);
        rows.learn();
    }

    private void restartDiverged() {
        for (int lane = 0; lane < panel.lanes(); lane++) {
            if (diverged[lane]) {
                restarts.restart(lane);
                if (lane >= panel.firstOrder()) {
                    secondOrder.restart(lane - panel.firstOrder());
                }
            }
        }
        float[] data = parameters.data();
        for (int i = 0; i < rows.size(); i++) {
            restarts.bring(data, rows.offsets()[i]);
        }
    }

    private void learnFirstOrder(double label, double importance) {
        double size = squares / events;
        if (size > 0) {
            firstOrder.learn(parameters.data(), rows, gradients, importance, size, labels.unitFor(label));
        }
    }

    private void learnSecondOrder(double label, double importance) {
        secondOrder.begin(parameters.data(), rows);
        int placesBefore = covariances.places();
        covariances.open(rows);
        float[] data = parameters.data();
        for (int place = 0; place < placesBefore; place++) {
            restarts.bring(data, covariances.offset(place));
        }
        secondOrder.extend(placesBefore);
        secondOrder.learn(rows, judge, scores, label, importance);
        secondOrder.markRows();
    }

    public Panel panel() {
        return panel;
    }

    /** The weight of each expert in the next prediction; they add up to 1. Valid until the next event is learned. */
    public double[] weights() {
        return mixture.weights();
    }

    /** What each expert lost with the last event that was learned. Valid until the next one. */
    public double[] losses() {
        return losses;
    }

    /** How rows are to be read, as the experts stand now. */
    public RowReading rowReading() {
        return new RowReading(panel, mixture.weights(), restarts.copy());
    }

    /** How often an expert diverged and began anew. */
    public int restarts() {
        return restarts.count();
    }

    /** Writes all that is not in rows and tail. */
    public void save(StateWriter out) {
        out.writeCount(events);
        out.writeDouble(lossSum);
        out.writeDouble(squares);
        labels.save(out);
        restarts.save(out);
        covariances.save(out);
        mixture.save(out);
        stacks.save(out);
    }

    public void load(StateReader in) {
        events = in.readCount();
        lossSum = in.readFinite("sum of the mixture's losses");
        squares = in.readFinite("sum of squared values");
        labels.load(in);
        restarts.load(in);
        covariances.load(in);
        mixture.load(in);
        stacks.load(in);
    }
}
