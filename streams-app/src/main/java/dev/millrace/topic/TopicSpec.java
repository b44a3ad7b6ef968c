package dev.millrace.topic;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as it is created if it is missing.
 *
 * @param cleanup what happens to old records
 * @param partitions 1 or more
 * @param replicationFactor 1 or more, or -1 for the broker's default
 * @param settings topic settings besides {@code cleanup.policy}, by their Kafka names
 */
public record TopicSpec(
        String name, Cleanup cleanup, int partitions, short replicationFactor, Map<String, String> settings) {

    private static final Map<String, String> KEEP_FOREVER = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");

    /** What happens to old records, {@code cleanup.policy}. */
    public enum Cleanup {
        /** They are deleted when the topic's retention is over. */
        DELETE("delete"),
        /** The last record of each key is kept. */
        COMPACT("compact");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }

        /** The value of {@code cleanup.policy}. */
        public String policy() {
            return policy;
        }
    }

    public TopicSpec {
        settings = Map.copyOf(settings);
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions of " + name + ": expected 1 or more, got " + partitions);
        }
        if (replicationFactor < 1 && replicationFactor != -1) {
            throw new IllegalArgumentException(
                    "replicationFactor of " + name + ": expected -1, or 1 or more, got " + replicationFactor);
        }
    }

    /** Records are deleted after the time that the broker has as its default, 7 days if nobody changed it. */
    public static TopicSpec deleted(String name, int partitions, short replicationFactor) {
        return new TopicSpec(name, Cleanup.DELETE, partitions, replicationFactor, Map.of());
    }

    /** Records are never deleted: data to learn from, the order it was taken in, events nobody has looked at yet. */
    public static TopicSpec kept(String name, int partitions, short replicationFactor) {
        return new TopicSpec(name, Cleanup.DELETE, partitions, replicationFactor, KEEP_FOREVER);
    }

    /** The last record of each key is kept. */
    public static TopicSpec compacted(String name, int partitions, short replicationFactor) {
        return new TopicSpec(name, Cleanup.COMPACT, partitions, replicationFactor, Map.of());
    }

    NewTopic newTopic() {
        Map<String, String> configs = new TreeMap<>(settings);
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup.policy());
        return new NewTopic(name, partitions, replicationFactor).configs(configs);
    }
}
