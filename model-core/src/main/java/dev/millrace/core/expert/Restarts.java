package dev.millrace.core.expert;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;

/**
 * Which experts began anew, and when. An expert that diverged forgets its weights; each row does so when it is next touched,
 * because it knows in how many restarts it has taken part.
 *
 * <p>One thread.
 */
final class Restarts {

    /** A row counts them in a float. */
    private static final int MOST = 1 << 24;

    private final Panel panel;
    /** The number of the last restart of each lane, from 1; 0 if there was none. */
    private final int[] lastOf;

    private int count;

    Restarts(Panel panel) {
        this.panel = panel;
        this.lastOf = new int[panel.lanes()];
    }

    Restarts copy() {
        Restarts copy = new Restarts(panel);
        copy.count = count;
        System.arraycopy(lastOf, 0, copy.lastOf, 0, lastOf.length);
        return copy;
    }

    /** So many there were, of all experts. */
    int count() {
        return count;
    }

    /** Lets an expert forget its weights. */
    void restart(int lane) {
        if (count < MOST) {
            lastOf[lane] = ++count;
        }
    }

    /** Whether the row has nothing to forget. */
    boolean isUpToDate(float[] data, int offset) {
        return data[offset + panel.epoch()] == count;
    }

    /** Whether the numbers of a lane in the row are not to be forgotten. */
    boolean isKept(float[] data, int offset, int lane) {
        return data[offset + panel.epoch()] >= lastOf[lane];
    }

    /** Lets the row forget what is to be forgotten. */
    void bring(float[] data, int offset) {
        if (isUpToDate(data, offset)) {
            return;
        }
        int outputs = panel.outputs();
        for (int lane = 0; lane < lastOf.length; lane++) {
            if (!isKept(data, offset, lane)) {
                clear(data, offset + panel.weights(lane), outputs);
                if (lane < panel.adaptive()) {
                    clear(data, offset + panel.squares() + lane * outputs, outputs);
                } else if (lane >= panel.firstOrder()) {
                    int secondOrder = lane - panel.firstOrder();
                    data[offset + panel.variances() + secondOrder] = (float) panel.variance(secondOrder);
                }
            }
        }
        data[offset + panel.epoch()] = count;
    }

    private static void clear(float[] data, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            data[i] = 0;
        }
    }

    void save(StateWriter out) {
        out.writeCount(count);
        for (int last : lastOf) {
            out.writeCount(last);
        }
    }

    void load(StateReader in) {
        count = (int) in.readCount(MOST, "restarts of experts");
        for (int lane = 0; lane < lastOf.length; lane++) {
            lastOf[lane] = (int) in.readCount(count, "last restart of an expert");
        }
    }
}
