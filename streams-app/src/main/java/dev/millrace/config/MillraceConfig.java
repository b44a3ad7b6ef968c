package dev.millrace.config;

import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.LabelSpec;
import dev.millrace.core.learn.Batching;
import dev.millrace.core.learn.Task;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a config file says, with defaults filled in. Immutable.
 *
 * @param application the {@code application.id} of Kafka Streams, and prefix of default topic names
 * @param kafka settings of Kafka's clients and Kafka Streams as they were written; sorted by key
 * @param registry settings of the schema registry client as they were written; sorted by key
 * @param learners 1 to {@value #MAX_LEARNERS}, names unique; the first is the champion and always publishes
 * @param workingSetBytes parameter blocks that each learner keeps in memory, in bytes
 */
public record MillraceConfig(
        String application,
        Map<String, String> kafka,
        Map<String, String> registry,
        SerdeConfig serdes,
        TopicsConfig topics,
        EventConfig event,
        Task task,
        LabelSpec label,
        FeatureRecipe recipe,
        List<LearnerConfig> learners,
        ReportsConfig reports,
        long workingSetBytes,
        HttpConfig http) {

    public static final int MAX_LEARNERS = 64;

    public static final long DEFAULT_WORKING_SET_BYTES = 256L << 20;

    public MillraceConfig {
        kafka = Collections.unmodifiableSortedMap(new TreeMap<>(kafka));
        registry = Collections.unmodifiableSortedMap(new TreeMap<>(registry));
        learners = List.copyOf(learners);
        if (learners.isEmpty() || learners.size() > MAX_LEARNERS) {
            throw new IllegalArgumentException("learners: expected 1 to " + MAX_LEARNERS + ", got " + learners.size());
        }
        if (learners.stream().map(LearnerConfig::name).distinct().count() != learners.size()) {
            throw new IllegalArgumentException("learners: expected different names, got "
                    + learners.stream().map(LearnerConfig::name).toList());
        }
        if (!learners.get(0).publishPredictions()) {
            throw new IllegalArgumentException("learners: expected the first to publish its predictions");
        }
        if (workingSetBytes < 1) {
            throw new IllegalArgumentException("workingSetBytes: expected 1 or more, got " + workingSetBytes);
        }
    }

    /**
     * Reads a file; {@code ${NAME}} and {@code ${NAME:-default}} in values are taken from the environment.
     *
     * @throws ConfigException if the file cannot be read, or with every problem that is in it
     */
    public static MillraceConfig load(Path file) {
        return ConfigTree.load(file, System.getenv()).read();
    }

    /** Reads a config from a string, with the environment of this process. */
    public static MillraceConfig parse(String yaml, String source) {
        return parse(yaml, source, System.getenv());
    }

    /**
     * Reads a config from a string.
     *
     * @param source name of the file in problems
     * @param environment what {@code ${NAME}} in values stands for
     * @throws ConfigException with every problem that is in it
     */
    public static MillraceConfig parse(String yaml, String source, Map<String, String> environment) {
        return ConfigTree.parse(yaml, source, environment).read();
    }

    /**
     * Whether Kafka Streams commits state and input offsets apart. After a crash the state may then be ahead of the
     * offsets.
     */
    public boolean isAtLeastOnce() {
        return "at_least_once".equals(kafka.get("processing.guarantee"));
    }

    /**
     * Refuses what is for bounded data only.
     *
     * @throws ConfigException if a learner makes its steps at the end of an epoch
     */
    public void requireStream() {
        List<String> problems = learners.stream()
                .filter(learner -> learner.spec().batching() instanceof Batching.Full)
                .map(learner -> "learner '" + learner.name() + "': batch full makes its step at the end of an epoch,"
                        + " which a stream does not have; use it with millrace replay --epochs, or give a number")
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** Scores per event: 1, or the number of classes. The same for every learner. */
    public int outputs() {
        return learners.get(0).spec().outputs();
    }

    /** Everything but secrets. */
    @Override
    public String toString() {
        return "MillraceConfig[application=" + application
                + ", kafka=" + Secrets.mask(kafka)
                + ", registry=" + Secrets.mask(registry)
                + ", serdes=" + serdes
                + ", topics=" + topics
                + ", event=" + event
                + ", task=" + task
                + ", label=" + label
                + ", recipe=" + recipe
                + ", learners=" + learners
                + ", reports=" + reports
                + ", workingSetBytes=" + workingSetBytes
                + ", http=" + http + "]";
    }
}
