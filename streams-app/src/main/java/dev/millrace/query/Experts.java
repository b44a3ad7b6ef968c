package dev.millrace.query;

import dev.millrace.core.learn.ExpertStandings;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the experts of a learner stand, whose optimizer is {@code auto}.
 *
 * @param standings in a fixed order
 * @param restarts how often an expert diverged and began anew
 * @param drifts how often the mixture's loss was found to have risen
 * @param lastDrift null before the first
 */
public record Experts(
        List<ExpertStandings.Expert> standings,
        long restarts,
        long drifts,
        @Nullable Drift lastDrift) {

    /**
     * When the mixture's loss was found to have risen.
     *
     * @param examples labeled events up to and including that at which it was found
     * @param eventTime of that event, ISO 8601 in UTC
     */
    public record Drift(long examples, String eventTime) {}

    static @Nullable Experts of(@Nullable ExpertStandings standings) {
        if (standings == null) {
            return null;
        }
        ExpertStandings.Drift last = standings.lastDrift();
        return new Experts(
                standings.experts(),
                standings.restarts(),
                standings.drifts(),
                last == null
                        ? null
                        : new Drift(
                                last.examples(),
                                Instant.ofEpochMilli(last.timeMillis()).toString()));
    }
}
