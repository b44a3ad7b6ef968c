package dev.millrace.core.expert;

import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.parameter.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Which experts there are, and where in a row each has its numbers. All experts of a feature stand side by side in its row,
 * so that one look at the feature serves them all:
 *
 * <pre>
 *   row:  | weights of each lane (outputs) ... | sums of squared gradients of each adaptive lane (outputs) ... |
 *         | count | magnitude | first | place | epoch | variance of each second-order lane ... |
 *   tail: | covariance of the first second-order lane | of the second | ...
 * </pre>
 *
 * <p>The lanes are in the order of the experts: adaptive ones (AdaGrad), those of constant rate (SGD), second-order ones.
 * Behind them come the stacks, which have no lanes: they combine what the others say.
 *
 * <p>Immutable; any thread.
 */
public final class Panel {

    private static final double[] ADAPTIVE = {.06, .2, .6, 1.9, 6};
    private static final double[] CONSTANT = {.0003, .001, .003, .008, .02, .05, .1, .2, .5, 1, 2};
    private static final double[] FEW_ADAPTIVE = {.1, .4, 1.6, 6};
    private static final double[] FEW_CONSTANT = {.002, .02, .2, 2};
    private static final double[] NONE = {};
    private static final double[] FORGETTING = {1, .9999, .999, .99};
    private static final double[] VARIANCES = {1, 1000, 10, 10};
    private static final double[] STACK_FORGETTING = {1, .998};

    /** Classes up to which a row has room for all experts. */
    private static final int FEW_CLASSES = 16;

    /** Classes up to which there are second-order experts and stacks. */
    private static final int SOME_CLASSES = 128;

    private static final int ROW_NUMBERS = 5;

    private final int outputs;
    private final double[] adaptive;
    private final double[] constant;
    private final double[] forgetting;
    private final double[] variances;
    private final double[] stacks;
    private final int covariance;
    private final List<String> names = new ArrayList<>();

    private Panel(
            int outputs,
            double[] adaptive,
            double[] constant,
            double[] forgetting,
            double[] variances,
            double[] stacks,
            int covariance) {
        this.outputs = outputs;
        this.adaptive = adaptive;
        this.constant = constant;
        this.forgetting = forgetting;
        this.variances = variances;
        this.stacks = stacks;
        this.covariance = forgetting.length == 0 ? 0 : covariance;
        addNames("adagrad-", adaptive);
        addNames("sgd-", constant);
        addNames("kalman-", forgetting);
        addNames("stack-", stacks);
    }

    /** The experts for a task: fewer if there are many classes, and first-order ones alone for most losses. */
    public static Panel of(Auto auto, int outputs, Loss loss) {
        boolean curved = loss instanceof SquaredLoss || loss instanceof LogisticLoss || loss instanceof SoftmaxLoss;
        boolean secondOrder = curved && auto.secondOrder() && outputs <= SOME_CLASSES;
        double[] stacks = secondOrder ? STACK_FORGETTING : NONE;
        if (outputs <= FEW_CLASSES) {
            return new Panel(
                    outputs,
                    ADAPTIVE,
                    CONSTANT,
                    secondOrder ? FORGETTING : NONE,
                    VARIANCES,
                    stacks,
                    auto.fullCovariance());
        }
        return new Panel(
                outputs,
                FEW_ADAPTIVE,
                outputs <= SOME_CLASSES ? FEW_CONSTANT : NONE,
                secondOrder ? FORGETTING : NONE,
                VARIANCES,
                stacks,
                auto.fullCovariance());
    }

    /** The layout of the parameters of so many rows. */
    public ParameterLayout layout(int rowCount) {
        return ParameterLayout.of(rowCount, outputs, lanes() + adaptive() - 1, ROW_NUMBERS + secondOrder())
                .withTail(secondOrder() * covarianceFloats());
    }

    public int outputs() {
        return outputs;
    }

    /** All experts, the stacks included. */
    public int experts() {
        return names.size();
    }

    /** What each expert is called: its kind, and its learning rate or what it keeps from event to event. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** Experts with weights of their own in each row. */
    public int lanes() {
        return firstOrder() + secondOrder();
    }

    int adaptive() {
        return adaptive.length;
    }

    int firstOrder() {
        return adaptive.length + constant.length;
    }

    int secondOrder() {
        return forgetting.length;
    }

    int stacks() {
        return stacks.length;
    }

    /** Learning rate of a first-order expert. */
    double rate(int expert) {
        return expert < adaptive.length ? adaptive[expert] : constant[expert - adaptive.length];
    }

    double forgetting(int secondOrder) {
        return forgetting[secondOrder];
    }

    /** Variance of a weight before its first event. */
    double variance(int secondOrder) {
        return variances[secondOrder];
    }

    double stackForgetting(int stack) {
        return stacks[stack];
    }

    /** Features whose covariances are kept. */
    int covariance() {
        return covariance;
    }

    /** Floats of one triangular matrix over those features. */
    int covarianceFloats() {
        return covariance * (covariance + 1) / 2;
    }

    /** Where in a row the weights of a lane begin. */
    int weights(int lane) {
        return lane * outputs;
    }

    /** Where in a row the sums of squares of the adaptive lanes begin. */
    int squares() {
        return lanes() * outputs;
    }

    /** Where in a row the number of events stands that had the feature, up to {@link ExpertRows#MOST_COUNTED}. */
    int count() {
        return (lanes() + adaptive()) * outputs;
    }

    /** Mean size of the feature's value. */
    int magnitude() {
        return count() + 1;
    }

    /** Size of its first value. */
    int first() {
        return count() + 2;
    }

    /** One more than its place in the covariances; 0 if it has none. */
    int place() {
        return count() + 3;
    }

    /** Restarts of experts that the row has taken part in. */
    int epoch() {
        return count() + 4;
    }

    /** Variances of the weights of the second-order lanes, if the feature has no place in the covariances. */
    int variances() {
        return count() + ROW_NUMBERS;
    }

    private void addNames(String kind, double[] numbers) {
        for (double number : numbers) {
            // 0.1, not .1; 2, not 2.0.
            names.add(kind + (number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number)));
        }
    }
}
