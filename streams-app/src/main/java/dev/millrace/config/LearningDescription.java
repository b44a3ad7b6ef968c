package dev.millrace.config;

import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.LabelSpec;
import dev.millrace.core.feature.WeightSpec;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.Task;
import dev.millrace.core.link.Averaging;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.schedule.ReduceOnPlateau;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The learning-relevant part of a config, in the config's own words, every default written out. Whatever is added here
 * or renamed changes all fingerprints: raise {@link #FORMAT} then.
 */
final class LearningDescription {

    private static final int FORMAT = 1;

    private LearningDescription() {}

    static SortedMap<String, Object> of(MillraceConfig config, LearnerSpec learner) {
        SortedMap<String, Object> description = new TreeMap<>();
        description.put("format", FORMAT);
        description.put("event", event(config));
        description.put("task", ConfigReader.TASK.word(learner.task()));
        description.put("label", label(config.label(), learner));
        FeatureRecipe recipe = config.recipe();
        description.put(
                "features",
                recipe.features().stream().map(LearningDescription::feature).toList());
        description.put("hashing", sorted("bits", recipe.hashBits(), "seed", recipe.hashSeed()));
        description.put("limits", limits(recipe));
        description.put("optimizer", Optimizers.CATALOG.describe(learner.optimizer()));
        if (!(learner.optimizer() instanceof Auto)) {
            description.put("rate", Schedules.CATALOG.describe(learner.schedule()));
        }
        description.put("loss", Losses.CATALOG.describe(learner.loss()));
        description.put("batch", Batches.describe(learner.batching()));
        putIfUsed(description, config.event().weight(), learner);
        description.put("reports", sorted("window", config.reports().window()));
        return description;
    }

    /** What is not used is left out, so that the fingerprints of those who do not use it stay as they were. */
    private static void putIfUsed(
            SortedMap<String, Object> description, @Nullable WeightSpec weight, LearnerSpec learner) {
        if (weight != null) {
            description.put("weight", sorted("field", weight.field(), "max", weight.max()));
        }
        if (!learner.classWeights().isEmpty()) {
            description.put("class-weights", learner.classWeights());
        }
        if (!learner.gradientLinks().isEmpty()) {
            description.put(
                    "gradient",
                    learner.gradientLinks().stream()
                            .map(GradientLinks.CATALOG::describe)
                            .toList());
        }
        if (!learner.weightLinks().isEmpty()) {
            description.put(
                    "weights",
                    learner.weightLinks().stream()
                            .map(WeightLinks.CATALOG::describe)
                            .toList());
        }
        ReduceOnPlateau plateau = learner.plateau();
        if (plateau != null) {
            description.put("plateau", Plateaus.CATALOG.describe(plateau));
        }
        Averaging averaging = learner.averaging();
        if (averaging != null) {
            description.put("average", Averages.CATALOG.describe(averaging));
        }
    }

    private static SortedMap<String, Object> limits(FeatureRecipe recipe) {
        FeatureRecipe.Limits limits = recipe.limits();
        SortedMap<String, Object> description =
                sorted("max-features", limits.maxFeatures(), "max-magnitude", limits.maxMagnitude());
        boolean standardizes = recipe.features().stream()
                .anyMatch(feature -> feature instanceof FeatureSpec.Numeric numeric && numeric.standardize());
        // Left out where it is not used, as above.
        if (standardizes && limits.maxDeviations() != FeatureRecipe.Limits.UNLIMITED) {
            description.put("max-deviations", limits.maxDeviations());
        }
        return description;
    }

    private static SortedMap<String, Object> event(MillraceConfig config) {
        SortedMap<String, Object> event = sorted("zone", config.recipe().zone().getId());
        String timeField = config.event().timeField();
        if (timeField != null) {
            event.put("time", timeField);
        }
        return event;
    }

    private static SortedMap<String, Object> label(LabelSpec label, LearnerSpec learner) {
        SortedMap<String, Object> description = sorted("field", label.field());
        if (label instanceof LabelSpec.Above above) {
            description.put("above", above.threshold());
        } else if (label instanceof LabelSpec.Classes classes) {
            description.put("classes", classes.classes());
        } else if (learner.task() == Task.MULTICLASS) {
            description.put("class-count", learner.outputs());
        }
        return description;
    }

    private static SortedMap<String, Object> feature(FeatureSpec feature) {
        SortedMap<String, Object> description = kind(feature);
        description.put("name", feature.name());
        return description;
    }

    private static SortedMap<String, Object> kind(FeatureSpec feature) {
        if (feature instanceof FeatureSpec.Numeric numeric) {
            String transform = FeatureReader.TRANSFORM.word(numeric.transform());
            return sorted("numeric", numeric.field(), "transform", transform, "standardize", numeric.standardize());
        } else if (feature instanceof FeatureSpec.Categorical categorical) {
            return sorted("categorical", categorical.field());
        } else if (feature instanceof FeatureSpec.TimePart time) {
            String part = FeatureReader.PART.word(time.part());
            return sorted("time", part, "encoding", FeatureReader.ENCODING.word(time.encoding()));
        } else if (feature instanceof FeatureSpec.Cross cross) {
            return sorted("cross", List.of(cross.left(), cross.right()));
        } else if (feature instanceof FeatureSpec.Sparse sparse) {
            SortedMap<String, Object> arrays = sorted("indices", sparse.indices(), "values", sparse.values());
            return sparse.dimension() == 0
                    ? sorted("sparse", arrays)
                    : sorted("sparse", arrays, "dimension", sparse.dimension());
        }
        throw new IllegalArgumentException("expected a feature that has a place in the fingerprint, got " + feature);
    }

    private static SortedMap<String, Object> sorted(Object... keysAndValues) {
        SortedMap<String, Object> map = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
