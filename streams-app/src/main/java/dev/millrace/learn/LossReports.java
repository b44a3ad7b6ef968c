package dev.millrace.learn;

import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.learn.ExpertStandings;
import dev.millrace.core.learn.Learner;
import dev.millrace.schemas.ExpertLoss;
import dev.millrace.schemas.LossReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the records of the loss-reports topic. */
public final class LossReports {

    private LossReports() {}

    static LossReport of(
            Learner learner, String fingerprint, String topic, int partition, long offset, long eventTimeMillis) {
        Evaluation e = learner.evaluation();
        LossReport.Builder report = LossReport.newBuilder()
                .setLearner(learner.spec().name())
                .setFingerprint(fingerprint)
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .setEventTime(Instant.ofEpochMilli(eventTimeMillis))
                .setStep(learner.step())
                .setExamples(learner.examples())
                .setUnlabeled(learner.unlabeled())
                .setRefused(learner.refused())
                .setDigest(HexFormat.of().toHexDigits(learner.digest()))
                .setLoss(learner.spec().loss().name())
                .setMeanLoss(e.meanLoss())
                .setWindowLoss(e.windowLoss())
                .setWindow(e.windowExamples())
                .setAccuracy(nullIfNaN(e.accuracy()))
                .setWindowAccuracy(nullIfNaN(e.windowAccuracy()))
                .setRmse(nullIfNaN(e.rmse()))
                .setAuc(nullIfNaN(e.auc()))
                .setRunningMeanLoss(e.runningMean().meanLoss())
                .setWindowRunningMeanLoss(e.windowRunningMeanLoss())
                .setRunningMeanAccuracy(nullIfNaN(e.runningMean().accuracy()))
                .setRunningMeanRmse(nullIfNaN(e.runningMean().rmse()))
                .setNoChangeAccuracy(nullIfNaN(e.noChange().accuracy()))
                .setNoChangeRmse(nullIfNaN(e.noChange().rmse()))
                .setLearningRate(learner.learningRate())
                .setGradientNorm(nullIfNaN(learner.steps().gradientNorm()))
                .setWindowGradientNorm(nullIfNaN(learner.steps().windowGradientNorm()))
                .setClippedSteps(learner.steps().clipped())
                .setRefusedSteps(learner.steps().refused())
                .setBoundedRows(learner.steps().bounded());
        addExperts(report, learner.experts());
        return report.build();
    }

    private static void addExperts(LossReport.Builder report, @Nullable ExpertStandings standings) {
        if (standings == null) {
            // Avro refuses to find the class of the elements by itself, which it would for the default.
            report.setExperts(List.of());
            return;
        }
        List<ExpertLoss> experts = new ArrayList<>();
        for (ExpertStandings.Expert expert : standings.experts()) {
            experts.add(ExpertLoss.newBuilder()
                    .setName(expert.name())
                    .setWeight(expert.weight())
                    .setMeanLoss(nullIfNaN(expert.meanLoss()))
                    .setWindowLoss(nullIfNaN(expert.windowLoss()))
                    .setWeightAtDrift(nullIfNaN(expert.weightAtDrift()))
                    .build());
        }
        report.setExperts(experts).setDrifts(standings.drifts()).setExpertRestarts(standings.restarts());
        ExpertStandings.Drift last = standings.lastDrift();
        if (last != null) {
            report.setDriftExamples(last.examples()).setDriftTime(Instant.ofEpochMilli(last.timeMillis()));
        }
    }

    /** Learner and position, so that a replay writes over what it repeats. */
    static byte[] key(LossReport report) {
        String key =
                report.getLearner() + "@" + report.getTopic() + "-" + report.getPartition() + "@" + report.getOffset();
        return key.getBytes(StandardCharsets.UTF_8);
    }

    static @Nullable Double nullIfNaN(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
