package dev.millrace.live;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.learn.LearnerProgress;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.learn.TaskProgress;
import dev.millrace.query.Provenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How far all learners are: those of this instance by what they publish at each write-back, the others by their last loss
 * report. Looked at by one thread, once a second.
 */
final class LiveLearners {

    private final List<LearnerConfig> learners;
    private final String task;
    private final ProgressBoard board;
    private final ToDoubleFunction<LearnerProgress> lag;
    private final LossHistories histories;
    private final Map<String, EventRate> rates = new HashMap<>();

    /** @param lag of a learner of this instance, in offsets; NaN if it is not known */
    LiveLearners(
            MillraceConfig config,
            ProgressBoard board,
            ToDoubleFunction<LearnerProgress> lag,
            LossHistories histories) {
        this.learners = config.learners();
        this.task = config.task().name().toLowerCase(Locale.ROOT);
        this.board = board;
        this.lag = lag;
        this.histories = histories;
        learners.forEach(learner -> rates.put(learner.name(), new EventRate()));
    }

    /** In the order of the config. */
    List<LiveLearner> look(long nanos) {
        Map<String, LearnerProgress> here = new HashMap<>();
        TaskProgress running = board.task();
        if (running != null) {
            running.learners().forEach(progress -> here.put(progress.learner(), progress));
        }
        List<LiveLearner> all = new ArrayList<>();
        for (LearnerConfig learner : learners) {
            EventRate rate = Objects.requireNonNull(rates.get(learner.name()));
            LearnerProgress progress = here.get(learner.name());
            if (progress == null) {
                rate.clear();
                all.add(elsewhere(learner));
            } else {
                LearnerProgress.Counts counts = progress.model();
                double perSecond = rate.at(nanos, counts.examples() + counts.unlabeled() + counts.refused());
                all.add(here(learner, progress, perSecond));
            }
        }
        return all;
    }

    private LiveLearner here(LearnerConfig learner, LearnerProgress progress, double perSecond) {
        Evaluation e = progress.evaluation();
        return new LiveLearner(
                learner.name(),
                task,
                isChampion(learner),
                true,
                learner.spec().loss().name(),
                e.meanLoss(),
                e.windowLoss(),
                e.runningMean().meanLoss(),
                e.windowRunningMeanLoss(),
                e.accuracy(),
                e.windowAccuracy(),
                e.rmse(),
                e.auc(),
                progress.learningRate(),
                progress.gradientNorm().last(),
                progress.gradientNorm().window(),
                perSecond,
                lag.applyAsDouble(progress),
                progress.model().unlabeled(),
                progress.model().refused(),
                progress.hasPosition()
                        ? Instant.ofEpochMilli(progress.eventTimeMillis()).toString()
                        : null,
                provenance(progress));
    }

    private LiveLearner elsewhere(LearnerConfig learner) {
        LossHistories.History newest = histories.newest(learner.name(), TailStatus.BEGINNING);
        ReportPoint p = newest.points().isEmpty() ? null : newest.points().get(0);
        return new LiveLearner(
                learner.name(),
                task,
                isChampion(learner),
                false,
                learner.spec().loss().name(),
                of(p, ReportPoint::meanLoss),
                of(p, ReportPoint::windowLoss),
                of(p, ReportPoint::runningMeanLoss),
                of(p, ReportPoint::windowRunningMeanLoss),
                of(p, ReportPoint::accuracy),
                of(p, ReportPoint::windowAccuracy),
                of(p, ReportPoint::rmse),
                of(p, ReportPoint::auc),
                of(p, ReportPoint::learningRate),
                of(p, ReportPoint::gradientNorm),
                of(p, ReportPoint::windowGradientNorm),
                Double.NaN,
                Double.NaN,
                p == null ? 0 : p.unlabeled(),
                p == null ? 0 : p.refused(),
                p == null ? null : p.eventTime(),
                newest.provenance());
    }

    private boolean isChampion(LearnerConfig learner) {
        return learner.equals(learners.get(0));
    }

    private static double of(@Nullable ReportPoint point, ToDoubleFunction<ReportPoint> figure) {
        return point == null ? Double.NaN : figure.applyAsDouble(point);
    }

    private static Provenance provenance(LearnerProgress progress) {
        return Provenance.reported(
                progress.learner(),
                progress.fingerprint(),
                progress.model().steps(),
                progress.model().examples(),
                progress.hasPosition()
                        ? new Provenance.Position(progress.topic(), progress.partition(), progress.offset())
                        : null,
                Provenance.hex(progress.digest()));
    }
}
