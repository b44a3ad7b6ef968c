package dev.millrace.config;

import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureRecipe.Limits;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.WeightSpec;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.Task;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the file section by section, in the order in which it is usually written. */
final class ConfigReader {

    private static final String APPLICATION_ID = "application.id";
    private static final String GUARANTEE = "processing.guarantee";
    private static final String EXACTLY_ONCE = "exactly_once_v2";
    private static final String AT_LEAST_ONCE = "at_least_once";
    private static final String EXCEPTION_HANDLER = "processing.exception.handler";
    private static final int DEFAULT_HASH_BITS = 18;

    static final ScalarType<Task> TASK = ScalarType.choice(
            Map.of("binary", Task.BINARY, "regression", Task.REGRESSION, "multiclass", Task.MULTICLASS),
            List.of("binary", "regression", "multiclass"));

    private final Problems problems;

    ConfigReader(Problems problems) {
        this.problems = problems;
    }

    /** The config, or null if there is any problem. */
    @Nullable
    MillraceConfig read(ConfigNode node) {
        Section root = node.section();
        if (root == null) {
            return null;
        }
        String application = root.required("application", FieldTypes.APPLICATION);
        SortedMap<String, String> kafka = settings(root, "kafka", "bootstrap.servers");
        SortedMap<String, String> registry = settings(root, "registry", "schema.registry.url");
        SerdeConfig serdes = serdes(root.optionalSection("serdes"));
        TopicsConfig topics = topics(root, application == null ? "" : application);
        Section eventSection = root.optionalSection("event");
        String timeField = eventSection.optional("time", FieldTypes.FIELD);
        ZoneId zone = eventSection.optional("zone", FieldTypes.ZONE, ZoneId.of("UTC"));
        eventSection.finish();
        Task task = root.required("task", TASK);
        Section labelSection = root.requiredSection("label");
        LabelReader.Label label = labelSection == null ? null : new LabelReader(labelSection, task).read();
        EventConfig event = new EventConfig(timeField, weight(root.optional("weight")));
        FeatureRecipe recipe =
                recipe(root, zone, label == null ? null : label.spec().field());
        ConfigNode learnersNode = root.required("learners", "a list of 1 to " + MillraceConfig.MAX_LEARNERS);
        List<LearnerConfig> learners =
                learnersNode == null ? List.of() : new LearnerReader(task, label).read(learnersNode);
        ReportsConfig reports = reports(root.optionalSection("reports"));
        long workingSet = workingSet(root.optionalSection("memory"));
        HttpConfig http = HttpReader.read(root.optionalSection("http"));
        root.finish();
        requireSize(root, recipe, learners);
        if (!problems.isEmpty()
                || application == null
                || topics == null
                || task == null
                || label == null
                || recipe == null) {
            return null;
        }
        return new MillraceConfig(
                application,
                kafka,
                registry,
                serdes,
                topics,
                event,
                task,
                label.spec(),
                recipe,
                learners,
                reports,
                workingSet,
                http);
    }

    /** A section that is passed through, with the one key that it must have. */
    private static SortedMap<String, String> settings(Section root, String key, String required) {
        Section section = root.requiredSection(key);
        if (section == null) {
            return new TreeMap<>();
        }
        section.required(required, "text");
        if (section.has(APPLICATION_ID)) {
            section.problemAt(APPLICATION_ID, "set by the key 'application' at the top of the file; remove it here");
        }
        SortedMap<String, String> settings = section.settings();
        String guarantee = settings.get(GUARANTEE);
        if (guarantee != null && !guarantee.equals(EXACTLY_ONCE) && !guarantee.equals(AT_LEAST_ONCE)) {
            section.problemAt(
                    GUARANTEE,
                    "expected " + EXACTLY_ONCE + " (the default) or " + AT_LEAST_ONCE + ", whose limits"
                            + " docs/exactly-once.md tells; found '" + guarantee + "'");
        }
        if (settings.containsKey(EXCEPTION_HANDLER)) {
            section.problemAt(
                    EXCEPTION_HANDLER,
                    "a handler that goes on would leave an event learned by some learners only; bad events go to"
                            + " quarantine anyway: remove it here");
        }
        return settings;
    }

