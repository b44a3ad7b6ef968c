package dev.millrace.app;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.config.TopicsConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.topic.TopicException;
import dev.millrace.topic.TopicSpec;
import dev.millrace.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of an application, each with the cleanup policy that its records want. */
final class AppTopics {

    /** Kafka's default of max.message.bytes. */
    private static final int DEFAULT_MESSAGE_BYTES = 1_048_588;

    /** Below the 32 MiB of the producer's buffer, which a record must fit into. */
    private static final long MAX_RECORD_BYTES = 24L << 20;

    /** Of a record that holds an event, beside it. */
    private static final int REST_BYTES = 64 << 10;

    /**
     * What the application must know of its topics.
     *
     * @param partitions of the events topic
     * @param input what the learners read
     * @param recordBytes of the largest record that it may have to send
     * @param quarantineBytes of the largest record that the quarantine topic takes from it
     */
    record Prepared(int partitions, TopicPartition input, int recordBytes, int quarantineBytes) {}

    private AppTopics() {}

    /** Creates what is missing. */
    static Prepared prepare(MillraceConfig config, Consumer<String> notes) {
        TopicsConfig names = config.topics();
        short replication = names.replicationFactor();
        try (Topics topics = Topics.connect(config.kafka())) {
            List<String> created = new ArrayList<>(
                    topics.createMissing(List.of(TopicSpec.kept(names.events(), 1, replication)), notes));
            int bytes = recordBytes(topics.maxMessageBytes(names.events(), DEFAULT_MESSAGE_BYTES));
            List<TopicSpec> specs = new ArrayList<>(List.of(
                    roomy(TopicSpec.deleted(names.predictions(), 1, replication), bytes),
                    TopicSpec.compacted(names.lossReports(), 1, replication),
                    roomy(TopicSpec.kept(names.quarantine(), 1, replication), bytes)));
            int partitions = topics.partitions(names.events());
            if (partitions > 1) {
                requireExactlyOnce(config, partitions);
                specs.add(roomy(TopicSpec.kept(names.sequence(), 1, replication), bytes));
            }
            created.addAll(topics.createMissing(specs, notes));
            if (partitions > 1) {
                requireOnePartition(topics, names.sequence());
            }
            if (!created.isEmpty()) {
                notes.accept("created " + (created.size() == 1 ? "topic " : "topics ") + String.join(", ", created));
            }
            int sent = StreamsSettings.maxRequestBytes(config, bytes);
            TopicPartition input = new TopicPartition(partitions > 1 ? names.sequence() : names.events(), 0);
            return new Prepared(
                    partitions, input, bytes, Math.min(sent, topics.maxMessageBytes(names.quarantine(), sent)));
        }
    }

    /** With room for an event as large as the events topic takes, its key and headers once more, and a reason. */
    private static int recordBytes(int eventBytes) {
        return (int) Math.max(LearnProcessor.RECORD_BYTES, Math.min(MAX_RECORD_BYTES, 2L * eventBytes + REST_BYTES));
    }

    /** Learners whose changelogs have lost their beginning: compaction never does that, deleting records does. */
    static Set<String> learnersOfCutChangelogs(MillraceConfig config) {
        Set<String> cut = new HashSet<>();
        try (Topics topics = Topics.connect(config.kafka())) {
            for (LearnerConfig learner : config.learners()) {
                String changelog = config.application() + "-" + LearnProcessor.storeName(learner.name()) + "-changelog";
                if (topics.beginning(changelog) > 0) {
                    cut.add(learner.name());
                }
            }
        }
        return cut;
    }

    /** A topic whose records hold all or parts of events. */
    private static TopicSpec roomy(TopicSpec spec, int bytes) {
        Map<String, String> settings = new HashMap<>(spec.settings());
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
        return new TopicSpec(spec.name(), spec.cleanup(), spec.partitions(), spec.replicationFactor(), settings);
    }

    /** At least once, a crash may log an event twice in the sequence topic, at two offsets: nothing tells them apart. */
    private static void requireExactlyOnce(MillraceConfig config, int partitions) {
        if (config.isAtLeastOnce()) {
            throw new TopicException(
                    "topic '" + config.topics().events() + "' has " + partitions
                            + " partitions, expected 1, because kafka.processing.guarantee is at_least_once: after a crash"
                            + " the sequence topic could hold events twice, which would be learned twice. Remove"
                            + " processing.guarantee, or give the topic one partition",
                    null);
        }
    }

    private static void requireOnePartition(Topics topics, String sequence) {
        int partitions = topics.partitions(sequence);
        if (partitions != 1) {
            throw new TopicException(
                    "topic '" + sequence + "' has " + partitions
                            + " partitions, expected 1, because it logs one order of"
                            + " events; give topics.sequence another name, or delete the topic, and it is created",
                    null);
        }
    }
}
