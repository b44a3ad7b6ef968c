package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.RowMap;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.FeatureNames;
import dev.millrace.state.ModelRecords;
import dev.millrace.state.ModelSnapshot;
import dev.millrace.state.ReadableModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about the learners of one application. Each answer is about one cut of its learner: the state of
 * some commit, never half of one, and says which in its {@link Provenance}.
 *
 * <p>Any thread. All methods throw {@link QueryException} if the question is wrong, and {@link
 * InvalidStateStoreException} while a store is not to be had (being restored, on another instance): ask again then.
 */
public final class LearnerQueries {

    /** Most rows in an answer. */
    public static final int MAX_ROWS = 1_000;

    /** Most events in a list to predict. */
    public static final int MAX_EVENTS = Predictor.MAX_EVENTS;

    /** Most numbers in an answer that has more than one row: rows of many classes are wide. */
    static final int MAX_NUMBERS = 1 << 18;

    private final QueryStores stores;
    private final String task;
    private final ClassNames classNames;
    private final FeatureOrigins origins;
    private final Predictor predictor;
    private final LearnerDescriptions descriptions;
    private final ParameterQuestions parameters;
    private final FeatureQuestions features;
    private final ScalerQuestion scaler;
    private final Map<String, ServedLearner> learners;
    private final Map<String, LatestScan> scans = new HashMap<>();

    /** @param witness says of each answer where it comes from */
    public LearnerQueries(MillraceConfig config, QueryStores stores, Served.Witness witness) {
        this(config, learners(config, witness), stores);
    }

    /**
     * Answers from what an instance has of the learners, whether it learns, stands by or restores; where a task is in the
     * middle of a transaction, as of the one before.
     */
    public static LearnerQueries ofAny(MillraceConfig config, KafkaStreams streams, Served.Witness witness) {
        Map<String, ServedLearner> learners = learners(config, witness);
        StandbyModels copies = new StandbyModels(learners, config.workingSetBytes());
        return new LearnerQueries(config, learners, QueryStores.any(streams, copies));
    }

    private LearnerQueries(MillraceConfig config, Map<String, ServedLearner> learners, QueryStores stores) {
        this.learners = learners;
        RowMap rows = new RowMap(config.recipe());
        this.stores = stores;
        this.task = config.task().name().toLowerCase(Locale.ROOT);
        this.classNames = ClassNames.of(config);
        this.origins = new FeatureOrigins(config, rows);
        this.predictor = new Predictor(config, rows, classNames);
        this.descriptions = new LearnerDescriptions(config, classNames);
        this.parameters = new ParameterQuestions(stores, rows, classNames, origins);
        this.features = new FeatureQuestions(stores, rows, classNames, origins);
        this.scaler = new ScalerQuestion(config, rows);
        learners.forEach((name, learner) -> scans.put(name, new LatestScan(learner)));
    }

    private static Map<String, ServedLearner> learners(MillraceConfig config, Served.Witness witness) {
        Map<String, ServedLearner> learners = new LinkedHashMap<>();
        config.learners().forEach(learner -> learners.put(learner.name(), new ServedLearner(config, learner, witness)));
        return learners;
    }

    /** Names of the learners, the champion's first. */
    public List<String> names() {
        return List.copyOf(learners.keySet());
    }

    /** How far a learner is as of its last write-back. Reads its header alone, and is cheap. */
    public Provenance provenance(String name) {
        ServedLearner learner = find(name);
        return learner.provenance(header(learner));
    }

    /** All learners, the champion first; each as of its own last write-back. */
    public List<LearnerEntry> list() {
        List<LearnerEntry> entries = new ArrayList<>();
        for (ServedLearner learner : learners.values()) {
            entries.add(descriptions.entry(learner, header(learner)));
        }
        return entries;
    }

    /** One learner at length. Scans its whole store, once for each write-back. */
    public LearnerSummary summary(String name) {
        ServedLearner learner = find(name);
        return descriptions.summary(learner, scan(learner));
    }

    /** How the experts of a learner stand. Reads its header alone, and is cheap. */
    public ExpertsAnswer experts(String name) {
        ServedLearner learner = find(name);
        return descriptions.experts(learner, header(learner));
    }

