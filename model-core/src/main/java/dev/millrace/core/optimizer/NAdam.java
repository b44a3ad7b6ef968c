package dev.millrace.core.optimizer;

import dev.millrace.core.math.Exact;

/**
 * NAdam (Dozat, ICLR workshop 2016, algorithm 2): Adam with Nesterov's look-ahead and a momentum that warms up, {@code mu(t)
 * = beta1 * (1 - 0.96^(t * momentumDecay) / 2)}.
 *
 * <p>Slots: first moment, second moment; 8 bytes a weight.
 *
 * @param momentumDecay speed of the warm-up, 0 to 1; usual 0.004
 */
public record NAdam(double beta1, double beta2, double epsilon, double momentumDecay) implements AdamFamily {

    private static final double LOG_BASE = StrictMath.log(0.96);

    public NAdam {
        AdamFamily.requireMoments(beta1, beta2, epsilon);
        Require.between("momentumDecay", momentumDecay, 0, 1);
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        double product = product(step);
        double next = mu(step + 1);
        coefficients[0] = rate * (1 - mu(step)) / (1 - product);
        coefficients[1] = rate * next / (1 - product * next);
        coefficients[2] = Exact.oneMinusPower(beta2, (double) step);
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float gradientRate = (float) coefficients[0];
        float momentRate = (float) coefficients[1];
        float correction = (float) coefficients[2];
        float gain1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float gain2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        float[] weights = rows.weights();
        float[] first = rows.slot(0);
        float[] second = rows.slot(1);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            float m = Single.lerp(first[i], g, gain1);
            float v = Single.meanSquare(second[i], g, keep2, gain2);
            first[i] = m;
            second[i] = v;
            float root = Single.sqrt(v / correction) + eps;
            weights[i] -= Single.ratio(gradientRate * g, root, eps);
            weights[i] -= Single.ratio(momentRate * m, root, eps);
        }
    }

    private double mu(long step) {
        return beta1 * (1 - 0.5 * StrictMath.exp(LOG_BASE * momentumDecay * step));
    }

    /**
     * {@code mu(1) * ... * mu(step)} without going through the steps. With {@code q = 0.96^momentumDecay}, the logarithm of
     * {@code 1 - q^j / 2} is minus the sum over n of {@code q^(jn) / (n 2^n)}; over j that is a geometric series. The
     * differences {@code 1 - q^n} are summed up, not subtracted, so that they keep their digits when q is close to 1.
     */
    private double product(long step) {
        double log = LOG_BASE * momentumDecay;
        double q = StrictMath.exp(log);
        double qToStep = StrictMath.exp(log * step);
        double oneLess = -StrictMath.expm1(log);
        double oneLessToStep = -StrictMath.expm1(log * step);
        double power = q;
        double powerToStep = qToStep;
        double below = oneLess;
        double above = oneLessToStep;
        double half = 0.5;
        double sum = 0;
        for (int n = 1; n <= 60; n++) {
            double geometric = log == 0 ? step : power * above / below;
            sum += geometric * half / n;
            below += power * oneLess;
            above += powerToStep * oneLessToStep;
            power *= q;
            powerToStep *= qToStep;
            half /= 2;
        }
        return Exact.power(beta1, (double) step) * StrictMath.exp(-sum);
    }
}
