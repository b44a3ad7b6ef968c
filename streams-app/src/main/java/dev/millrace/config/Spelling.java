package dev.millrace.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Guesses which word was meant. */
public final class Spelling {

    private static final int LETTERS_THAT_TELL = 4;

    private Spelling() {}

    /** The allowed word nearest to what was written, or null if none is near. The first of several equally near. */
    public static @Nullable String nearest(String written, Collection<String> allowed) {
        String nearest = null;
        int least = Math.max(1, written.length() / 3) + 1;
        for (String word : allowed) {
            int distance = distance(written, word);
            if (distance < least) {
                nearest = word;
                least = distance;
            }
        }
        return nearest != null ? nearest : resembling(written, allowed);
    }

    /** Those of the words that are nearest to what was written, at most so many, nearest first. */
    public static List<String> closest(String written, Collection<String> words, int limit) {
        record Guess(int distance, String word) {}
        return words.stream()
                .map(word -> new Guess(distance(written, word), word))
                .sorted(Comparator.comparingInt(Guess::distance).thenComparing(Guess::word))
                .limit(limit)
                .map(Guess::word)
                .toList();
    }

    /** Half-remembered names: "adam" for "lazy-adam", "category" for "categorical". */
    private static @Nullable String resembling(String written, Collection<String> allowed) {
        if (written.length() < LETTERS_THAT_TELL) {
            return null;
        }
        String beginning = written.substring(0, LETTERS_THAT_TELL);
        return allowed.stream()
                .filter(word -> word.contains(written) || word.startsWith(beginning))
                .findFirst()
                .orElse(null);
    }

    /** Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
