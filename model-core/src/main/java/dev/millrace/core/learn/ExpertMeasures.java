package dev.millrace.core.learn;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.Adwin;
import dev.millrace.core.evaluate.SlidingMeans;
import dev.millrace.core.expert.Committee;
import dev.millrace.core.expert.Panel;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.math.Exact;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured of experts: their losses, and when the mixture's loss rose (a drift of the stream). It decides nothing.
 *
 * <p>Drift is told by {@link Adwin} from the loss as a number from 0 to 1: for log loss, what the label's probability lacks;
 * for others, {@code loss / (loss + mean loss)}.
 *
 * <p>One thread; allocates nothing per event.
 */
final class ExpertMeasures {

    private static final int FORMAT = 1;

    /** At most so likely is an alarm, at any one moment, if nothing has changed. */
    private static final double FALSE_ALARMS = 1e-4;

    private final Panel panel;
    private final boolean isLogLoss;
    private final double[] sums;
    private final SlidingMeans window;
    private long learned;
    private final Adwin adwin = new Adwin(FALSE_ALARMS);
    private double lossSum;
    private long observed;
    private long driftExamples;
    private long driftTimeMillis;
    private final double[] driftWeights;

    ExpertMeasures(Panel panel, Loss loss, long window) {
        this.panel = panel;
        this.isLogLoss = loss instanceof LogisticLoss || loss instanceof SoftmaxLoss;
        this.sums = new double[panel.experts()];
        this.window = new SlidingMeans(panel.experts(), window);
        this.driftWeights = new double[panel.experts()];
    }

    /** Takes in what each expert lost. */
    void add(double[] losses) {
        learned++;
        window.next();
        for (int k = 0; k < sums.length; k++) {
            sums[k] = Exact.finiteSum(sums[k], losses[k]);
            window.add(k, losses[k]);
        }
    }

    /** Takes in what the mixture lost. */
    void observe(double loss, long timeMillis, double[] weights) {
        double mean = observed == 0 ? 0 : lossSum / observed;
        observed++;
        // What is lost with the first label may be of any size: nothing was known of where labels lie.
        lossSum = Exact.finiteSum(lossSum, observed == 1 ? 0 : loss);
        if (adwin.add(share(loss, mean))) {
            adwin.clear();
            driftExamples = observed;
            driftTimeMillis = timeMillis;
            System.arraycopy(weights, 0, driftWeights, 0, driftWeights.length);
        }
    }

    private double share(double loss, double mean) {
        if (isLogLoss) {
            return 1 - Exact.exp(-loss);
        }
        double positive = Math.max(0, loss);
        return positive == 0 ? 0 : positive / (positive + Math.max(0, mean));
    }

    ExpertStandings standings(Committee committee) {
        List<String> names = panel.names();
        double[] weights = committee.weights();
        List<ExpertStandings.Expert> experts = new ArrayList<>(names.size());
        boolean hasDrifted = adwin.alarms() > 0;
        for (int k = 0; k < names.size(); k++) {
            experts.add(new ExpertStandings.Expert(
                    names.get(k),
                    weights[k],
                    sums[k] / learned,
                    window.mean(k),
                    hasDrifted ? driftWeights[k] : Double.NaN));
        }
        return new ExpertStandings(
                experts,
                committee.restarts(),
                adwin.alarms(),
                hasDrifted ? new ExpertStandings.Drift(driftExamples, driftTimeMillis) : null);
    }

    void save(StateWriter out) {
        out.writeInt(FORMAT);
        out.writeCount(learned);
        out.writeDoubles(sums);
        window.save(out);
        out.writeCount(observed);
        out.writeDouble(lossSum);
        adwin.save(out);
        out.writeCount(driftExamples);
        out.writeLong(driftTimeMillis);
        out.writeDoubles(driftWeights);
    }

    void load(StateReader in) {
        in.expectInt(FORMAT, "format of the experts' measures");
        learned = in.readCount();
        for (int k = 0; k < sums.length; k++) {
            sums[k] = in.readFinite("sum of an expert's losses");
        }
        window.load(in);
        observed = in.readCount();
        lossSum = in.readFinite("sum of the mixture's losses");
        adwin.load(in);
        driftExamples = in.readCount(observed, "examples at the last drift");
        driftTimeMillis = in.readLong();
        for (int k = 0; k < driftWeights.length; k++) {
            driftWeights[k] = in.readFinite("weight at the last drift");
        }
    }
}
