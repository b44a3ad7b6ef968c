package dev.millrace.bench.core;

/** The mean log loss of predictions, in nats. */
final class LogLoss {

    private double sum;
    private long count;

    /** @param score log-odds of label 1 */
    void add(double score, int label) {
        addSum(of(score, label), 1);
    }

    void addSum(double lossSum, int examples) {
        sum += lossSum;
        count += examples;
    }

    double mean() {
        return sum / count;
    }

    void clear() {
        sum = 0;
        count = 0;
    }

    private static double of(double score, int label) {
        return Math.max(score, 0) - score * label + Math.log1p(Math.exp(-Math.abs(score)));
    }
}
