package dev.millrace.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a learner predicts for an event: bit for bit what the stream would have published, had the event come next.
 *
 * @param prediction the probability of the positive class, the value, or the index of the most probable class
 * @param score the log-odds, the value, or the largest score
 * @param predictedClass name of the most probable class; null for regression
 * @param probabilities of all classes, in the order of their indices; null for regression
 * @param eventTime that was used, ISO 8601 in UTC; null if none was given and none is needed
 * @param provenance absent in a list, which has one for all
 */
public record LearnerPrediction(
        double prediction,
        double score,
        @Nullable String predictedClass,
        @Nullable List<ClassProbability> probabilities,
        @Nullable String eventTime,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Provenance provenance) {

    /** The probability of one class, 0 to 1. */
    public record ClassProbability(@JsonProperty("class") String className, double probability) {}
}
