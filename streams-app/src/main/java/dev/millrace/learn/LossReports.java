package dev.millrace.learn;

import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.learn.Learner;
import dev.millrace.schemas.LossReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Makes the records of the loss-reports topic. */
public final class LossReports {

    private LossReports() {}

    static LossReport of(
            Learner learner, String fingerprint, String topic, int partition, long offset, long eventTimeMillis) {
        Evaluation e = learner.evaluation();
        return LossReport.newBuilder()
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
                .setBoundedRows(learner.steps().bounded())
                .build();
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
