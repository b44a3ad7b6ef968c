package dev.millrace.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a learner predicts for a list of events, all by one cut. An event that is wrong has an error in its place and takes
 * nothing from the others, as in the stream, where it would be quarantined alone.
 *
 * @param predictions one per event, in the order of the list
 * @param failed how many of them are errors
 */
public record PredictionList(List<Entry> predictions, int failed, Provenance provenance) {

    static PredictionList of(List<Entry> entries, Provenance provenance) {
        int failed =
                (int) entries.stream().filter(entry -> entry.error() != null).count();
        return new PredictionList(entries, failed, provenance);
    }

    /**
     * A prediction, whose parts stand beside the index, or an error.
     *
     * @param index of the event in the list, from 0
     */
    public record Entry(
            int index,
            @JsonUnwrapped @Nullable LearnerPrediction prediction,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Failure error) {

        static Entry of(int index, LearnerPrediction prediction) {
            return new Entry(index, prediction, null);
        }

        static Entry of(int index, QueryException problem) {
            return new Entry(index, null, new Failure(problem.status(), problem.detail()));
        }
    }

    /**
     * What is wrong with an event.
     *
     * @param status that it would be answered with alone
     * @param detail what was expected, what came and how to go on
     */
    public record Failure(int status, String detail) {}
}
