package dev.millrace.query;

import dev.millrace.core.feature.RowMap;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.query.FeatureOrigins.Origin;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelSnapshot;
import dev.millrace.state.ReadableModel;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Answers questions about parameters by their rows. Immutable; any thread. */
final class ParameterQuestions {

    private final QueryStores stores;
    private final RowMap rows;
    private final ClassNames classNames;
    private final FeatureOrigins origins;

    ParameterQuestions(QueryStores stores, RowMap rows, ClassNames classNames, FeatureOrigins origins) {
        this.stores = stores;
        this.rows = rows;
        this.classNames = classNames;
        this.origins = origins;
    }

    ParameterPage page(ServedLearner learner, ReadableModel store, int from, int limit) {
        requireRow(from, "from");
        requireLimit(limit);
        ParameterLayout layout = learner.layout();
        PageScan page;
        Provenance provenance;
        try (ModelSnapshot snapshot = store.snapshotFrom(from / layout.rowsPerBlock())) {
            provenance = learner.provenance(snapshot.header());
            page = new PageScan(learner.rows(snapshot.header()), from, atMost(limit, layout.rowFloats()));
            snapshot.forEachBlock(page);
        }
        ReadOnlyKeyValueStore<Bytes, byte[]> names = stores.names().get();
        List<ParameterRow> answer =
                page.rows().stream().map(numbers -> row(numbers, names)).toList();
        return new ParameterPage(
                classNames.ofWeights(), learner.slotNames(), learner.weightsAre(), answer, page.next(), provenance);
    }

    SingleRow row(ServedLearner learner, ReadableModel store, int row) {
        requireRow(row, "row");
        return store.read(model -> {
            ModelHeader header = model.readHeader();
            RowDecoder decoder = learner.rows(header);
            decoder.seek(row, model);
            ParameterRow answer = row(decoder.numbers(row), stores.names().get());
            return new SingleRow(
                    classNames.ofWeights(),
                    learner.slotNames(),
                    learner.weightsAre(),
                    answer,
                    learner.provenance(header));
        });
    }

    TopWeights top(ServedLearner learner, ModelScan scan, int limit) {
        ReadOnlyKeyValueStore<Bytes, byte[]> names = stores.names().get();
        List<TopWeights.TopRow> answer = scan.best().stream()
                .limit(limit)
                .map(best -> topRow(best, names))
                .toList();
        return new TopWeights(classNames.ofWeights(), learner.weightsAre(), answer, learner.provenance(scan.header()));
    }

    private void requireRow(int row, String what) {
        if (row < 0 || row >= rows.rowCount()) {
            throw QueryException.badRequest(
                    what + ": expected a row from 0 to " + (rows.rowCount() - 1) + ", found " + row);
        }
    }

    static void requireLimit(int limit) {
        if (limit < 1 || limit > LearnerQueries.MAX_ROWS) {
            throw QueryException.badRequest(
                    "limit: expected 1 to " + LearnerQueries.MAX_ROWS + " rows, found " + limit);
        }
    }

    /** As many rows as the limit says, or fewer if they are very wide. */
    static int atMost(int limit, int numbersPerRow) {
        return Math.min(limit, Math.max(1, LearnerQueries.MAX_NUMBERS / numbersPerRow));
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
        Origin origin = origins.of(best.row(), names);
        List<Float> weights = best.weights();
        int strongest = 0;
        while (Math.abs(weights.get(strongest)) != best.magnitude()) {
            strongest++;
        }
        List<String> classes = classNames.ofWeights();
        return new TopWeights.TopRow(
                best.row(),
                origin.feature(),
                origin.fields(),
                origin.value(),
                weights,
                new TopWeights.Strongest(classes == null ? null : classes.get(strongest), weights.get(strongest)));
    }
}
