package dev.millrace.live;

import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import java.time.Instant;
import java.util.List;

/** Records of the topics that the page reads. */
final class TestReports {

    static final String FINGERPRINT = "00112233445566aa";

    private TestReports() {}

    static LossReport report(String learner, long examples) {
        return report(learner, examples, FINGERPRINT);
    }

    /** Its losses tell how many examples it is about. */
    static LossReport report(String learner, long examples, String fingerprint) {
        return LossReport.newBuilder()
                .setLearner(learner)
                .setFingerprint(fingerprint)
                .setTopic("flights")
                .setPartition(0)
                .setOffset(examples + 6)
                .setEventTime(Instant.ofEpochMilli(1_000 * examples))
                .setStep(examples / 2)
                .setExamples(examples)
                .setUnlabeled(7)
                .setRefused(0)
                .setDigest(String.format("%016x", examples))
                .setLoss("logistic")
                .setMeanLoss(1.0 / examples)
                .setWindowLoss(2.0 / examples)
                .setWindow(100)
                .setAccuracy(0.75)
                .setWindowAccuracy(0.5)
                .setRmse(null)
                .setAuc(null)
                .setRunningMeanLoss(0.625)
                .setWindowRunningMeanLoss(0.5)
                .setRunningMeanAccuracy(0.5)
                .setRunningMeanRmse(null)
                .setNoChangeAccuracy(0.25)
                .setNoChangeRmse(null)
                .setLearningRate(0.1)
                .setGradientNorm(examples == 1 ? null : 3.5)
                .setWindowGradientNorm(2.5)
                .setClippedSteps(1)
                .setRefusedSteps(2)
                .setBoundedRows(3)
                .setExperts(List.of())
                .build();
    }

    static QuarantinedEvent quarantined(long offset, QuarantineStage stage, String reason) {
        return QuarantinedEvent.newBuilder()
                .setSourceTopic("flights")
                .setSourcePartition(3)
                .setSourceOffset(offset)
                .setTimestamp(Instant.EPOCH)
                .setStage(stage)
                .setLearner(stage == QuarantineStage.LEARN ? "champion" : null)
                .setReason(reason)
                .setKey(null)
                .setValue(null)
                .setHeaders(List.of())
                .build();
    }
}
