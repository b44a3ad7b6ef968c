package dev.millrace.config;

import dev.millrace.core.feature.LabelSpec;
import dev.millrace.core.learn.Batching;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.Task;
import dev.millrace.core.link.Averaging;
import dev.millrace.core.link.GradientLink;
import dev.millrace.core.link.WeightLink;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.optimizer.UpdateRule;
import dev.millrace.core.schedule.LearningRateSchedule;
import dev.millrace.core.schedule.ReduceOnPlateau;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the list {@code learners}. */
final class LearnerReader {

    private static final int MAX_LINKS = 16;

    private static final ScalarType<Double> CLASS_WEIGHT = ScalarType.number(Range.between(0, 1e6));

    private final @Nullable Task task;
    private final LabelReader.@Nullable Label label;
    private final Map<String, ConfigNode> names = new HashMap<>();

    /**
     * @param task null if it is not known, because it is wrong
     * @param label null if it is not known, because it is wrong
     */
    LearnerReader(@Nullable Task task, LabelReader.@Nullable Label label) {
        this.task = task;
        this.label = label;
    }

    /** The learners in the order of the file; those that are wrong are reported and left out. */
    List<LearnerConfig> read(ConfigNode node) {
        List<ConfigNode> items = node.items();
        if (items == null) {
            return List.of();
        }
        if (items.isEmpty() || items.size() > MillraceConfig.MAX_LEARNERS) {
            node.problem("expected 1 to " + MillraceConfig.MAX_LEARNERS + " learners; found " + items.size());
        }
        List<LearnerConfig> learners = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Section section = items.get(i).section();
            LearnerConfig learner = section == null ? null : learner(section, i == 0);
            if (learner != null) {
                learners.add(learner);
            }
        }
        return learners;
    }

    private @Nullable LearnerConfig learner(Section section, boolean champion) {
        String name = name(section);
        UpdateRule optimizer = optional(section, "optimizer", Optimizers.CATALOG, Auto.DEFAULT);
        LearningRateSchedule schedule = schedule(section, optimizer);
        Loss loss = loss(section);
        Batching batching = optional(section, "batch", Batches.CATALOG, Batching.single());
        ReduceOnPlateau plateau = optional(section, "plateau", Plateaus.CATALOG, null);
        List<Double> classWeights = classWeights(section.optional("class-weights"));
        List<GradientLink> gradientLinks = links(section.optional("gradient"), GradientLinks.CATALOG);
        List<WeightLink> weightLinks = links(section.optional("weights"), WeightLinks.CATALOG);
        Averaging averaging = optional(section, "average", Averages.CATALOG, null);
        boolean publish = section.optional("publish-predictions", ScalarType.FLAG, false);
        ConfigNode warmStart = section.optional("warm-start");
        Path model = warmStart == null ? null : warmStart.read(FieldTypes.FILE);
        section.finish();
        if (name == null || task == null || optimizer == null || schedule == null || loss == null || batching == null) {
            return null;
        }
        LearnerSpec spec = section.build(() -> new LearnerSpec(
                name,
                task,
                outputs(task),
                loss,
                label == null ? List.of() : classWeights,
                optimizer,
                schedule,
                plateau,
                batching,
                gradientLinks,
                weightLinks,
                averaging));
        return spec == null ? null : new LearnerConfig(spec, publish || champion, model);
    }

    /** The rate, which an optimizer needs and a mixture of experts does not take. */
    private @Nullable LearningRateSchedule schedule(Section section, @Nullable UpdateRule optimizer) {
        if (!(optimizer instanceof Auto)) {
            ConfigNode node = section.required("rate", Schedules.CATALOG.expected());
            return node == null ? null : Schedules.CATALOG.read(node, task);
        }
        ConfigNode node = section.optional("rate");
        if (node == null) {
            return LearnerSpec.NO_SCHEDULE;
        }
        node.problem(
                "the optimizer auto, which a learner has that names none, finds its rates itself; remove the rate, or"
                        + " name an optimizer that it is for, such as adagrad");
        return null;
    }

    /** The fallback if the key is not there; null also if its value is wrong, which is reported. */
    private <T> @Nullable T optional(Section section, String key, Catalog<T> catalog, @Nullable T fallback) {
        ConfigNode node = section.optional(key);
        return node == null ? fallback : catalog.read(node, task);
    }

    /** A list of links; those that are wrong are reported and left out. */
    private <T> List<T> links(@Nullable ConfigNode node, Catalog<T> catalog) {
        List<ConfigNode> items = node == null ? null : node.items();
        if (node == null || items == null) {
            return List.of();
        }
        if (items.size() > MAX_LINKS) {
            node.problem("expected at most " + MAX_LINKS + " links; found " + items.size());
        }
        List<T> links = new ArrayList<>();
        for (ConfigNode item : items) {
            T link = catalog.read(item, task);
            if (link != null) {
                links.add(link);
            }
        }
        return links;
    }

    /** By the names of the classes, those that are not named being 1; or a list of all in order. */
    private List<Double> classWeights(@Nullable ConfigNode node) {
        if (node == null) {
            return List.of();
        }
        if (task == Task.REGRESSION) {
            node.problem("is for tasks binary and multiclass; remove it");
            return List.of();
        }
        if (!node.isMapping()) {
            List<Double> weights = node.list(CLASS_WEIGHT);
            return weights == null ? List.of() : weights;
        }
        List<String> classes =
                label != null && label.spec() instanceof LabelSpec.Classes named ? named.classes() : null;
        if (classes == null) {
            node.problem(
                    "expected a list of weights in the order of the class indices, because the label names no classes;"
                            + " found a mapping");
            return List.of();
        }
        Section section = node.section();
        if (section == null) {
            return List.of();
        }
        List<Double> weights = new ArrayList<>();
        for (String name : classes) {
            weights.add(section.optional(name, CLASS_WEIGHT, 1.0));
        }
        section.finish();
        return weights;
    }

    /** A possible number if the label has a problem of its own, so that the learners are not blamed for it. */
    private int outputs(Task known) {
        if (label != null) {
            return label.outputs();
        }
        return known == Task.MULTICLASS ? 2 : 1;
    }

    private @Nullable String name(Section section) {
        ConfigNode node = section.required("name", FieldTypes.LEARNER.expected());
        String name = node == null ? null : node.read(FieldTypes.LEARNER);
        if (node != null && name != null) {
            ConfigNode first = names.putIfAbsent(name, node);
            if (first != null) {
                node.problem("the name '" + name + "' is already that of the learner on line " + first.line()
                        + "; names must differ");
            }
        }
        return name;
    }

    private @Nullable Loss loss(Section section) {
        ConfigNode node = section.optional("loss");
        if (node != null) {
            return Losses.CATALOG.read(node, task);
        }
        return task == null ? null : Losses.defaultFor(task);
    }
}
