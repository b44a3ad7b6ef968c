package dev.millrace.route;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ends that a partition had, and when. From them follows how old a position is: it was at the end at the last time that
 * an end was seen which it has reached. Any thread.
 */
final class EndsSeen {

    /** Nothing is known. */
    static final Behind UNKNOWN = new Behind(null, null);

    /** Then some of the older are forgotten: their ages are told more coarsely, never too young. */
    private static final int MOST = 1_024;

    private static final int COARSENESS = 20;

    private final LongSupplier nanoClock;
    /** Ascending in both; at most one of each end, the last. */
    private final Deque<Seen> seen = new ArrayDeque<>();

    private long gap = -1;
    private long gapEnd = -1;
    private long asked = -1;
    private long askedBefore = -1;

    private record Seen(long end, long nanos) {}

    /**
     * How far a position is behind.
     *
     * @param offsets to the end that was seen last; null if none was
     * @param millis since it was at the end; null if it was not at any that was seen
     */
    record Behind(@Nullable Long offsets, @Nullable Long millis) {}

    /** @param nanoClock any that never goes back */
    EndsSeen(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** The end is here now. */
    synchronized void saw(long end) {
        Seen last = seen.peekLast();
        if (last != null && last.end > end) {
            // The topic was created anew.
            seen.clear();
        } else if (last != null && last.end == end) {
            seen.removeLast();
        }
        seen.addLast(new Seen(end, nanoClock.getAsLong()));
        if (seen.size() > MOST) {
            thin();
        }
    }

    /** The older, the fewer are kept: an age is told at most a twentieth too old. */
    private void thin() {
        List<Seen> all = new ArrayList<>(seen);
        long now = nanoClock.getAsLong();
        seen.clear();
        Seen kept = all.get(0);
        seen.addLast(kept);
        for (int i = 1; i < all.size(); i++) {
            boolean isLast = i == all.size() - 1;
            if (isLast || all.get(i + 1).nanos - kept.nanos > (now - all.get(i + 1).nanos) / COARSENESS) {
                kept = all.get(i);
                seen.addLast(kept);
            }
        }
    }

    /** @param next the offset behind the position */
    synchronized Behind behind(long next) {
        asked = next;
        long reached = next == gap ? gapEnd : next;
        Seen last = seen.peekLast();
        if (last == null) {
            return UNKNOWN;
        }
        long now = nanoClock.getAsLong();
        for (Iterator<Seen> newestFirst = seen.descendingIterator(); newestFirst.hasNext(); ) {
            Seen some = newestFirst.next();
            if (some.end <= reached) {
                return new Behind(Math.max(0, last.end - reached), TimeUnit.NANOSECONDS.toMillis(now - some.nanos));
            }
        }
        return new Behind(last.end - reached, null);
    }

    /**
     * Where to look whether there are only markers of transactions up to the end, which nobody will ever learn from: behind
     * a position that was asked about before the last look already, and has not moved since. -1 for nowhere.
     */
    synchronized long gapToCheck() {
        boolean rests = asked >= 0 && asked == askedBefore;
        askedBefore = asked;
        Seen last = seen.peekLast();
        boolean behind = last != null && (asked == gap ? gapEnd : asked) < last.end;
        return rests && behind ? asked : -1;
    }

    /** There are no records from one offset up to another. */
    synchronized void nothingBetween(long from, long to) {
        gap = from;
        gapEnd = to;
    }
}
