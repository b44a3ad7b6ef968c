package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.learn.Learner;
import dev.millrace.schemas.ModelHeader;
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
        Learner learner = served.at(header);
        Evaluation evaluation = learner.evaluation();
        return new LearnerEntry(
                served.name(),
                task,
                isChampion(served),
                evaluation.meanLoss(),
                evaluation.windowLoss(),
                evaluation.runningMean().meanLoss(),
                evaluation.windowRunningMeanLoss(),
                rate(learner),
                served.provenance(header));
    }

    LearnerSummary summary(ServedLearner served, ModelScan scan) {
        ModelHeader header = scan.header();
        Provenance provenance = served.provenance(header);
        Learner learner = served.at(header);
        JsonNode description = served.description();
        return new LearnerSummary(
                served.name(),
                task,
                isChampion(served),
                classNames.all(),
                learner.spec().loss().name(),
                description.path("optimizer"),
                description.path("rate"),
                rate(learner),
                description.path("batch"),
                learner.examples(),
                learner.unlabeled(),
                learner.refused(),
                learner.evaluation(),
                steps(learner.steps()),
                Experts.of(learner.experts()),
                scan.size(),
                header == null || provenance.position() == null
                        ? null
                        : header.getEventTime().toString(),
                provenance);
    }

    ExpertsAnswer experts(ServedLearner served, @Nullable ModelHeader header) {
        return new ExpertsAnswer(Experts.of(served.at(header).experts()), served.provenance(header));
    }

    private static LearnerSummary.Steps steps(StepMetrics steps) {
        return new LearnerSummary.Steps(
                steps.gradientNorm(), steps.windowGradientNorm(), steps.clipped(), steps.refused(), steps.bounded());
    }

    /** Of the next step; NaN if each expert has its own. */
    private static double rate(Learner learner) {
        return learner.experts() == null ? learner.learningRate() : Double.NaN;
    }

    private boolean isChampion(ServedLearner served) {
        return served.name().equals(champion);
    }
}
