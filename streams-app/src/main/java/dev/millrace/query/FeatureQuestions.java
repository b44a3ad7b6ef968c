package dev.millrace.query;

import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.RowMap;
import dev.millrace.query.FeatureAnswer.FeatureRow;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelRecords;
import dev.millrace.state.ReadableModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Answers questions about parameters by the names of their features. Immutable; any thread. */
final class FeatureQuestions {

    private final QueryStores stores;
    private final ClassNames classNames;
    private final FeatureOrigins origins;
    private final RowsByName rows;

    FeatureQuestions(QueryStores stores, RowMap rows, ClassNames classNames, FeatureOrigins origins) {
        this.stores = stores;
        this.classNames = classNames;
        this.origins = origins;
        this.rows = new RowsByName(rows);
    }

    FeatureAnswer answer(ServedLearner learner, ReadableModel store, String name, int from, int limit) {
        if (from < 0) {
            throw QueryException.badRequest("from: expected a row of 0 or more, found " + from);
        }
        ParameterQuestions.requireLimit(limit);
        ReadOnlyKeyValueStore<Bytes, byte[]> names = stores.names().get();
        int most = ParameterQuestions.atMost(limit, learner.layout().rowFloats());
        RowsByName.Found found = rows.find(name, from, most, names);
        FeatureAnswer answer = store.read(model -> answer(learner, model, found));
        if (answer.rows().isEmpty() && name.indexOf('=') >= 0) {
            throw rows.unknownValue(name, names);
        }
        return answer;
    }

    private FeatureAnswer answer(ServedLearner learner, ModelRecords model, RowsByName.Found found) {
        ModelHeader header = model.readHeader();
        RowDecoder decoder = learner.rows(header);
        List<FeatureRow> answer = new ArrayList<>(found.rows().size());
        for (NamedRow row : found.rows()) {
            decoder.seek(row.row(), model);
            if (row.certain() || !decoder.isBlank(row.row())) {
                answer.add(row(learner, row, decoder.numbers(row.row())));
            }
        }
        FeatureSpec feature = found.feature();
        String name = feature == null ? FeatureRecipe.BIAS : feature.name();
        return new FeatureAnswer(
                name,
                origins.fieldsOf(name),
                found.hashed() ? "hashed" : "own",
                found.hashed(),
                classNames.ofWeights(),
                learner.weightsAre(),
                answer,
                found.next(),
                learner.provenance(header));
    }

    private static FeatureRow row(ServedLearner learner, NamedRow row, RowDecoder.Numbers numbers) {
        Map<String, List<Float>> slots = new LinkedHashMap<>();
        List<String> slotNames = learner.slotNames();
        for (int slot = 0; slot < slotNames.size(); slot++) {
            slots.put(slotNames.get(slot), numbers.slots().get(slot));
        }
        return new FeatureRow(row.row(), row.name(), row.firstSeenAs(), numbers.weights(), slots, numbers.averages());
    }
}
