package dev.millrace.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Events per second of one learner over the last ten seconds, from counts that are looked at now and then. One thread. */
final class EventRate {

    static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private record Look(long nanos, long events) {}

    private final Deque<Look> looks = new ArrayDeque<>();

    /**
     * Takes a look and gives the rate. NaN at the first look, and when the count has gone back, as it does when a learner
     * resumes at its last commit.
     *
     * @param nanos of {@link System#nanoTime}
     * @param events counted so far
     */
    double at(long nanos, long events) {
        if (!looks.isEmpty() && looks.getLast().events() > events) {
            looks.clear();
        }
        looks.addLast(new Look(nanos, events));
        // One look from before the window stays, so that the window is whole.
        while (looks.size() > 2 && nanos - second().nanos() >= WINDOW_NANOS) {
            looks.removeFirst();
        }
        Look first = looks.getFirst();
        long elapsed = nanos - first.nanos();
        return elapsed <= 0 ? Double.NaN : (events - first.events()) * 1e9 / elapsed;
    }

    void clear() {
        looks.clear();
    }

    private Look second() {
        var all = looks.iterator();
        all.next();
        return all.next();
    }
}
