package dev.millrace.query;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.RowFinder;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.ScaledFeature;
import dev.millrace.schemas.ModelHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells what learners know of standardised features. Immutable; any thread. */
final class ScalerQuestion {

    private final double maxDeviations;
    /** In the order in which learners number them. */
    private final List<Numeric> scaled = new ArrayList<>();

    private final RowFinder rows;

    ScalerQuestion(MillraceConfig config, RowMap rows) {
        this.maxDeviations = config.recipe().limits().maxDeviations();
        this.rows = new RowFinder(rows);
        for (FeatureSpec feature : config.recipe().features()) {
            if (feature instanceof Numeric numeric && numeric.standardize()) {
                scaled.add(numeric);
            }
        }
    }

    ScalerAnswer answer(ServedLearner served, @Nullable ModelHeader header) {
        Learner learner = served.at(header);
        List<ScalerAnswer.Scaled> features = new ArrayList<>(scaled.size());
        for (int i = 0; i < scaled.size(); i++) {
            Numeric numeric = scaled.get(i);
            ScaledFeature statistics = learner.scaled(i);
            features.add(new ScalerAnswer.Scaled(
                    numeric.name(),
                    List.of(numeric.field()),
                    rows.fixedRow(numeric.name()),
                    numeric.transform().name().toLowerCase(Locale.ROOT),
                    statistics.count(),
                    statistics.mean(),
                    statistics.deviation()));
        }
        return new ScalerAnswer(maxDeviations, features, served.provenance(header));
    }
}
