package dev.millrace.cli;

import dev.millrace.replay.Candidate;
import dev.millrace.replay.Replay;
import dev.millrace.replay.ReplayException;
import dev.millrace.replay.ReplayOptions;
import java.util.List;
import java.util.Locale;

/** What a replay is about to do. */
final class ReplayPlan {

    /** What is left of the heap is for all else. */
    private static final double PARAMETER_SHARE = 0.8;

    private ReplayPlan() {}

    /**
     * In one line.
     *
     * @throws ReplayException if there is not enough memory for it
     */
    static String text(List<Candidate> candidates, ReplayOptions options) {
        long bytes = Replay.parameterBytes(candidates);
        long heap = Runtime.getRuntime().maxMemory();
        String memory =
                String.format(Locale.ROOT, "parameters take at most %,d of %,d MiB of memory", bytes >> 20, heap >> 20);
        if (bytes > PARAMETER_SHARE * heap) {
            throw new ReplayException(candidates.size() + " candidates: " + memory + ", expected less than "
                    + Math.round(100 * PARAMETER_SHARE)
                    + " %; give Java more (MILLRACE_OPTS=-Xmx8g, for example), or try fewer"
                    + " candidates or fewer hashing.bits");
        }
        List<Double> rungs = Replay.rungs(options, candidates.size());
        String dropping = rungs.isEmpty()
                ? ""
                : "; the worse ones are dropped after "
                        + String.join(
                                ", ", rungs.stream().map(ReplayPlan::percent).toList()) + " of the input";
        return candidates.size() + (candidates.size() == 1 ? " candidate" : " candidates") + "; " + memory + dropping;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2g %%", 100 * share);
    }
}
