package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.query.FeatureOrigins.Origin;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.FeatureNames;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.ModelSnapshot;
import dev.millrace.state.StoredModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
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

    /** Most numbers in an answer that has more than one row: rows of many classes are wide. */
    static final int MAX_NUMBERS = 1 << 18;

    private final QueryStores stores;
    private final RowMap rows;
    private final ClassNames classNames;
    private final FeatureOrigins origins;
    private final Predictor predictor;
    private final LearnerDescriptions descriptions;
    private final Map<String, ServedLearner> learners = new LinkedHashMap<>();

    public LearnerQueries(MillraceConfig config, QueryStores stores) {
        this.stores = stores;
        this.rows = new RowMap(config.recipe());
        this.classNames = ClassNames.of(config);
        this.origins = new FeatureOrigins(config, rows);
        this.predictor = new Predictor(config, rows, classNames);
        this.descriptions = new LearnerDescriptions(config, classNames);
        config.learners().forEach(learner -> learners.put(learner.name(), new ServedLearner(config, learner)));
    }

    /** Names of the learners, the champion's first. */
    public List<String> names() {
        return List.copyOf(learners.keySet());
    }

    /** How far a learner is as of its last write-back. Reads its header alone, and is cheap. */
    public Provenance provenance(String name) {
        ServedLearner learner = find(name);
        return learner.provenance(store(learner).read(StoredModel::readHeader));
    }

    /** All learners, the champion first; each as of its own last write-back. */
    public List<LearnerEntry> list() {
        List<LearnerEntry> entries = new ArrayList<>();
        for (ServedLearner learner : learners.values()) {
            entries.add(descriptions.entry(learner, store(learner).read(StoredModel::readHeader)));
        }
        return entries;
    }

    /** One learner at length. Scans the keys of its whole store. */
    public LearnerSummary summary(String name) {
        ServedLearner learner = find(name);
        try (ModelSnapshot snapshot = store(learner).snapshot()) {
            return descriptions.summary(learner, snapshot);
        }
    }

    /**
     * Rows in blocks that were ever written; all others are 0.
     *
     * @param from first row that may be on the page
     * @param limit 1 to {@link #MAX_ROWS}; the page is shorter if rows are very wide
     */
    public ParameterPage parameters(String name, int from, int limit) {
        ServedLearner learner = find(name);
        requireRow(from, "from");
        requireLimit(limit);
        ParameterLayout layout = learner.layout();
        PageScan page;
        Provenance provenance;
        try (ModelSnapshot snapshot = store(learner).snapshotFrom(from / layout.rowsPerBlock())) {
            provenance = learner.provenance(snapshot.header());
            page = new PageScan(learner.rows(snapshot.header()), from, atMost(limit, layout.rowFloats()));
            snapshot.forEachBlock(page);
        }
        ReadOnlyKeyValueStore<Bytes, byte[]> names = stores.names().get();
        List<ParameterRow> answer =
                page.rows().stream().map(numbers -> row(numbers, names)).toList();
        return new ParameterPage(classNames.ofWeights(), answer, page.next(), provenance);
    }

    /** One row; if it was never written, its numbers are 0. */
    public SingleRow row(String name, int row) {
        ServedLearner learner = find(name);
        requireRow(row, "row");
        int block = row / learner.layout().rowsPerBlock();
        return store(learner).read(model -> {
            ModelHeader header = model.readHeader();
            RowDecoder decoder = learner.rows(header);
            byte[] encoded = model.read(block);
            if (encoded != null) {
                decoder.decode(block, encoded);
            } else {
                decoder.blank(block);
            }
            ParameterRow answer = row(decoder.numbers(row), stores.names().get());
            return new SingleRow(classNames.ofWeights(), answer, learner.provenance(header));
        });
    }

    /**
     * The rows with the largest weights. Scans all blocks, and keeps no more rows than the answer has.
     *
     * @param limit 1 to {@link #MAX_ROWS}; the answer is shorter if rows are very wide
     */
    public TopWeights top(String name, int limit) {
        ServedLearner learner = find(name);
        requireLimit(limit);
        TopScan scan;
        Provenance provenance;
        try (ModelSnapshot snapshot = store(learner).snapshot()) {
            provenance = learner.provenance(snapshot.header());
            scan = new TopScan(
                    learner.rows(snapshot.header()),
                    atMost(limit, learner.layout().width()));
            snapshot.forEachBlock(scan);
        }
        ReadOnlyKeyValueStore<Bytes, byte[]> names = stores.names().get();
        List<TopWeights.TopRow> answer =
                scan.best().stream().map(best -> topRow(best, names)).toList();
        return new TopWeights(classNames.ofWeights(), answer, provenance);
    }

    /**
     * What the learner would predict for an event.
     *
     * @param event a JSON object with the fields that the config's features are made from; others are not looked at
     * @param eventTime ISO 8601 or milliseconds since 1970-01-01T00:00Z, if it is not in the event
     */
    public LearnerPrediction predict(String name, JsonNode event, @Nullable String eventTime) {
        ServedLearner learner = find(name);
        if (!event.isObject()) {
            throw QueryException.badRequest("expected the event as a JSON object with the config's fields, found "
                    + JsonFields.describe(event));
        }
        return predictor.predict(learner, store(learner), event, eventTime);
    }

    /** @throws InvalidStateStoreException unless all stores can be read */
    public void requireReadable() {
        FeatureNames.read(stores.names().get(), 0);
        for (ServedLearner learner : learners.values()) {
            learner.provenance(store(learner).read(StoredModel::readHeader));
        }
    }

    private ServedLearner find(String name) {
        ServedLearner learner = learners.get(name);
        if (learner == null) {
            throw QueryException.notFound("expected one of the learners " + names() + ", found '" + name + "'");
        }
        return learner;
    }

    private LearnerStore store(ServedLearner learner) {
        return stores.learners().apply(learner.name());
    }

    private void requireRow(int row, String what) {
        if (row < 0 || row >= rows.rowCount()) {
            throw QueryException.badRequest(
                    what + ": expected a row from 0 to " + (rows.rowCount() - 1) + ", found " + row);
        }
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_ROWS) {
            throw QueryException.badRequest("limit: expected 1 to " + MAX_ROWS + " rows, found " + limit);
        }
    }

    private static int atMost(int limit, int numbersPerRow) {
        return Math.min(limit, Math.max(1, MAX_NUMBERS / numbersPerRow));
    }

    private ParameterRow row(RowDecoder.Numbers numbers, ReadOnlyKeyValueStore<Bytes, byte[]> names) {
        Origin origin = origins.of(numbers.row(), names);
        return new ParameterRow(
                numbers.row(),
                origin.feature(),
                origin.fields(),
                origin.value(),
                numbers.weights(),
                numbers.slots(),
                numbers.averages());
    }

    private TopWeights.TopRow topRow(TopScan.Candidate best, ReadOnlyKeyValueStore<Bytes, byte[]> names) {
        Origin origin = origins.of(best.numbers().row(), names);
        List<Float> weights = best.numbers().weights();
        int strongest = 0;
        while (Math.abs(weights.get(strongest)) != best.magnitude()) {
            strongest++;
        }
        List<String> classes = classNames.ofWeights();
        return new TopWeights.TopRow(
                best.numbers().row(),
                origin.feature(),
                origin.fields(),
                origin.value(),
                weights,
                new TopWeights.Strongest(classes == null ? null : classes.get(strongest), weights.get(strongest)));
    }
}