    private static SerdeConfig serdes(Section section) {
        SerdeConfig byDefault = SerdeConfig.DEFAULT;
        String serializer = section.optional("serializer", FieldTypes.CLASS_NAME, byDefault.serializer());
        String deserializer = section.optional("deserializer", FieldTypes.CLASS_NAME, byDefault.deserializer());
        section.finish();
        return new SerdeConfig(serializer, deserializer);
    }

    private @Nullable TopicsConfig topics(Section root, String application) {
        Section section = root.requiredSection("topics");
        if (section == null) {
            return null;
        }
        Map<String, String> names = new LinkedHashMap<>();
        String events = section.required("events", FieldTypes.TOPIC);
        if (events != null) {
            names.put(events, "events");
        }
        String predictions = topic(section, "predictions", application, names);
        String lossReports = topic(section, "loss-reports", application, names);
        String quarantine = topic(section, "quarantine", application, names);
        String sequence = topic(section, "sequence", application, names);
        short replication = section.optional("replication-factor", FieldTypes.REPLICATION, (short) -1);
        section.finish();
        return problems.isEmpty() && events != null
                ? new TopicsConfig(events, predictions, lossReports, quarantine, sequence, replication)
                : null;
    }

    /** @param taken the keys of the names that are taken, by name; the topic's is added */
    private static String topic(Section section, String key, String application, Map<String, String> taken) {
        String name = section.optional(key, FieldTypes.TOPIC, application + "-" + key);
        String other = taken.putIfAbsent(name, key);
        if (other != null) {
            section.problemAt(key, "expected a topic of its own; found '" + name + "', which is topics." + other);
        }
        return name;
    }

    private @Nullable FeatureRecipe recipe(Section root, ZoneId zone, @Nullable String labelField) {
        ConfigNode node = root.required("features", "a list of features");
        List<FeatureSpec> features = node == null ? List.of() : new FeatureListReader(labelField).read(node);
        Section hashing = root.optionalSection("hashing");
        int bits = hashing.optional("bits", ScalarType.integer(1, 26), DEFAULT_HASH_BITS);
        int seed = hashing.optional("seed", ScalarType.integer(Integer.MIN_VALUE, Integer.MAX_VALUE), 0);
        hashing.finish();
        Section section = root.optionalSection("limits");
        int maxFeatures = section.optional(
                "max-features", ScalarType.integer(1, Integer.MAX_VALUE), Limits.DEFAULT.maxFeatures());
        double maxMagnitude = section.optional(
                "max-magnitude", ScalarType.number(Range.aboveAndAtMost(0, 1e30)), Limits.DEFAULT.maxMagnitude());
        double maxDeviations =
                section.optional("max-deviations", FieldTypes.DEVIATIONS, Limits.DEFAULT.maxDeviations());
        section.finish();
        Limits limits = new Limits(maxFeatures, maxMagnitude, maxDeviations);
        return problems.isEmpty() ? root.build(() -> new FeatureRecipe(features, bits, seed, zone, limits)) : null;
    }

    private static @Nullable WeightSpec weight(@Nullable ConfigNode node) {
        Section section = node == null ? null : node.section();
        if (section == null) {
            return null;
        }
        String field = section.required("field", FieldTypes.FIELD);
        double max = section.optional("max", ScalarType.number(Range.aboveAndAtMost(0, 1e9)), WeightSpec.DEFAULT_MAX);
        section.finish();
        return field == null ? null : new WeightSpec(field, max);
    }

    private static ReportsConfig reports(Section section) {
        int every = section.optional("every", ScalarType.integer(1, 1_000_000_000), ReportsConfig.DEFAULT.every());
        int window = section.optional(
                "window",
                ScalarType.integer(ReportsConfig.MIN_WINDOW, ReportsConfig.MAX_WINDOW),
                ReportsConfig.DEFAULT.window());
        section.finish();
        return new ReportsConfig(every, window);
    }

    private static long workingSet(Section section) {
        long bytes = section.optional("working-set", FieldTypes.SIZE, MillraceConfig.DEFAULT_WORKING_SET_BYTES);
        section.finish();
        return bytes;
    }

    /** What is too large is told now, and not when the stream threads have started. */
    private static void requireSize(Section root, @Nullable FeatureRecipe recipe, List<LearnerConfig> learners) {
        RowMap rows = recipe == null ? null : root.build(() -> new RowMap(recipe));
        if (rows != null) {
            learners.forEach(learner -> root.build(() -> Learner.layout(learner.spec(), rows.rowCount())));
        }
    }
}
