package dev.millrace.live;

import dev.millrace.query.Provenance;
import dev.millrace.schemas.LossReport;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A point of a learner's history: one loss report, whose fields these are. NaN (null in JSON) where a measure does not
 * apply.
 *
 * @param position of the last event before the report
 * @param eventTime of that event, ISO 8601 in UTC
 * @param experts null unless the optimizer is {@code auto}
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
        long refusedSteps,
        @Nullable Experts experts) {

    /**
     * How the experts stood.
     *
     * @param weights of each expert, by its name, in their order; they add up to 1
     * @param drifts how often the mixture's loss was found to have risen
     * @param driftExamples labeled events up to the last drift; null before the first
     * @param driftTime event time of the last drift, ISO 8601 in UTC; null before the first
     */
    public record Experts(
            Map<String, Float> weights,
            long drifts,
            @Nullable Long driftExamples,
            @Nullable String driftTime) {

        static @Nullable Experts of(LossReport report) {
            if (report.getExperts().isEmpty()) {
                return null;
            }
            Map<String, Float> weights = new LinkedHashMap<>();
            // Thousands of points have the same names.
            report.getExperts().forEach(expert -> weights.put(expert.getName().intern(), (float) expert.getWeight()));
            Instant time = report.getDriftTime();
            return new Experts(
                    weights, report.getDrifts(), report.getDriftExamples(), time == null ? null : time.toString());
        }
    }

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
                // Each expert has its own.
                report.getExperts().isEmpty() ? report.getLearningRate() : Double.NaN,
                orNaN(report.getGradientNorm()),
                orNaN(report.getWindowGradientNorm()),
                report.getUnlabeled(),
                report.getRefused(),
                report.getClippedSteps(),
                report.getRefusedSteps(),
                Experts.of(report));
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
