package dev.millrace.config;

import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.Task;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.schedule.LearningRateSchedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the list {@code learners}. */
final class LearnerReader {

    private static final int MAX_BATCH = 1_000_000;

    private final @Nullable Task task;
    private final int outputs;
    private final Map<String, ConfigNode> names = new HashMap<>();

    /**
     * @param task null if it is not known, because it is wrong
     * @param outputs scores per event
     */
    LearnerReader(@Nullable Task task, int outputs) {
        this.task = task;
        this.outputs = outputs;
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
        ConfigNode optimizerNode = section.required("optimizer", Optimizers.CATALOG.expected());
        Optimizer optimizer = optimizerNode == null ? null : Optimizers.CATALOG.read(optimizerNode, task);
        ConfigNode rateNode = section.required("rate", Schedules.CATALOG.expected());
        LearningRateSchedule schedule = rateNode == null ? null : Schedules.CATALOG.read(rateNode, task);
        Loss loss = loss(section);
        int batch = section.optional("batch", ScalarType.integer(1, MAX_BATCH), 1);
        boolean publish = section.optional("publish-predictions", ScalarType.FLAG, false);
        section.finish();
        if (name == null || task == null || optimizer == null || schedule == null || loss == null) {
            return null;
        }
        LearnerSpec spec = section.build(() -> new LearnerSpec(name, task, outputs, loss, optimizer, schedule, batch));
        return spec == null ? null : new LearnerConfig(spec, publish || champion);
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
