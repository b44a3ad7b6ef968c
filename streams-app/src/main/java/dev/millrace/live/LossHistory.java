package dev.millrace.live;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of one learner in bounded memory. Always spans the whole training: when it is full, every second point goes,
 * and from then on only every second one is kept. The newest is always there. What is kept depends on the points that came,
 * on nothing else. Not for several threads at once.
 */
final class LossHistory {

    static final int MAX_POINTS = 2_048;

    private final List<ReportPoint> kept = new ArrayList<>();
    /** Points of which one is kept; a power of two. */
    private long stride = 1;
    /** Points since the beginning of the history; those at multiples of the stride are kept. */
    private long seen;

    private @Nullable ReportPoint newest;

    /**
     * Adds a point. One that is not behind the newest means that the learner has begun anew, or went back: points that it
     * has not reached yet are forgotten.
     *
     * @return false if points were forgotten for that
     */
    boolean add(ReportPoint point) {
        boolean ahead = newest == null || point.examples() > newest.examples();
        if (!ahead) {
            goBackBefore(point.examples());
        }
        if (seen % stride == 0) {
            if (kept.size() == MAX_POINTS) {
                halve();
            }
            if (seen % stride == 0) {
                kept.add(point);
            }
        }
        seen++;
        newest = point;
        return ahead;
    }

    void clear() {
        kept.clear();
        stride = 1;
        seen = 0;
        newest = null;
    }

    /** Null before the first point. */
    @Nullable
    ReportPoint newest() {
        return newest;
    }

    /** Points that came since the history began. */
    long seen() {
        return seen;
    }

    /**
     * At most so many points, oldest first, at even distances; the newest is among them, and the first unless there is
     * room for one only.
     */
    List<ReportPoint> points(int limit) {
        List<ReportPoint> all = all();
        if (all.size() <= limit) {
            return all;
        }
        if (limit == 1) {
            return List.of(all.get(all.size() - 1));
        }
        List<ReportPoint> some = new ArrayList<>(limit);
        for (int i = 0; i < limit; i++) {
            some.add(all.get((int) ((long) i * (all.size() - 1) / (limit - 1))));
        }
        return some;
    }

    private List<ReportPoint> all() {
        List<ReportPoint> all = new ArrayList<>(kept);
        if (newest != null && (kept.isEmpty() || kept.get(kept.size() - 1).examples() != newest.examples())) {
            all.add(newest);
        }
        return all;
    }

    private void halve() {
        List<ReportPoint> half = new ArrayList<>(MAX_POINTS);
        for (int i = 0; i < kept.size(); i += 2) {
            half.add(kept.get(i));
        }
        kept.clear();
        kept.addAll(half);
        stride *= 2;
    }

    private void goBackBefore(long examples) {
        kept.removeIf(point -> point.examples() >= examples);
        if (kept.isEmpty()) {
            clear();
        } else {
            seen = kept.size() * stride;
        }
    }
}
