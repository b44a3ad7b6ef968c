package dev.millrace.query;

import dev.millrace.config.Spelling;
import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.RowFinder;
import dev.millrace.core.feature.RowMap;
import dev.millrace.state.FeatureNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows by name: those of a feature, or of one of its values. Immutable; any thread.
 */
final class RowsByName {

    /** Most names of hashed rows that one question looks at, whatever they are of. */
    static final int MAX_SCANNED = 100_000;

    /** Most names of values that one is compared with that was never seen. */
    private static final int MAX_COMPARED = 1_000;

    private static final int GUESSES = 3;

    /**
     * Rows that bear a name.
     *
     * @param feature null for the bias
     * @param hashed whether they may be shared
     * @param next row to go on from; null at the end
     */
    record Found(
            @Nullable FeatureSpec feature,
            boolean hashed,
            List<NamedRow> rows,
            @Nullable Integer next) {}

    private final RowMap rows;
    private final RowFinder finder;

    RowsByName(RowMap rows) {
        this.rows = rows;
        this.finder = new RowFinder(rows);
    }

    /**
     * @param from first row that may be in the answer
     * @param limit most rows in the answer
     * @throws QueryException if there is no such feature, or it cannot have such a value
     */
    Found find(String name, int from, int limit, ReadOnlyKeyValueStore<Bytes, byte[]> names) {
        int row = finder.fixedRow(name);
        if (row >= 0) {
            return new Found(rows.fixedFeature(row), false, List.of(new NamedRow(row, name, null, true)), null);
        }
        int end = name.indexOf('=');
        FeatureSpec feature = finder.feature(end < 0 ? name : name.substring(0, end));
        if (feature == null) {
            throw unknownFeature(name);
        }
        if (end >= 0) {
            List<NamedRow> found = value(feature, name, name.substring(end + 1), names);
            if (found.isEmpty()) {
                throw unknownValue(name, names);
            }
            return new Found(feature, true, found, null);
        }
        return finder.ownRows(feature).findAny().isPresent()
                ? own(feature, from, limit)
                : hashed(feature, from, limit, names);
    }

    /** The row of a value; several only if the value is of a cross, was never seen, and has more than one asterisk. */
    private List<NamedRow> value(
            FeatureSpec feature, String name, String value, ReadOnlyKeyValueStore<Bytes, byte[]> names) {
        List<NamedRow> found = new ArrayList<>();
        for (int row : finder.hashedRows(feature, value).toArray()) {
            String seenAs = FeatureNames.read(names, row);
            if (FeatureNames.shown(name).equals(seenAs)) {
                return List.of(new NamedRow(row, name, null, true));
            }
            found.add(new NamedRow(row, name, seenAs, seenAs != null));
        }
        return found;
    }

    private Found own(FeatureSpec feature, int from, int limit) {
        List<NamedRow> found = finder.ownRows(feature)
                .filter(row -> row >= from)
                .limit(limit + 1L)
                .mapToObj(row -> new NamedRow(row, String.valueOf(rows.fixedName(row)), null, true))
                .toList();
        return found.size() <= limit
                ? new Found(feature, false, found, null)
                : new Found(
                        feature,
                        false,
                        found.subList(0, limit),
                        found.get(limit).row());
    }

    private static Found hashed(FeatureSpec feature, int from, int limit, ReadOnlyKeyValueStore<Bytes, byte[]> names) {
        List<NamedRow> found = new ArrayList<>();
        int[] scanned = new int[1];
        int[] next = {-1};
        FeatureNames.scan(names, from, (row, seenAs) -> {
            boolean isOfFeature = isOf(feature, seenAs);
            if ((isOfFeature && found.size() == limit) || scanned[0] == MAX_SCANNED) {
                next[0] = row;
                return false;
            }
            scanned[0]++;
            if (isOfFeature) {
                found.add(new NamedRow(row, seenAs, null, true));
            }
            return true;
        });
        return new Found(feature, true, found, next[0] < 0 ? null : Integer.valueOf(next[0]));
    }

    private static boolean isOf(FeatureSpec feature, String rowName) {
        String name = feature.name();
        return rowName.length() > name.length() && rowName.charAt(name.length()) == '=' && rowName.startsWith(name);
    }

    private QueryException unknownFeature(String name) {
        List<String> known = new ArrayList<>(List.of(FeatureRecipe.BIAS));
        rows.recipe().features().forEach(feature -> known.add(feature.name()));
        int end = name.indexOf('=');
        String feature = FeatureNames.shown(end < 0 ? name : name.substring(0, end));
        return QueryException.notFound(
                "expected a feature of the config, or one of its rows such as FEATURE=VALUE, found '"
                        + FeatureNames.shown(name) + "'; the nearest features are "
                        + Spelling.closest(feature, known, GUESSES));
    }

    /** Of a value that no event had, or that the feature cannot have. */
    QueryException unknownValue(String name, ReadOnlyKeyValueStore<Bytes, byte[]> names) {
        FeatureSpec feature = finder.feature(name.substring(0, name.indexOf('=')));
        List<String> seen = new ArrayList<>();
        if (feature != null) {
            hashed(feature, rows.hashBase(), MAX_COMPARED, names).rows().forEach(row -> seen.add(row.name()));
        }
        String shown = FeatureNames.shown(name);
        return QueryException.notFound("expected a row that an event has touched, found '" + shown + "'"
                + (seen.isEmpty() ? "" : "; the nearest are " + Spelling.closest(shown, seen, GUESSES)));
    }
}
