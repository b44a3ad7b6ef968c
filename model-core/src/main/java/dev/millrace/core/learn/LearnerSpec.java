package dev.millrace.core.learn;

import dev.millrace.core.link.Averaging;
import dev.millrace.core.link.GradientLink;
import dev.millrace.core.link.WeightLink;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.optimizer.AdamW;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.optimizer.CoinBetting;
import dev.millrace.core.optimizer.FtrlProximal;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.UpdateRule;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.LearningRateSchedule;
import dev.millrace.core.schedule.ReduceOnPlateau;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides what a learner learns, besides the recipe and the label. Immutable; part of its fingerprint.
 *
 * @param name letters, digits, '.', '_' and '-', at most 100: it becomes part of store and topic names
 * @param outputs scores per event: 1, or the number of classes of a multi-class task
 * @param classWeights factor of the loss in learning, for each class (two of a binary task), 0 to 1e6; empty if all are 1.
 *     What is measured is not weighted
 * @param plateau null if the rate is the schedule's
 * @param gradientLinks what is done to the gradient, in this order, at most 16
 * @param weightLinks what is done to the weights of the rows of a step, in this order, at most 16
 * @param averaging null if there are no averages
 */
public record LearnerSpec(
        String name,
        Task task,
        int outputs,
        Loss loss,
        List<Double> classWeights,
        UpdateRule optimizer,
        LearningRateSchedule schedule,
        @Nullable ReduceOnPlateau plateau,
        Batching batching,
        List<GradientLink> gradientLinks,
        List<WeightLink> weightLinks,
        @Nullable Averaging averaging) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /** Of a learner whose rule has rates of its own. */
    public static final LearningRateSchedule NO_SCHEDULE = new Constant(1);

    private static final int MAX_LINKS = 16;

    private static final double MAX_CLASS_WEIGHT = 1e6;

    public LearnerSpec {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: expected 1 to 100 letters, digits, '.', '_' or '-', got '" + name + "'");
        }
        if (outputs < 1 || (task != Task.MULTICLASS && outputs != 1)) {
            throw new IllegalArgumentException("outputs: expected 1, or the number of classes, got " + outputs);
        }
        if (task == Task.MULTICLASS && outputs < 2) {
            throw new IllegalArgumentException("outputs: expected 2 classes or more, got " + outputs);
        }
        if (!task.accepts(loss)) {
            throw new IllegalArgumentException("loss: expected one for the task " + task + ", got " + loss.name());
        }
        classWeights = List.copyOf(classWeights);
        gradientLinks = List.copyOf(gradientLinks);
        weightLinks = List.copyOf(weightLinks);
        requireClassWeights(classWeights, task.classes(outputs));
        if (gradientLinks.size() > MAX_LINKS || weightLinks.size() > MAX_LINKS) {
            throw new IllegalArgumentException("links: expected at most " + MAX_LINKS + ", got " + gradientLinks.size()
                    + " of the gradient and " + weightLinks.size() + " of the weights");
        }
        if (!weightLinks.isEmpty() && (optimizer instanceof FtrlProximal || optimizer instanceof CoinBetting)) {
            throw new IllegalArgumentException(
                    "weights: expected no links with this optimizer, which computes each weight"
                            + " anew from what it keeps; got " + weightLinks);
        }
        if (optimizer instanceof FtrlProximal && (!(schedule instanceof Constant) || plateau != null)) {
            throw new IllegalArgumentException("rate: expected a constant without a plateau for ftrl-proximal, whose"
                    + " weights are computed from it; got " + schedule + (plateau == null ? "" : " and " + plateau));
        }
        if (optimizer instanceof Auto) {
            requirePlain(schedule, plateau, batching, gradientLinks, weightLinks, averaging);
        }
        if (averaging != null
                && optimizer instanceof Optimizer single
                && (single.momentum() > 0 || (optimizer instanceof AdamW adamW && adamW.weightDecay() > 0))) {
            throw new IllegalArgumentException(
                    "average: expected an optimizer that leaves the weights of an absent feature"
                            + " where they are (without momentum, or a lazy one), got " + optimizer);
        }
    }

    /**
     * A learner without links.
     *
     * @param batchSize labeled events per optimizer step; their gradients are averaged
     */
    public LearnerSpec(
            String name,
            Task task,
            int outputs,
            Loss loss,
            UpdateRule optimizer,
            LearningRateSchedule schedule,
            int batchSize) {
        this(
                name,
                task,
                outputs,
                loss,
                List.of(),
                optimizer,
                schedule,
                null,
                new Batching.Count(batchSize, Batching.Combine.MEAN),
                List.of(),
                List.of(),
                null);
    }

    public LearnerSpec withClassWeights(List<Double> weights) {
        return new LearnerSpec(
                name,
                task,
                outputs,
                loss,
                weights,
                optimizer,
                schedule,
                plateau,
                batching,
                gradientLinks,
                weightLinks,
                averaging);
    }

    public LearnerSpec withPlateau(ReduceOnPlateau rule) {
        return new LearnerSpec(
                name,
                task,
                outputs,
                loss,
                classWeights,
                optimizer,
                schedule,
                rule,
                batching,
                gradientLinks,
                weightLinks,
                averaging);
    }

    public LearnerSpec withBatching(Batching other) {
        return new LearnerSpec(
                name,
                task,
                outputs,
                loss,
                classWeights,
                optimizer,
                schedule,
                plateau,
                other,
                gradientLinks,
                weightLinks,
                averaging);
    }

    public LearnerSpec withGradientLinks(GradientLink... links) {
        return new LearnerSpec(
                name,
                task,
                outputs,
                loss,
                classWeights,
                optimizer,
                schedule,
                plateau,
                batching,
                List.of(links),
                weightLinks,
                averaging);
    }

    public LearnerSpec withWeightLinks(WeightLink... links) {
        return new LearnerSpec(
                name,
                task,
                outputs,
                loss,
                classWeights,
                optimizer,
                schedule,
                plateau,
                batching,
                gradientLinks,
                List.of(links),
                averaging);
    }

    public LearnerSpec withAveraging(Averaging other) {
        return new LearnerSpec(
                name,
                task,
                outputs,
                loss,
                classWeights,
                optimizer,
                schedule,
                plateau,
                batching,
                gradientLinks,
                weightLinks,
                other);
    }

    /** Experts have rates and steps of their own. */
    private static void requirePlain(
            LearningRateSchedule schedule,
            @Nullable ReduceOnPlateau plateau,
            Batching batching,
            List<GradientLink> gradientLinks,
            List<WeightLink> weightLinks,
            @Nullable Averaging averaging) {
        List<String> set = new ArrayList<>();
        addIf(!schedule.equals(NO_SCHEDULE), "rate", set);
        addIf(plateau != null, "plateau", set);
        addIf(!batching.equals(Batching.single()), "batch", set);
        addIf(!gradientLinks.isEmpty(), "gradient", set);
        addIf(!weightLinks.isEmpty(), "weights", set);
        addIf(averaging != null, "average", set);
        if (!set.isEmpty()) {
            throw new IllegalArgumentException(String.join(", ", set)
                    + ": expected none with the optimizer auto, whose experts have rates and steps of their own; remove"
                    + " what is set, or name an optimizer such as adagrad");
        }
    }

    private static void addIf(boolean isSet, String key, List<String> set) {
        if (isSet) {
            set.add(key);
        }
    }

    private static void requireClassWeights(List<Double> weights, int classes) {
        if (!weights.isEmpty() && weights.size() != classes) {
            throw new IllegalArgumentException(
                    "class-weights: expected one for each of " + classes + " classes, got " + weights.size());
        }
        for (double weight : weights) {
            if (!(weight >= 0 && weight <= MAX_CLASS_WEIGHT)) {
                throw new IllegalArgumentException("class-weights: expected 0 to 1000000, got " + weight);
            }
        }
    }
}
