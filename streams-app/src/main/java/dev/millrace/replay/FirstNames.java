package dev.millrace.replay;

import dev.millrace.core.feature.RowNames;
import java.util.BitSet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What first stood behind each hashed row, in memory. One thread. */
final class FirstNames implements RowNames {

    private final SortedMap<Integer, String> names = new TreeMap<>();
    /** Asked for every feature of every event. */
    private final BitSet named = new BitSet();

    @Override
    public boolean isNamed(int row) {
        return named.get(row);
    }

    @Override
    public void name(int row, String name) {
        names.put(row, name);
        named.set(row);
    }

    SortedMap<Integer, String> byRow() {
        return Collections.unmodifiableSortedMap(names);
    }
}
