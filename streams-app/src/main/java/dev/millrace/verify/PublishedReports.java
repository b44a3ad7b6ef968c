package dev.millrace.verify;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.serde.SerdesByName;
import dev.millrace.topic.PartitionReader;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The committed loss reports of one learner, of which the last written of each offset counts.
 *
 * @param byOffset offset of the event behind which it was made, to the report
 * @param latest the last written; null if there is none
 */
record PublishedReports(
        String learner,
        String topic,
        NavigableMap<Long, LossReport> byOffset,
        @Nullable LossReport latest) {

    /** Reads the loss-reports topic, which has one partition if Millrace created it. */
    static PublishedReports read(MillraceConfig config, String learner) {
        String topic = config.topics().lossReports();
        List<LossReport> reports = new ArrayList<>();
        try (PartitionReader reader = new PartitionReader(config.kafka(), topic, 0);
                Deserializer<LossReport> deserializer = SerdesByName.serde(
                                LossReport.class,
                                config.serdes().serializer(),
                                config.serdes().deserializer(),
                                config.registry(),
                                false)
                        .deserializer()) {
            reader.read(record -> {
                // A compacted topic may hold tombstones.
                LossReport report = record.value() == null ? null : deserializer.deserialize(topic, record.value());
                if (report != null && report.getLearner().equals(learner)) {
                    reports.add(report);
                }
                return true;
            });
        }
        return of(learner, topic, reports);
    }

    /** @param reports of the learner, in the order in which they were written */
    static PublishedReports of(String learner, String topic, List<LossReport> reports) {
        NavigableMap<Long, LossReport> byOffset = new TreeMap<>();
        reports.forEach(report -> byOffset.put(report.getOffset(), report));
        return new PublishedReports(
                learner, topic, byOffset, reports.isEmpty() ? null : reports.get(reports.size() - 1));
    }

    /**
     * The report that is to be verified.
     *
     * @param offset behind which it was made; null for the latest
     * @throws VerificationException if there is none
     */
    LossReport at(@Nullable Long offset) {
        if (latest == null) {
            throw new VerificationException(
                    "topic '" + topic + "' has no loss report of learner '" + learner
                            + "' yet; a learner reports after each reports.every events, and a report is seen when it is committed");
        }
        if (offset == null) {
            return latest;
        }
        LossReport report = byOffset.get(offset);
        if (report == null) {
            throw new VerificationException("topic '" + topic + "' has no loss report of learner '" + learner
                    + "' at offset " + offset + "; " + nearby(offset) + " has one: give that as --until");
        }
        return report;
    }

    private String nearby(long offset) {
        Long before = byOffset.lowerKey(offset);
        Long after = byOffset.higherKey(offset);
        if (before != null && after != null) {
            return "offset " + before + " or " + after;
        }
        return "offset " + (before == null ? after : before);
    }
}
