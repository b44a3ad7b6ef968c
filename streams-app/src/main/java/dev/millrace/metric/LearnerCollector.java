package dev.millrace.metric;

import dev.millrace.core.learn.ExpertStandings;
import dev.millrace.learn.LearnerProgress;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.learn.TaskProgress;
import dev.millrace.schemas.QuarantineStage;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Hands Prometheus the figures of the learners that this instance has at the moment, and of no others. All figures of a
 * learner in one scrape are of one write-back, which gauges that are read one by one would not be. Any thread.
 */
final class LearnerCollector implements MultiCollector {

    static final String INFO = "millrace_learner";
    static final String INFO_HELP = "What the learner is; always 1.";
    static final String QUARANTINED = "millrace_quarantined_events";
    static final String QUARANTINED_HELP = "Records sent to the quarantine topic by this instance.";

    static final String EXPERT_WEIGHT = "millrace_expert_weight";
    static final String EXPERT_WEIGHT_HELP =
            "Weight of an expert in the next prediction; those of a learner add up to 1; optimizer auto only.";

    private final ProgressBoard board;
    private final Function<LearnerProgress, Observed> observe;
    private final Function<LearnerProgress, Labels> about;

    /**
     * @param observe adds to a learner's progress what the scrape knows
     * @param about the labels of a learner's info, of which {@code learner} is the first
     */
    LearnerCollector(
            ProgressBoard board, Function<LearnerProgress, Observed> observe, Function<LearnerProgress, Labels> about) {
        this.board = board;
        this.observe = observe;
        this.about = about;
    }

    @Override
    public MetricSnapshots collect() {
        TaskProgress task = board.task();
        if (task == null) {
            return new MetricSnapshots();
        }
        List<LearnerProgress> learners = task.learners();
        List<Observed> observed = learners.stream().map(observe).toList();
        List<MetricSnapshot> families = new ArrayList<>();
        families.add(info(learners));
        families.add(quarantined(task.quarantined()));
        families.add(expertWeights(learners));
        for (LearnerFigure figure : LearnerFigure.ALL) {
            families.add(figure.counter() ? counter(figure, observed) : gauge(figure, observed));
        }
        families.removeIf(family -> family.getDataPoints().isEmpty());
        return new MetricSnapshots(families);
    }

    private MetricSnapshot info(List<LearnerProgress> learners) {
        InfoSnapshot.Builder info = InfoSnapshot.builder().name(INFO).help(INFO_HELP);
        for (LearnerProgress learner : learners) {
            info.dataPoint(
                    InfoDataPointSnapshot.builder().labels(about.apply(learner)).build());
        }
        return info.build();
    }

    private static MetricSnapshot quarantined(Map<QuarantineStage, Long> byStage) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(QUARANTINED).help(QUARANTINED_HELP);
        byStage.forEach((stage, count) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("stage", stage.name()))
                .value(count)
                .build()));
        return counter.build();
    }

    private static MetricSnapshot expertWeights(List<LearnerProgress> learners) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(EXPERT_WEIGHT).help(EXPERT_WEIGHT_HELP);
        for (LearnerProgress learner : learners) {
            ExpertStandings standings = learner.experts();
            if (standings != null) {
                standings
                        .experts()
                        .forEach(expert -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                                .labels(Labels.of("learner", learner.learner(), "expert", expert.name()))
                                .value(expert.weight())
                                .build()));
            }
        }
        return gauge.build();
    }

    private static MetricSnapshot counter(LearnerFigure figure, List<Observed> learners) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(figure.family()).help(figure.help());
        forEach(
                figure,
                learners,
                (labels, value) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build()));
        return counter.build();
    }

    private static MetricSnapshot gauge(LearnerFigure figure, List<Observed> learners) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(figure.family()).help(figure.help());
        forEach(
                figure,
                learners,
                (labels, value) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build()));
        return gauge.build();
    }

    /** Takes a number and its labels. */
    @FunctionalInterface
    private interface Point {
        void take(Labels labels, double value);
    }

    private static void forEach(LearnerFigure figure, List<Observed> learners, Point point) {
        for (Observed learner : learners) {
            double value = figure.value().applyAsDouble(learner);
            if (!Double.isNaN(value)) {
                point.take(Labels.of("learner", learner.progress().learner()), value);
            }
        }
    }
}
