package dev.millrace.replay;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One way to learn that a replay tries.
 *
 * @param name unique in the replay; that of its learner
 * @param settings what sets it apart from the other candidates: config keys, such as {@code rate} or {@code
 *     features[0].transform}, and their values as a config file has them
 * @param config the whole config, with this candidate as its only learner
 */
public record Candidate(String name, SortedMap<String, String> settings, MillraceConfig config) {

    public Candidate {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        if (config.learners().size() != 1 || !config.learners().get(0).name().equals(name)) {
            throw new IllegalArgumentException("config: expected '" + name + "' as its only learner, got "
                    + config.learners().stream().map(LearnerConfig::name).toList());
        }
    }

    public LearnerConfig learner() {
        return config.learners().get(0);
    }
}
