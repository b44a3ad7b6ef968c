package dev.millrace.core.loss;

import dev.millrace.core.math.Exact;

/**
 * Cross-entropy of a multi-class task, in nats: {@code ln(sum_k e^(s_k)) - s_y}. The largest score is subtracted first,
 * so that no exponential overflows, and left out of the sum, so that a small loss keeps its digits.
 */
public record SoftmaxLoss() implements Loss {

    @Override
    public String name() {
        return "softmax";
    }

    @Override
    public double value(double[] scores, double label) {
        int best = indexOfLargest(scores);
        double others = 0;
        for (int k = 0; k < scores.length; k++) {
            others += k == best ? 0 : Exact.exp(scores[k] - scores[best]);
        }
        return Exact.log1p(others) + (scores[best] - scores[(int) label]);
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        int y = (int) label;
        double others = 0;
        for (int k = 0; k < scores.length; k++) {
            gradient[k] = prediction[k];
            others += k == y ? 0 : prediction[k];
        }
        // p - 1 would lose the digits of a small gradient.
        gradient[y] = -others;
    }

    @Override
    public void curvature(double[] scores, double[] prediction, double label, double[] curvature) {
        int best = indexOfLargest(prediction);
        double others = 0;
        for (int k = 0; k < prediction.length; k++) {
            others += k == best ? 0 : prediction[k];
            curvature[k] = prediction[k] * (1 - prediction[k]);
        }
        // Only of the largest can 1 - p lose digits.
        curvature[best] = prediction[best] * others;
    }

    @Override
    public void predict(double[] scores, double[] prediction) {
        double max = scores[indexOfLargest(scores)];
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            prediction[k] = Exact.exp(scores[k] - max);
            sum += prediction[k];
        }
        for (int k = 0; k < scores.length; k++) {
            prediction[k] /= sum;
        }
    }

    @Override
    public double valueOfPrediction(double[] prediction, double label) {
        return -Exact.log(prediction[(int) label]);
    }

    private static int indexOfLargest(double[] values) {
        int best = 0;
        for (int k = 1; k < values.length; k++) {
            if (values[k] > values[best]) {
                best = k;
            }
        }
        return best;
    }
}
