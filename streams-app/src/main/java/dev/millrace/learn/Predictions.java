package dev.millrace.learn;

import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.Outcome;
import dev.millrace.core.learn.Task;
import dev.millrace.schemas.Prediction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes the records of the predictions topic. */
final class Predictions {

    private Predictions() {}

    static Prediction of(LearnerSpec spec, Outcome outcome, EventSource source, long eventTimeMillis, double label) {
        int best = indexOfLargest(outcome.scores());
        boolean classes = spec.task() == Task.MULTICLASS;
        // The all-arguments constructor, because a builder's checks cost as much as the prediction.
        return new PublishedPrediction(
                spec.name(),
                outcome.step(),
                source.sourcePartition(),
                source.sourceOffset(),
                Instant.ofEpochMilli(eventTimeMillis),
                outcome.scores()[best],
                classes ? best : outcome.prediction()[0],
                classes ? list(outcome.prediction()) : List.of(),
                LossReports.nullIfNaN(label),
                LossReports.nullIfNaN(outcome.loss()));
    }

    private static int indexOfLargest(double[] values) {
        int best = 0;
        for (int k = 1; k < values.length; k++) {
            if (values[k] > values[best]) {
                best = k;
            }
        }
        return best;
    }

    private static List<Double> list(double[] values) {
        List<Double> list = new ArrayList<>(values.length);
        for (double value : values) {
            list.add(value);
        }
        return list;
    }
}
