package dev.millrace.config;

import java.util.List;

/**
 * Names of the topics that an application reads and writes; all different.
 *
 * @param events labeled events; must exist
 * @param predictions what the learners that publish predicted
 * @param lossReports how well each learner does
 * @param quarantine events that were refused, with their reason
 * @param sequence the order in which events of several partitions were taken; used only if there is more than one
 * @param replicationFactor of the topics that Millrace creates; 1 or more, or -1 for the broker's default
 */
public record TopicsConfig(
        String events,
        String predictions,
        String lossReports,
        String quarantine,
        String sequence,
        short replicationFactor) {

    public TopicsConfig {
        List<String> names = List.of(events, predictions, lossReports, quarantine, sequence);
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("topics: expected different names, got " + names);
        }
        if (replicationFactor < 1 && replicationFactor != -1) {
            throw new IllegalArgumentException(
                    "replicationFactor: expected -1, or 1 or more, got " + replicationFactor);
        }
    }
}
