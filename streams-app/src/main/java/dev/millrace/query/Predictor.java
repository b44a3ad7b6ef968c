package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.FeatureExtractor;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.InvalidEventException;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.Outcome;
import dev.millrace.core.learn.Task;
import dev.millrace.query.LearnerPrediction.ClassProbability;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelRecords;
import dev.millrace.state.ReadableModel;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Predicts events that somebody asks about, with the code that predicts those of the stream. Any thread; one
 * prediction at a time, because buffers as large as the model has rows are used again.
 */
final class Predictor {

    private final Task task;
    private final @Nullable List<String> classes;
    private final EventTime eventTime;
    private final FeatureExtractor extractor;
    private final FeatureVector features = new FeatureVector();

    Predictor(MillraceConfig config, RowMap rows, ClassNames classNames) {
        this.task = config.task();
        this.classes = classNames.all();
        this.eventTime = new EventTime(config);
        this.extractor = new FeatureExtractor(rows, RowNames.NONE);
    }

    /**
     * @param timeParameter the event's time, if it is not in the event
     * @throws QueryException if the event cannot be used
     */
    synchronized LearnerPrediction predict(
            ServedLearner learner, ReadableModel store, JsonNode event, @Nullable String timeParameter) {
        Long timeMillis = eventTime.read(event, timeParameter);
        extract(event, timeMillis == null ? 0 : timeMillis);
        String time =
                timeMillis == null ? null : Instant.ofEpochMilli(timeMillis).toString();
        return store.read(model -> predict(learner, model, time));
    }

    private void extract(JsonNode event, long timeMillis) {
        try {
            extractor.extract(new JsonFields(event, extractor.fields()), timeMillis, features);
        } catch (InvalidEventException e) {
            throw QueryException.badRequest(e.reason());
        } catch (DateTimeException | ArithmeticException e) {
            throw QueryException.badRequest("event time " + timeMillis + ": " + e.getMessage());
        }
    }

    private LearnerPrediction predict(ServedLearner served, ModelRecords model, @Nullable String time) {
        ModelHeader header = model.readHeader();
        Learner learner = served.at(header, model);
        if (!learner.predict(features)) {
            throw QueryException.unprocessable("learner '" + served.name()
                    + "' has no finite score for this event; the stream would quarantine it. Check for numbers that are"
                    + " far from those it has seen.");
        }
        return answer(learner.outcome(), time, served.provenance(header));
    }

    /** In the terms of the predictions topic. */
    private LearnerPrediction answer(Outcome outcome, @Nullable String time, Provenance provenance) {
        double[] scores = outcome.scores();
        double[] prediction = outcome.prediction();
        if (classes == null) {
            return new LearnerPrediction(prediction[0], scores[0], null, null, time, provenance);
        }
        if (task == Task.BINARY) {
            double positive = prediction[0];
            List<ClassProbability> probabilities = List.of(
                    new ClassProbability(classes.get(0), 1 - positive), new ClassProbability(classes.get(1), positive));
            String predicted = classes.get(positive > 0.5 ? 1 : 0);
            return new LearnerPrediction(positive, scores[0], predicted, probabilities, time, provenance);
        }
        int best = 0;
        List<ClassProbability> probabilities = new ArrayList<>(scores.length);
        for (int k = 0; k < scores.length; k++) {
            probabilities.add(new ClassProbability(classes.get(k), prediction[k]));
            best = scores[k] > scores[best] ? k : best;
        }
        return new LearnerPrediction(best, scores[best], classes.get(best), probabilities, time, provenance);
    }
}
