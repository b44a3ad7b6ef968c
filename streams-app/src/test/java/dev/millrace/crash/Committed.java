package dev.millrace.crash;

import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.serde.SerdesByName;
import dev.millrace.state.FeatureNames;
import dev.millrace.testing.TestCluster;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * All that an application has committed. The last records of a changelog are its store, byte for byte: header with step,
 * position, digest, scaler, open batch, schedule and metrics; parameters with their optimizer slots.
 *
 * @param stores by name: values by key, both in hexadecimal digits
 * @param outputs by kind: key, value, headers and timestamp of each record in order
 * @param predictions source offset and learner of each prediction in order
 */
record Committed(Map<String, Map<String, String>> stores, Map<String, List<String>> outputs, List<String> predictions) {

    static Committed of(TestCluster cluster, MillraceConfig config) {
        Map<String, String> changelogs = new TreeMap<>();
        changelogs.put(FeatureNames.STORE, changelog(config, FeatureNames.STORE));
        config.learners().forEach(learner -> {
            String store = LearnProcessor.storeName(learner.name());
            changelogs.put(store, changelog(config, store));
        });
        Map<String, String> topics = Map.of(
                "predictions", config.topics().predictions(),
                "loss reports", config.topics().lossReports(),
                "quarantine", config.topics().quarantine());
        List<String> all = new ArrayList<>(changelogs.values());
        all.addAll(topics.values());
        Map<String, List<ConsumerRecord<byte[], byte[]>>> read = cluster.committed(all);
        Map<String, Map<String, String>> stores = new TreeMap<>();
        changelogs.forEach((store, topic) -> stores.put(store, lastValues(read.getOrDefault(topic, List.of()))));
        Map<String, List<String>> outputs = new TreeMap<>();
        topics.forEach((kind, topic) -> outputs.put(kind, records(read.getOrDefault(topic, List.of()))));
        return new Committed(
                stores, outputs, predictions(config, read.getOrDefault(topics.get("predictions"), List.of())));
    }

    private static String changelog(MillraceConfig config, String store) {
        return config.application() + "-" + store + "-changelog";
    }

    private static Map<String, String> lastValues(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, String> values = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.value() == null) {
                values.remove(hex(record.key()));
            } else {
                values.put(hex(record.key()), hex(record.value()));
            }
        }
        return values;
    }

    private static List<String> records(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> record.timestamp() + " " + hex(record.key()) + " " + hex(record.value()) + " "
                        + record.headers())
                .toList();
    }

    private static List<String> predictions(MillraceConfig config, List<ConsumerRecord<byte[], byte[]>> records) {
        try (Deserializer<Prediction> deserializer = SerdesByName.serde(
                        Prediction.class,
                        config.serdes().serializer(),
                        config.serdes().deserializer(),
                        config.registry(),
                        false)
                .deserializer()) {
            return records.stream()
                    .map(record -> deserializer.deserialize(record.topic(), record.value()))
                    .map(prediction -> prediction.getSourceOffset() + " " + prediction.getLearner())
                    .toList();
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** What is not as in an uninterrupted run, a sentence each; empty if all is the same. */
    List<String> differencesFrom(Committed expected) {
        List<String> differences = new ArrayList<>();
        expected.stores.forEach((store, values) -> {
            Map<String, String> found = stores.getOrDefault(store, Map.of());
            Map<String, String> missing = new TreeMap<>(values);
            missing.entrySet().removeAll(found.entrySet());
            if (!missing.isEmpty() || found.size() != values.size()) {
                differences.add("store " + store + ": " + missing.size() + " of " + values.size()
                        + " records differ or are missing, " + found.size() + " found");
            }
        });
        expected.outputs.forEach((kind, records) -> {
            List<String> found = outputs.getOrDefault(kind, List.of());
            int same = 0;
            while (same < Math.min(records.size(), found.size())
                    && records.get(same).equals(found.get(same))) {
                same++;
            }
            if (same < Math.max(records.size(), found.size())) {
                differences.add(kind + ": the first " + same + " of " + records.size() + " are the same, "
                        + found.size() + " found");
            }
        });
        return differences;
    }
}
