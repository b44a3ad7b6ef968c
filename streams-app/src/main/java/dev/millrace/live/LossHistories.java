package dev.millrace.live;

import dev.millrace.query.Provenance;
import dev.millrace.query.QueryException;
import dev.millrace.schemas.LossReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The history of each learner, as the loss-reports topic tells it. One thread adds what it reads, any thread asks; a lock
 * of its own, which is never held for longer than it takes to copy a history.
 */
final class LossHistories {

    /** Most points in an answer. */
    static final int MAX_LIMIT = 2_000;

    /** Reports between two looks of whoever follows; if there are more, the whole history is sent again. */
    private static final int MAX_FRESH = 512;

    /**
     * The answer about one learner.
     *
     * @param loss name of the loss that points are measured in; null before the first
     * @param reports that there were since the history began; of many, every second, fourth, ... is kept
     * @param points oldest first
     * @param source whether all of the topic was read
     * @param provenance of the newest point; null before the first
     */
    record History(
            String learner,
            @Nullable String loss,
            long reports,
            List<ReportPoint> points,
            TailStatus source,
            @Nullable Provenance provenance) {}

    /** A report that has just come. */
    record Fresh(String learner, String loss, String fingerprint, ReportPoint point) {}

    private static final class Entry {
        private final LossHistory history = new LossHistory();
        private String loss = "";
        private String fingerprint = "";
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<Fresh> fresh = new ArrayList<>();
    private boolean broken;

    /** @param learners names, in the order of answers */
    LossHistories(List<String> learners) {
        learners.forEach(name -> entries.put(name, new Entry()));
    }

    /** Adds a report; one of a learner that the config no longer has is passed over. */
    synchronized void add(LossReport report) {
        Entry entry = entries.get(report.getLearner());
        if (entry == null) {
            return;
        }
        if (!report.getFingerprint().equals(entry.fingerprint)) {
            broken |= entry.history.newest() != null;
            entry.history.clear();
            entry.fingerprint = report.getFingerprint();
            entry.loss = report.getLoss();
        }
        ReportPoint point = ReportPoint.of(report);
        broken |= !entry.history.add(point);
        if (fresh.size() == MAX_FRESH) {
            fresh.clear();
            broken = true;
        }
        fresh.add(new Fresh(report.getLearner(), entry.loss, entry.fingerprint, point));
    }

    /**
     * What has come since the last call, for the one that follows. Null if that does not go on from what it has: the whole
     * history must be taken anew.
     */
    synchronized @Nullable List<Fresh> takeFresh() {
        List<Fresh> taken = broken ? null : List.copyOf(fresh);
        fresh.clear();
        broken = false;
        return taken;
    }

    /** @throws QueryException if there is no such learner, or the limit is not one of 1 to {@value #MAX_LIMIT} */
    synchronized History history(String learner, int limit, TailStatus source) {
        Entry entry = entries.get(learner);
        if (entry == null) {
            throw QueryException.notFound(
                    "expected one of the learners " + List.copyOf(entries.keySet()) + ", found '" + learner + "'");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw QueryException.badRequest("limit: expected 1 to " + MAX_LIMIT + " points, found " + limit);
        }
        ReportPoint newest = entry.history.newest();
        return new History(
                learner,
                newest == null ? null : entry.loss,
                entry.history.seen(),
                entry.history.points(limit),
                source,
                newest == null ? null : provenance(learner, entry.fingerprint, newest));
    }

    /** The newest report of a learner with its provenance; without points if there is none yet. */
    History newest(String learner, TailStatus source) {
        return history(learner, 1, source);
    }

    List<String> learners() {
        return List.copyOf(entries.keySet());
    }

    private static Provenance provenance(String learner, String fingerprint, ReportPoint point) {
        return Provenance.reported(
                learner, fingerprint, point.step(), point.examples(), point.position(), point.digest());
    }
}
