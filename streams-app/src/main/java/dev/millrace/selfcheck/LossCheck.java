package dev.millrace.selfcheck;

import dev.millrace.core.loss.HingeLoss;
import dev.millrace.core.loss.HuberLoss;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.PoissonLoss;
import dev.millrace.core.loss.QuantileLoss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;
import java.util.ArrayList;
import java.util.List;

/** Compares values and slopes of each recorded loss. */
final class LossCheck {

    static final double BOUND = 1e-9;

    /** Smaller losses and slopes are compared as if they were as large: PyTorch cancels there to 0. */
    static final double FLOOR = 1e-6;

    private static final String KIND = "loss";
    private static final String SOFTMAX = "softmax_cross_entropy";

    private final Loss loss;
    private final RelativeError error = new RelativeError(FLOOR);

    private LossCheck(Loss loss) {
        this.loss = loss;
    }

    static List<CaseResult> run(Golden file) {
        List<CaseResult> results = new ArrayList<>();
        if (file.has("losses")) {
            Golden losses = file.get("losses");
            for (String name : losses.keys()) {
                results.add(run(name, losses.get(name)));
            }
        }
        if (file.has(SOFTMAX)) {
            results.add(softmax(file.get(SOFTMAX)));
        }
        return results;
    }

    private static CaseResult run(String name, Golden rows) {
        Call call;
        LossCheck check;
        try {
            call = Call.parse(name);
            check = new LossCheck(named(call));
        } catch (IllegalArgumentException e) {
            return CaseResult.impossible(KIND, name, BOUND, String.valueOf(e.getMessage()));
        }
        for (int i = 0; i < rows.size(); i++) {
            double[] row = rows.get(i).numbers(4);
            double label = call.name().equals("hinge") && row[1] < 0 ? 0 : row[1];
            check.add(new double[] {row[0]}, label, row[2], new double[] {row[3]});
        }
        return check.result(name);
    }

    private static CaseResult softmax(Golden rows) {
        LossCheck check = new LossCheck(new SoftmaxLoss());
        for (int i = 0; i < rows.size(); i++) {
            Golden row = rows.get(i);
            double[] scores = row.get("scores").numbers();
            int label = row.get("label").integer();
            if (label < 0 || label >= scores.length) {
                throw new GoldenFileException(row.path() + ".label: expected the index of a score, found " + label);
            }
            check.add(scores, label, row.get("loss").number(), row.get("grad").numbers(scores.length));
        }
        return check.result(SOFTMAX);
    }

    private CaseResult result(String name) {
        return CaseResult.of(KIND, name, error, BOUND, null);
    }

    private void add(double[] scores, double label, double value, double[] slopes) {
        double[] prediction = new double[scores.length];
        double[] gradient = new double[scores.length];
        loss.predict(scores, prediction);
        loss.gradient(scores, prediction, label, gradient);
        error.add(loss.value(scores, label), value);
        for (int k = 0; k < slopes.length; k++) {
            error.add(gradient[k], slopes[k]);
        }
    }

    private static Loss named(Call call) {
        return switch (call.name()) {
            case "squared" -> new SquaredLoss();
            case "logistic" -> new LogisticLoss();
            case "hinge" -> new HingeLoss();
            case "huber" -> new HuberLoss(call.number(0, 1));
            case "poisson" -> new PoissonLoss();
            case "quantile" -> new QuantileLoss(call.number(0, 0.5));
            default ->
                throw new IllegalArgumentException(
                        "unknown loss; expected one of squared, logistic, hinge, huber, poisson, quantile");
        };
    }
}
