package dev.millrace.live;

import dev.millrace.query.Provenance;
import dev.millrace.schemas.LossReport;
import org.jspecify.annotations.Nullable;

/**
 * A point of a learner's history: one loss report, whose fields these are. NaN (null in JSON) where a measure does not
 * apply.
 *
 * @param position of the last event before the report
 * @param eventTime of that event, ISO 8601 in UTC
 * @param digest 64-bit hash of all parameters and learning state at this point, 16 hexadecimal digits
 */
public record ReportPoint(
        long examples,
        long step,
        Provenance.Position position,
        String eventTime,
        String digest,
        double meanLoss,
        double windowLoss,
        double runningMeanLoss,
        double windowRunningMeanLoss,
        double accuracy,
        double windowAccuracy,
        double runningMeanAccuracy,
        double noChangeAccuracy,
        double rmse,
        double runningMeanRmse,
        double noChangeRmse,
        double auc,
        double learningRate,
        double gradientNorm,
        double windowGradientNorm,
        long unlabeled,
        long refused,
        long clippedSteps,
        long refusedSteps) {

    static ReportPoint of(LossReport report) {
        return new ReportPoint(
                report.getExamples(),
                report.getStep(),
                // Thousands of points are of one topic.
                new Provenance.Position(report.getTopic().intern(), report.getPartition(), report.getOffset()),
                report.getEventTime().toString(),
                report.getDigest(),
                report.getMeanLoss(),
                report.getWindowLoss(),
                report.getRunningMeanLoss(),
                report.getWindowRunningMeanLoss(),
                orNaN(report.getAccuracy()),
                orNaN(report.getWindowAccuracy()),
                orNaN(report.getRunningMeanAccuracy()),
                orNaN(report.getNoChangeAccuracy()),
                orNaN(report.getRmse()),
                orNaN(report.getRunningMeanRmse()),
                orNaN(report.getNoChangeRmse()),
                orNaN(report.getAuc()),
                report.getLearningRate(),
                orNaN(report.getGradientNorm()),
                orNaN(report.getWindowGradientNorm()),
                report.getUnlabeled(),
                report.getRefused(),
                report.getClippedSteps(),
                report.getRefusedSteps());
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
