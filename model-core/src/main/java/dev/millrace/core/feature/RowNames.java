package dev.millrace.core.feature;

/**
 * Remembers what stands behind a hashed row, for people who look at parameters. Takes no part in learning. Where two
 * values share a row, the first one seen names it.
 */
public interface RowNames {

    /** Whether the row has a name. Called for every hashed feature of every event. */
    boolean isNamed(int row);

    void name(int row, String name);

    /** Remembers nothing, for runs in which nobody asks. */
    RowNames NONE = new RowNames() {
        @Override
        public boolean isNamed(int row) {
            return true;
        }

        @Override
        public void name(int row, String name) {}
    };
}
