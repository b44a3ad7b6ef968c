package dev.millrace.replay.search;

import dev.millrace.config.ScalarType;
import dev.millrace.core.optimizer.CoinBetting;
import dev.millrace.replay.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the best rate is the lowest or the highest that was tried: then a better one may lie beyond. */
public final class RateEdges {

    private static final int MIN_RATES = 3;

    private static final List<String> RATE_KEYS = List.of("rate", "rate.value");

    private RateEdges() {}

    /** Where the best of several rates stands. */
    public enum Edge {
        LOWEST,
        HIGHEST
    }

    /**
     * A best rate at the edge.
     *
     * @param candidate the best of the group
     * @param settings those that the candidates have in common, without the rate
     * @param best as it was written
     * @param lowest as it was written
     * @param highest as it was written
     * @param rates different ones that were tried, 3 or more
     */
    public record Finding(
            Candidate candidate,
            SortedMap<String, String> settings,
            Edge edge,
            String best,
            String lowest,
            String highest,
            int rates) {

        /** For people: {@code optimizer sgd: the best rate, 1, is the highest of 7 from 0.001 to 1; try higher}. */
        public String text() {
            String which = settings.entrySet().stream()
                    .map(setting -> setting.getKey() + " " + setting.getValue())
                    .collect(Collectors.joining(", "));
            boolean low = edge == Edge.LOWEST;
            return (which.isEmpty() ? "" : which + ": ") + "the best rate, " + best + ", is the "
                    + (low ? "lowest" : "highest") + " of " + rates + " from " + lowest + " to " + highest + "; try "
                    + (low ? "lower" : "higher");
        }
    }

    private record Tried(Candidate candidate, double rate, String text) {}

    /**
     * Looks at each group of candidates that differ in the rate only, if it has at least 3 rates. Optimizers that do
     * not use the rate are left out.
     *
     * @param ranked all candidates, the best first
     * @return in the order of the groups' best candidates
     */
    public static List<Finding> of(List<Candidate> ranked) {
        Map<SortedMap<String, String>, List<Tried>> groups = new LinkedHashMap<>();
        for (Candidate candidate : ranked) {
            SortedMap<String, String> others = new TreeMap<>(candidate.settings());
            Tried tried = null;
            for (String key : RATE_KEYS) {
                String value = candidate.settings().get(key);
                if (value != null && ScalarType.isNumber(value)) {
                    tried = new Tried(candidate, Double.parseDouble(value), value);
                    others.remove(key);
                }
            }
            if (tried != null && !(candidate.learner().spec().optimizer() instanceof CoinBetting)) {
                groups.computeIfAbsent(others, key -> new ArrayList<>()).add(tried);
            }
        }
        List<Finding> findings = new ArrayList<>();
        groups.forEach((settings, rates) -> {
            Finding finding = finding(settings, rates);
            if (finding != null) {
                findings.add(finding);
            }
        });
        return findings;
    }

    /** @param ranked one or more */
    private static @Nullable Finding finding(SortedMap<String, String> settings, List<Tried> ranked) {
        TreeMap<Double, String> rates = new TreeMap<>();
        ranked.forEach(tried -> rates.putIfAbsent(tried.rate(), tried.text()));
        double best = ranked.get(0).rate();
        boolean lowest = best == rates.firstKey();
        if (rates.size() < MIN_RATES || (!lowest && best != rates.lastKey())) {
            return null;
        }
        return new Finding(
                ranked.get(0).candidate(),
                settings,
                lowest ? Edge.LOWEST : Edge.HIGHEST,
                ranked.get(0).text(),
                rates.firstEntry().getValue(),
                rates.lastEntry().getValue(),
                rates.size());
    }
}
