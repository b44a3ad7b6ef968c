package dev.millrace.verify;

import dev.millrace.config.Fingerprint;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.ReplayedLearner;
import dev.millrace.schemas.LossReport;
import dev.millrace.topic.PartitionReader;
import org.jspecify.annotations.Nullable;

/**
 * Learns anew, in memory, what a running learner has learned, and compares the two. It needs the events and a loss report,
 * writes nothing, and does not disturb the application.
 */
public final class Verification {

    /** Is told how far a replay is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called after each event.
         *
         * @param position the event's offset + 1
         * @param end what the position will be at the end
         */
        void at(long position, long end);
    }

    private final MillraceConfig config;
    private final LearnerConfig learner;

    /** @param learner one of the config's */
    public Verification(MillraceConfig config, LearnerConfig learner) {
        this.config = config;
        this.learner = learner;
    }

    /**
     * What the running learner reported.
     *
     * @param until offset of the event behind which the report was made; null for the latest report
     * @throws VerificationException if there is no such report, or it is that of a learner with another config
     */
    public LossReport reported(@Nullable Long until) {
        LossReport report = PublishedReports.read(config, learner.name()).at(until);
        String fingerprint = Fingerprint.of(config, learner.spec()).hex();
        if (!report.getFingerprint().equals(fingerprint)) {
            throw new VerificationException("the loss report of learner '" + learner.name() + "' at "
                    + position(report) + " has fingerprint " + report.getFingerprint() + ", the config's is "
                    + fingerprint + ": it was learned with another config; give the one it was learned with");
        }
        return report;
    }

    /**
     * Learns the events of the report again, from the first on.
     *
     * @param topic to read instead of the report's own: a copy of it with the same offsets; null for its own
     * @throws VerificationException if the events are no longer there
     */
    public Verdict replay(LossReport report, @Nullable String topic, Progress progress) {
        String read = topic == null ? report.getTopic() : topic;
        long last = report.getOffset();
        long[] position = {-1};
        try (PartitionReader events = new PartitionReader(config.kafka(), read, report.getPartition());
                ReplayedLearner replayed = new ReplayedLearner(config, learner, report.getTopic())) {
            if (events.beginning() != 0) {
                throw new VerificationException("topic '" + read + "' begins at offset " + events.beginning()
                        + ", expected 0: what was learned first has been deleted, and cannot be replayed. If there is a"
                        + " whole copy with the same offsets, give its name as --topic");
            }
            if (events.end() <= last) {
                throw new VerificationException("topic '" + read + "' ends at offset " + events.end()
                        + ", before the event of the loss report, " + last
                        + ": it is not the topic that was learned from, or was created anew since");
            }
            events.read(record -> {
                if (record.offset() <= last) {
                    replayed.process(record);
                    position[0] = record.offset();
                    progress.at(record.offset() + 1, last + 1);
                }
                return record.offset() < last;
            });
            if (position[0] != last) {
                throw new VerificationException("topic '" + read + "' has no event at offset " + last
                        + ", behind which the loss report was made: it was deleted, by compaction for instance; events of"
                        + " a topic with cleanup.policy=compact cannot be replayed");
            }
            return new Verdict(report, replayed.report());
        }
    }

    private static String position(LossReport report) {
        return report.getTopic() + "-" + report.getPartition() + "@" + report.getOffset();
    }
}
