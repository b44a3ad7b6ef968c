package dev.millrace.app;

import dev.millrace.config.MillraceConfig;
import dev.millrace.config.TopicsConfig;
import dev.millrace.topic.TopicSpec;
import dev.millrace.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The topics of an application, each with the cleanup policy that its records want. */
final class AppTopics {

    private AppTopics() {}

    /**
     * Creates what is missing.
     *
     * @return partitions of the events topic
     */
    static int prepare(MillraceConfig config, Consumer<String> notes) {
        TopicsConfig names = config.topics();
        short replication = names.replicationFactor();
        List<TopicSpec> specs = new ArrayList<>(List.of(
                TopicSpec.kept(names.events(), 1, replication),
                TopicSpec.deleted(names.predictions(), 1, replication),
                TopicSpec.compacted(names.lossReports(), 1, replication),
                TopicSpec.kept(names.quarantine(), 1, replication)));
        try (Topics topics = Topics.connect(config.kafka())) {
            List<String> created = new ArrayList<>(topics.createMissing(specs, notes));
            int partitions = topics.partitions(names.events());
            if (partitions > 1) {
                created.addAll(topics.createMissing(List.of(TopicSpec.kept(names.sequence(), 1, replication)), notes));
            }
            if (!created.isEmpty()) {
                notes.accept("created " + (created.size() == 1 ? "topic " : "topics ") + String.join(", ", created));
            }
            return partitions;
        }
    }
}
