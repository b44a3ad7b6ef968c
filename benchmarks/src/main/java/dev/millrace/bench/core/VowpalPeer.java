package dev.millrace.bench.core;

import java.util.Locale;
import java.util.stream.Stream;
import org.vowpalwabbit.spark.VowpalWabbitExample;
import org.vowpalwabbit.spark.VowpalWabbitNative;
import org.vowpalwabbit.spark.prediction.ScalarPrediction;

/**
 * Vowpal Wabbit with the same rule: adaptive rates, neither normalized nor invariant, and the bias as a feature like all
 * others. Its examples are made of numbers, before the clock runs, so no text is parsed.
 */
final class VowpalPeer implements Peer {

    static final String NAME = "Vowpal Wabbit";

    private final String arguments;
    private final double[] values = new double[Rows.WIDTH];
    private final int[] indices = new int[Rows.WIDTH];
    private final int[] labels = new int[CHUNK];
    private final LogLoss loss = new LogLoss();
    private VowpalWabbitNative learner;
    private VowpalWabbitExample[] examples;
    private int size;

    VowpalPeer(double rate) {
        arguments = String.format(
                Locale.ROOT,
                "--quiet --adaptive --loss_function logistic --noconstant -b %d -l %s",
                Integer.numberOfTrailingZeros(Rows.DIMENSION),
                rate);
        learner = new VowpalWabbitNative(arguments);
        examples = examples();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void reset() {
        close();
        learner = new VowpalWabbitNative(arguments);
        examples = examples();
        loss.clear();
    }

    @Override
    public void prepare(Rows rows, int from, int to) {
        size = to - from;
        for (int i = 0; i < size; i++) {
            int start = (from + i) * Rows.WIDTH;
            for (int j = 0; j < Rows.WIDTH; j++) {
                indices[j] = rows.indices[start + j];
                values[j] = rows.values[start + j];
            }
            labels[i] = rows.labels[from + i];
            examples[i].clear();
            examples[i].setLabel(2f * labels[i] - 1);
            examples[i].addToNamespaceSparse('f', indices, values);
        }
    }

    @Override
    public void learn() {
        for (int i = 0; i < size; i++) {
            examples[i].learn();
        }
    }

    @Override
    public void judge() {
        for (int i = 0; i < size; i++) {
            loss.add(((ScalarPrediction) examples[i].getPrediction()).getValue(), labels[i]);
        }
    }

    @Override
    public double meanLoss() {
        return loss.mean();
    }

    @Override
    public void close() {
        for (VowpalWabbitExample example : examples) {
            example.close();
        }
        learner.close();
    }

    private VowpalWabbitExample[] examples() {
        return Stream.generate(learner::createEmptyExample).limit(CHUNK).toArray(VowpalWabbitExample[]::new);
    }
}
