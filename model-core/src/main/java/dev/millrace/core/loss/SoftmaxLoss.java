package dev.millrace.core.loss;

/**
 * Cross-entropy of a multi-class task, in nats: {@code ln(sum_k e^(s_k)) - s_y}. The largest score is subtracted first,
 * so that no exponential overflows.
 */
public record SoftmaxLoss() implements Loss {

    @Override
    public String name() {
        return "softmax";
    }

    @Override
    public double value(double[] scores, double label) {
        double max = max(scores);
        double sum = 0;
        for (double s : scores) {
            sum += StrictMath.exp(s - max);
        }
        return StrictMath.log(sum) + max - scores[(int) label];
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
        for (int k = 0; k < scores.length; k++) {
            curvature[k] = prediction[k] * (1 - prediction[k]);
        }
    }

    @Override
    public void predict(double[] scores, double[] prediction) {
        double max = max(scores);
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            prediction[k] = StrictMath.exp(scores[k] - max);
            sum += prediction[k];
        }
        for (int k = 0; k < scores.length; k++) {
            prediction[k] /= sum;
        }
    }

    @Override
    public double valueOfPrediction(double[] prediction, double label) {
        return -StrictMath.log(prediction[(int) label]);
    }

    private static double max(double[] scores) {
        double max = scores[0];
        for (double s : scores) {
            max = Math.max(max, s);
        }
        return max;
    }
}
