package dev.millrace.replay;

import dev.millrace.replay.ReplayResult.Rung;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Successive halving (Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization",
 * AISTATS 2016): after a small share of the input the worse candidates are dropped, after a few times that share the worse of
 * the rest, and so on. Those that go on keep what they have learned, so all of it is one pass over the input; with factor 4,
 * 256 candidates cost about as much as 6 that learn to the end.
 *
 * <p>Who is good on the first events need not be on the last ones.
 */
final class Halving {

    /** Fewer say too little of a candidate. */
    private static final int LEAST_EXAMPLES = 1_000;

    private final int factor;
    private final int keep;
    private final List<Rung> rungs = new ArrayList<>();
    private int left;

    Halving(ReplayOptions options, int candidates) {
        this.factor = options.halving();
        this.keep = options.keep();
        if (factor > 1) {
            for (long survivors = candidates; survivors > keep; survivors = (survivors + factor - 1) / factor) {
                left++;
            }
        }
    }

    /** Shares of the input after which candidates are dropped. */
    static List<Double> plan(ReplayOptions options, int candidates) {
        int rungs = new Halving(options, candidates).left;
        List<Double> shares = new ArrayList<>();
        for (int rung = rungs; rung >= 1; rung--) {
            shares.add(Math.pow(options.halving(), -rung));
        }
        return shares;
    }

    /**
     * Drops the worse ones, if it is time.
     *
     * @param progress share of the input that has been read
     * @param runs those that still learn
     * @return those that go on
     */
    List<CandidateRun> drop(double progress, List<CandidateRun> runs) {
        // Recipes may refuse different events.
        long examples =
                runs.stream().mapToLong(CandidateRun::learnedExamples).max().orElse(0);
        if (left == 0 || progress < Math.pow(factor, -left) || examples < LEAST_EXAMPLES) {
            return runs;
        }
        left--;
        int survivors = Math.max(keep, (runs.size() + factor - 1) / factor);
        if (survivors >= runs.size()) {
            return runs;
        }
        List<CandidateRun> best = new ArrayList<>(runs);
        best.sort(Comparator.comparingDouble(CandidateRun::standing));
        best.subList(survivors, best.size()).forEach(run -> run.drop(rungs.size()));
        rungs.add(new Rung(progress, examples, runs.size(), survivors));
        return runs.stream().filter(run -> !run.isDropped()).toList();
    }

    List<Rung> rungs() {
        return rungs;
    }
}
