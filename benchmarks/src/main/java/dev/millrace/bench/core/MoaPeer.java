package dev.millrace.bench.core;

import com.yahoo.labs.samoa.instances.Attribute;
import com.yahoo.labs.samoa.instances.Instances;
import com.yahoo.labs.samoa.instances.InstancesHeader;
import com.yahoo.labs.samoa.instances.SparseInstance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import moa.classifiers.functions.SGD;

/**
 * MOA's logistic regression by gradient descent, with one rate for all weights: it has no adaptive ones. It shrinks all
 * weights, present or not, at each row. To predict is a call of its own, which is not timed.
 */
final class MoaPeer implements Peer {

    private static final int CLASS_INDEX = Rows.DIMENSION;
    private static final int LOG_LOSS = 1;

    private final double rate;
    private final InstancesHeader header = header();
    private final SparseInstance[] instances = new SparseInstance[CHUNK];
    private final int[] labels = new int[CHUNK];
    private final LogLoss loss = new LogLoss();
    private SGD learner;
    private int size;

    MoaPeer(double rate) {
        this.rate = rate;
        this.learner = fresh();
        Arrays.setAll(instances, i -> new SparseInstance(1));
    }

    @Override
    public String name() {
        return "MOA SGD";
    }

    @Override
    public void reset() {
        learner = fresh();
        loss.clear();
    }

    @Override
    public void prepare(Rows rows, int from, int to) {
        size = to - from;
        for (int i = 0; i < size; i++) {
            labels[i] = rows.labels[from + i];
            instances[i] = instance(rows, from + i);
        }
    }

    @Override
    public void learn() {
        for (int i = 0; i < size; i++) {
            learner.trainOnInstanceImpl(instances[i]);
        }
    }

    @Override
    public void judge() {}

    /** Predicts and learns the chunk that was prepared, and takes note of the predictions; instead of the other two. */
    void learnAndJudge() {
        for (int i = 0; i < size; i++) {
            double[] votes = learner.getVotesForInstance(instances[i]);
            // Before its first row it votes for nothing at all.
            loss.add(votes[0] + votes[1] == 0 ? 0 : Math.log(votes[1] / votes[0]), labels[i]);
            learner.trainOnInstanceImpl(instances[i]);
        }
    }

    @Override
    public double meanLoss() {
        return loss.mean();
    }

    @Override
    public void close() {}

    private SGD fresh() {
        SGD sgd = new SGD();
        sgd.lossFunctionOption.setChosenIndex(LOG_LOSS);
        sgd.learningRateOption.setValue(rate);
        sgd.lambdaRegularizationOption.setValue(0);
        sgd.resetLearningImpl();
        return sgd;
    }

    /** Entries in the order of their indices, as MOA searches them by halves. */
    private SparseInstance instance(Rows rows, int row) {
        int start = row * Rows.WIDTH;
        long[] order = new long[Rows.WIDTH];
        for (int i = 0; i < Rows.WIDTH; i++) {
            order[i] = (long) rows.indices[start + i] << 32
                    | (Float.floatToRawIntBits(rows.values[start + i]) & 0xffffffffL);
        }
        Arrays.sort(order);
        int[] indices = new int[Rows.WIDTH + 1];
        double[] values = new double[Rows.WIDTH + 1];
        for (int i = 0; i < Rows.WIDTH; i++) {
            indices[i] = (int) (order[i] >>> 32);
            values[i] = Float.intBitsToFloat((int) order[i]);
        }
        indices[Rows.WIDTH] = CLASS_INDEX;
        values[Rows.WIDTH] = rows.labels[row];
        SparseInstance instance = new SparseInstance(1, values, indices, Rows.DIMENSION + 1);
        instance.setDataset(header);
        return instance;
    }

    private static InstancesHeader header() {
        List<Attribute> attributes = new ArrayList<>(Rows.DIMENSION + 1);
        for (int i = 0; i < Rows.DIMENSION; i++) {
            attributes.add(new Attribute("w" + i));
        }
        attributes.add(new Attribute("label", List.of("0", "1")));
        InstancesHeader header = new InstancesHeader(new Instances("rows", attributes, 0));
        header.setClassIndex(CLASS_INDEX);
        return header;
    }
}
