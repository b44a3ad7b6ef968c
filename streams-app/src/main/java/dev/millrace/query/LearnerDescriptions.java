package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelSnapshot;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says how learners are configured, how far they are and how well they do. Immutable; any thread. */
final class LearnerDescriptions {

    private final String champion;
    private final String task;
    private final ClassNames classNames;

    LearnerDescriptions(MillraceConfig config, ClassNames classNames) {
        this.champion = config.learners().get(0).name();
        this.task = config.task().name().toLowerCase(Locale.ROOT);
        this.classNames = classNames;
    }

    LearnerEntry entry(ServedLearner served, @Nullable ModelHeader header) {
        Evaluation evaluation = served.at(header, ServedLearner.NO_BLOCKS).evaluation();
        return new LearnerEntry(
                served.name(),
                task,
                isChampion(served),
                evaluation.meanLoss(),
                evaluation.windowLoss(),
                served.provenance(header));
    }

    /** @param snapshot not scanned yet */
    LearnerSummary summary(ServedLearner served, ModelSnapshot snapshot) {
        ModelHeader header = snapshot.header();
        Provenance provenance = served.provenance(header);
        Learner learner = served.at(header, ServedLearner.NO_BLOCKS);
        JsonNode description = served.description();
        return new LearnerSummary(
                served.name(),
                task,
                isChampion(served),
                classNames.all(),
                learner.spec().loss().name(),
                description.path("optimizer"),
                description.path("rate"),
                learner.learningRate(),
                description.path("batch"),
                learner.examples(),
                learner.unlabeled(),
                learner.refused(),
                learner.evaluation(),
                steps(learner.steps()),
                size(served.layout(), snapshot),
                header == null || provenance.position() == null
                        ? null
                        : header.getEventTime().toString(),
                provenance);
    }

    private static LearnerSummary.Steps steps(StepMetrics steps) {
        return new LearnerSummary.Steps(
                steps.gradientNorm(), steps.windowGradientNorm(), steps.clipped(), steps.refused(), steps.bounded());
    }

    private boolean isChampion(ServedLearner served) {
        return served.name().equals(champion);
    }

    private static LearnerSummary.Parameters size(ParameterLayout layout, ModelSnapshot snapshot) {
        int[] blocks = new int[1];
        int[] rows = new int[1];
        snapshot.forEachBlock((block, encoded) -> {
            blocks[0]++;
            rows[0] += Math.min(layout.rowsPerBlock(), layout.rowCount() - block * layout.rowsPerBlock());
            return true;
        });
        return new LearnerSummary.Parameters(
                layout.rowCount(), layout.width(), layout.slots(), blocks[0], rows[0], (long) rows[0] * layout.width());
    }
}
