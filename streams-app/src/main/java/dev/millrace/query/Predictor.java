package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import dev.millrace.state.ReadableModel;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Predicts events that somebody asks about, with the code that predicts those of the stream. Any thread; one
 * question at a time, because buffers as large as the model has rows are used again.
 *
 * <p>Of the store, only the reading of header and blocks is done while it is locked.
 */
final class Predictor {

    /** Most events in a list. */
    static final int MAX_EVENTS = 1_000;

    /** Most parameters and slots that the events of a list may need; 32 MiB. */
    private static final long MAX_FLOATS = 1 << 23;

    private final Task task;
    private final @Nullable List<String> classes;
    private final EventTime eventTime;
    private final FeatureExtractor extractor;
    private final FeatureVector features = new FeatureVector();
    private final Map<String, ResumedLearner> learners = new HashMap<>();

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
        BitSet blocks = new BitSet();
        String time = extract(event, timeParameter);
        addBlocks(learner, blocks);
        ResumedLearner resumed = resumed(learner);
        Learner current = store.read(model -> resumed.at(model, blocks));
        try {
            return answer(score(learner, current), time, resumed.provenance());
        } finally {
            resumed.trim();
        }
    }

    /**
     * The same of several events, all by one cut; what is wrong with an event is in its place.
     *
     * @param events JSON objects and others
     * @throws QueryException if the list cannot be answered
     */
    synchronized PredictionList predict(
            ServedLearner learner, ReadableModel store, ArrayNode events, @Nullable String timeParameter) {
        BitSet blocks = new BitSet();
        for (JsonNode event : events) {
            try {
                extract(event, timeParameter);
                addBlocks(learner, blocks);
            } catch (QueryException e) {
                // Told below, where the event is extracted again.
                continue;
            }
            if ((long) blocks.cardinality() * learner.layout().blockFloats() > MAX_FLOATS) {
                throw QueryException.tooLarge("expected events that need at most " + MAX_FLOATS
                        + " parameters and slots together, found more; ask for fewer at a time");
            }
        }
        ResumedLearner resumed = resumed(learner);
        Learner current = store.read(model -> resumed.at(model, blocks));
        try {
            List<PredictionList.Entry> entries = new ArrayList<>(events.size());
            for (int i = 0; i < events.size(); i++) {
                entries.add(entry(i, learner, current, events.get(i), timeParameter));
            }
            return PredictionList.of(entries, resumed.provenance());
        } finally {
            resumed.trim();
        }
    }

    private PredictionList.Entry entry(
            int index, ServedLearner served, Learner learner, JsonNode event, @Nullable String timeParameter) {
        try {
            String time = extract(event, timeParameter);
            return PredictionList.Entry.of(index, answer(score(served, learner), time, null));
        } catch (QueryException e) {
            return PredictionList.Entry.of(index, e);
        }
    }

    private ResumedLearner resumed(ServedLearner learner) {
        return learners.computeIfAbsent(learner.name(), name -> new ResumedLearner(learner));
    }

    /** Adds the blocks that the event in hand needs; none if it will be refused without a look at them. */
    private void addBlocks(ServedLearner learner, BitSet blocks) {
        if (Learner.isTooLarge(features, learner.layout())) {
            return;
        }
        int rowsPerBlock = learner.layout().rowsPerBlock();
        for (int i = 0; i < features.size(); i++) {
            blocks.set(features.row(i) / rowsPerBlock);
        }
    }

    /** Makes the event's features, and says the time that was used. */
    private @Nullable String extract(JsonNode event, @Nullable String timeParameter) {
        if (!event.isObject()) {
            throw QueryException.badRequest("expected the event as a JSON object with the config's fields, found "
                    + JsonFields.describe(event));
        }
        Long timeMillis = eventTime.read(event, timeParameter);
        extract(event, timeMillis == null ? 0 : timeMillis);
        return timeMillis == null ? null : Instant.ofEpochMilli(timeMillis).toString();
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

    private Outcome score(ServedLearner served, Learner learner) {
        if (!learner.predict(features)) {
            throw QueryException.unprocessable("learner '" + served.name()
                    + "' has no finite score for this event; the stream would quarantine it. Check for numbers that are"
                    + " far from those it has seen.");
        }
        return learner.outcome();
    }

    /** In the terms of the predictions topic. */
    private LearnerPrediction answer(Outcome outcome, @Nullable String time, @Nullable Provenance provenance) {
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