    /**
     * Rows in blocks that were ever written; all others are 0.
     *
     * @param from first row that may be on the page
     * @param limit 1 to {@link #MAX_ROWS}; the page is shorter if rows are very wide
     */
    public ParameterPage parameters(String name, int from, int limit) {
        ServedLearner learner = find(name);
        return parameters.page(learner, store(learner), from, limit);
    }

    /** One row; if it was never written, its numbers are 0. */
    public SingleRow row(String name, int row) {
        ServedLearner learner = find(name);
        return parameters.row(learner, store(learner), row);
    }

    /**
     * The rows of a feature, or of one of its values.
     *
     * @param feature name of a row, such as {@code distance}, {@code hour.sin} or {@code carrier=AA}; or name of a feature that
     *     has several rows, for all of them
     * @param from first row that may be in the answer, if the feature has several
     * @param limit 1 to {@link #MAX_ROWS}; the answer is shorter if rows are very wide
     */
    public FeatureAnswer feature(String name, String feature, int from, int limit) {
        ServedLearner learner = find(name);
        return features.answer(learner, store(learner), feature, from, limit);
    }

    /**
     * The rows with the largest weights. Scans the whole store, once for each write-back.
     *
     * @param limit 1 to {@link #MAX_ROWS}; the answer is shorter if rows are very wide
     */
    public TopWeights top(String name, int limit) {
        ServedLearner learner = find(name);
        ParameterQuestions.requireLimit(limit);
        return parameters.top(learner, scan(learner), limit);
    }

    /** What a learner knows of the features that it standardises. */
    public ScalerAnswer scaler(String name) {
        ServedLearner learner = find(name);
        return scaler.answer(learner, header(learner));
    }

    /**
     * The whole model as it is now, to be written and closed by the caller.
     *
     * @throws QueryException also if the learner has not learned anything yet
     */
    public ModelDownload model(String name, ModelDownload.Format format) {
        ServedLearner learner = find(name);
        ModelSnapshot snapshot = store(learner).snapshot();
        try {
            ModelHeader header = snapshot.header();
            if (header == null) {
                throw QueryException.notFound("expected a learner that has learned something, found '" + name
                        + "' before its first event; ask again when its position is not null");
            }
            ModelJson json = new ModelJson(learner, task, classNames, origins);
            return new ModelDownload(format, header, learner.provenance(header), snapshot, hashedNames(), json);
        } catch (RuntimeException e) {
            snapshot.close();
            throw e;
        }
    }

    /**
     * What the learner would predict for an event.
     *
     * @param event a JSON object with the fields that the config's features are made from; others are not looked at
     * @param eventTime ISO 8601 or milliseconds since 1970-01-01T00:00Z, if it is not in the event
     */
    public LearnerPrediction predict(String name, JsonNode event, @Nullable String eventTime) {
        ServedLearner learner = find(name);
        return predictor.predict(learner, store(learner), event, eventTime);
    }

    /**
     * The same for each event of a list, by one cut. An event that is wrong does not fail the others.
     *
     * @param events 1 to {@link #MAX_EVENTS}
     * @param eventTime of the events that have no time of their own
     */
    public PredictionList predictAll(String name, ArrayNode events, @Nullable String eventTime) {
        ServedLearner learner = find(name);
        if (events.isEmpty() || events.size() > MAX_EVENTS) {
            throw QueryException.badRequest(
                    "expected a list of 1 to " + MAX_EVENTS + " events, found " + events.size());
        }
        return predictor.predict(learner, store(learner), events, eventTime);
    }

    /** @throws InvalidStateStoreException unless all stores can be read */
    public void requireReadable() {
        FeatureNames.read(hashedNames(), 0);
        for (ServedLearner learner : learners.values()) {
            learner.provenance(header(learner));
        }
    }

    private ServedLearner find(String name) {
        ServedLearner learner = learners.get(name);
        if (learner == null) {
            throw QueryException.notFound("expected one of the learners " + names() + ", found '" + name + "'");
        }
        return learner;
    }

    private ModelScan scan(ServedLearner learner) {
        return Objects.requireNonNull(scans.get(learner.name())).of(store(learner));
    }

    private @Nullable ModelHeader header(ServedLearner learner) {
        return store(learner).read(ModelRecords::readHeader);
    }

    private ReadableModel store(ServedLearner learner) {
        return stores.learners().apply(learner.name());
    }

    private ReadOnlyKeyValueStore<Bytes, byte[]> hashedNames() {
        return stores.names().get();
    }
}
