package dev.millrace.core.expert;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.parameter.WorkingSet;

/**
 * Which features have a place in the covariances of the second-order experts: the first that appear. Their values in the
 * event in hand, and where their rows stand.
 *
 * <p>One thread.
 */
final class Covariances {

    private final Panel panel;
    private final WorkingSet parameters;
    private final int[] rowOfPlace;
    private int places;
    /** Where the row of each place begins. */
    private final int[] offsets;
    /** Of the event in hand; 0 where it lacks the feature. */
    private final float[] values;
    /** Places of the features that it has. */
    private final int[] active;

    private int activeCount;

    Covariances(Panel panel, WorkingSet parameters) {
        this.panel = panel;
        this.parameters = parameters;
        this.rowOfPlace = new int[panel.covariance()];
        this.offsets = new int[rowOfPlace.length];
        this.values = new float[rowOfPlace.length];
        this.active = new int[rowOfPlace.length];
    }

    /** Takes in an event, whose features take the places that are left. */
    void open(ExpertRows rows) {
        for (int i = 0; i < places; i++) {
            offsets[i] = parameters.locate(rowOfPlace[i]);
            values[i] = 0;
        }
        float[] data = parameters.data();
        activeCount = 0;
        for (int i = 0; i < rows.size(); i++) {
            int offset = rows.offsets()[i];
            int place = (int) data[offset + panel.place()] - 1;
            if (place < 0 && places < rowOfPlace.length && data[offset + panel.count()] == 0) {
                place = places++;
                rowOfPlace[place] = rows.row(i);
                offsets[place] = offset;
                data[offset + panel.place()] = places;
            }
            if (place >= 0) {
                values[place] = (float) rows.relative()[i];
                active[activeCount++] = place;
            }
        }
    }

    /** Features that have a place. */
    int places() {
        return places;
    }

    int row(int place) {
        return rowOfPlace[place];
    }

    int offset(int place) {
        return offsets[place];
    }

    float[] values() {
        return values;
    }

    int[] active() {
        return active;
    }

    int activeCount() {
        return activeCount;
    }

    boolean hasPlace(float[] data, int offset) {
        return data[offset + panel.place()] > 0;
    }

    void save(StateWriter out) {
        out.writeCount(places);
        for (int i = 0; i < places; i++) {
            out.writeCount(rowOfPlace[i]);
        }
    }

    void load(StateReader in) {
        places = (int) in.readCount(rowOfPlace.length, "features with covariances");
        int rowCount = parameters.layout().rowCount();
        for (int i = 0; i < places; i++) {
            rowOfPlace[i] = (int) in.readCount(rowCount - 1L, "row of a feature with covariances");
            for (int j = 0; j < i; j++) {
                if (rowOfPlace[j] == rowOfPlace[i]) {
                    throw new CorruptStateException(
                            "rows of features with covariances: expected each once, found " + rowOfPlace[i] + " twice");
                }
            }
        }
    }
}
