package dev.millrace.replay.search;

import dev.millrace.config.ConfigException;
import dev.millrace.replay.search.Search.RandomDraws;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/** From a search to the settings of each candidate: those of the list, then the grid, then the draws. */
final class Expansion {

    /** Many times what successive halving needs; each has a model in memory. */
    static final int MAX_CANDIDATES = 4_096;

    private Expansion() {}

    /**
     * Settings by key, in the order in which they were written. The grid counts its last key fastest.
     *
     * @throws ConfigException if there are more than {@value #MAX_CANDIDATES}
     */
    static List<Map<String, Node>> of(Search search) {
        requireFew(search);
        List<Map<String, Node>> all = new ArrayList<>(search.list());
        if (!search.grid().isEmpty()) {
            all.addAll(combinations(search.grid()));
        }
        if (search.random() != null) {
            all.addAll(draws(search.random()));
        }
        return all;
    }

    private static void requireFew(Search search) {
        BigInteger grid = search.grid().values().stream()
                .map(values -> BigInteger.valueOf(values.size()))
                .reduce(search.grid().isEmpty() ? BigInteger.ZERO : BigInteger.ONE, BigInteger::multiply);
        int random = search.random() == null ? 0 : search.random().count();
        BigInteger all = grid.add(BigInteger.valueOf((long) search.list().size() + random));
        if (all.compareTo(BigInteger.valueOf(MAX_CANDIDATES)) > 0) {
            String product = search.grid().values().stream()
                    .map(values -> String.valueOf(values.size()))
                    .collect(Collectors.joining(" x "));
            throw new ConfigException(List.of(String.format(
                    Locale.ROOT,
                    "%s: expected at most %,d candidates; found %,d: list %,d, grid %,d%s, random %,d. Take fewer values,"
                            + " or draw some of them at random",
                    search.source(),
                    MAX_CANDIDATES,
                    all,
                    search.list().size(),
                    grid,
                    product.isEmpty() ? "" : " (" + product + ")",
                    random)));
        }
    }

    private static List<Map<String, Node>> combinations(Map<String, List<Node>> grid) {
        List<Map<String, Node>> all = List.of(Map.of());
        for (Map.Entry<String, List<Node>> key : grid.entrySet()) {
            List<Map<String, Node>> longer = new ArrayList<>();
            for (Map<String, Node> settings : all) {
                for (Node value : key.getValue()) {
                    Map<String, Node> more = new LinkedHashMap<>(settings);
                    more.put(key.getKey(), value);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all;
    }

    private static List<Map<String, Node>> draws(RandomDraws draws) {
        SplitMix64 random = new SplitMix64(draws.seed());
        List<Map<String, Node>> all = new ArrayList<>();
        for (int i = 0; i < draws.count(); i++) {
            Map<String, Node> settings = new LinkedHashMap<>();
            draws.draw().forEach((key, values) -> settings.put(key, values.draw(random)));
            all.add(settings);
        }
        return all;
    }
}
