package dev.millrace.ingest;

import dev.millrace.core.feature.RowNames;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the names that an event gives to rows until it is known that the event can be used: one that goes to quarantine
 * leaves no name behind. One thread.
 */
final class StagedNames implements RowNames {

    private record Name(int row, String text) {}

    private final RowNames names;
    private final List<Name> staged = new ArrayList<>();

    StagedNames(RowNames names) {
        this.names = names;
    }

    @Override
    public boolean isNamed(int row) {
        return names.isNamed(row);
    }

    @Override
    public void name(int row, String name) {
        staged.add(new Name(row, name));
    }

    /** Forgets the names of an event. */
    void drop() {
        staged.clear();
    }

    /** Passes the names of an event on; the first of a row counts. */
    void keep() {
        for (Name name : staged) {
            if (!names.isNamed(name.row)) {
                names.name(name.row, name.text);
            }
        }
        staged.clear();
    }
}
