package dev.millrace.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.LossReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A learner as it reported itself, and the same learned anew.
 *
 * @param reported by the running learner
 * @param replayed at the same position
 */
public record Verdict(LossReport reported, LossReport replayed) {

    /** Whether both have the same parameters and the same learning state: the same digest and step. */
    public boolean isEqual() {
        return reported.getDigest().equals(replayed.getDigest()) && reported.getStep() == replayed.getStep();
    }

    /** For a person. */
    public List<String> toText() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "learner %s, fingerprint %s, behind %s-%d@%d: %s",
                reported.getLearner(),
                reported.getFingerprint(),
                reported.getTopic(),
                reported.getPartition(),
                reported.getOffset(),
                isEqual() ? "equal" : "DIFFERENT"));
        lines.add(line("reported", reported));
        lines.add(line("replayed", replayed));
        if (!isEqual()) {
            lines.add(reason());
        }
        return lines;
    }

    /** For a program: one line. */
    public String toJson() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("learner", reported.getLearner());
        root.put("fingerprint", reported.getFingerprint());
        root.put("topic", reported.getTopic());
        root.put("partition", reported.getPartition());
        root.put("offset", reported.getOffset());
        root.put("equal", isEqual());
        put(root.putObject("reported"), reported);
        put(root.putObject("replayed"), replayed);
        return root.toString();
    }

    private static String line(String name, LossReport report) {
        return String.format(
                Locale.ROOT,
                "  %s  digest %s, step %,d, %,d examples, %,d unlabeled, %,d refused",
                name,
                report.getDigest(),
                report.getStep(),
                report.getExamples(),
                report.getUnlabeled(),
                report.getRefused());
    }

    private static void put(ObjectNode node, LossReport report) {
        node.put("digest", report.getDigest());
        node.put("step", report.getStep());
        node.put("examples", report.getExamples());
        node.put("unlabeled", report.getUnlabeled());
        node.put("refused", report.getRefused());
    }

    private static long events(LossReport report) {
        return report.getExamples() + report.getUnlabeled() + report.getRefused();
    }

    private String reason() {
        long missed = events(replayed) - events(reported);
        if (missed > 0) {
            return String.format(
                    Locale.ROOT,
                    "The running learner has not seen %,d of the events that were replayed: it was added to the"
                            + " application later, its offsets were moved by hand, or it quarantined what can be read now.",
                    missed);
        }
        if (missed < 0) {
            return String.format(
                    Locale.ROOT,
                    "The running learner has seen %,d events that the replay has not: it learned from another topic"
                            + " first, learned events twice, or the topic has lost events (cleanup.policy=compact?).",
                    -missed);
        }
        return "Both have seen as many events: the events or their order differ, or the state of the running learner was"
                + " damaged, or another version of Millrace or of Java's time zones was used.";
    }
}
