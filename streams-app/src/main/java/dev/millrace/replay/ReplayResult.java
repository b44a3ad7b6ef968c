package dev.millrace.replay;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a replay found. The same events, candidates and options give the same result, on any number of threads.
 *
 * @param input what was read, for people
 * @param measure what candidates are compared by, for people: the name of their loss if all have the same, else
 *     {@code error rate} or {@code squared error}
 * @param positions offset of the last event by partition ({@code flights-0}), or of the last row by file
 * @param events events read in the first epoch, usable or not
 * @param unusable those that could not be decoded or turned into an example, counted once for each recipe
 * @param firstFaults where and why, for the first few
 * @param examples labeled examples that were learned from, in the first epoch
 * @param holdout labeled examples that were held out, in the first epoch
 * @param endedEarly whether it was stopped before the input's end; all is of what was read until then
 * @param rungs when candidates were dropped, in order; empty if none ever was
 * @param candidates in the order they were given
 */
public record ReplayResult(
        String input,
        String measure,
        SortedMap<String, Long> positions,
        long events,
        long unusable,
        List<String> firstFaults,
        long examples,
        long holdout,
        boolean endedEarly,
        List<Rung> rungs,
        List<CandidateResult> candidates) {

    /**
     * A point where the worse candidates were dropped (successive halving; Jamieson and Talwalkar, AISTATS 2016).
     *
     * @param progress share of the input that had been read, 0 to 1
     * @param examples labeled examples learned from until then
     * @param before candidates before
     * @param after candidates that went on
     */
    public record Rung(double progress, long examples, int before, int after) {}

    public ReplayResult {
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        firstFaults = List.copyOf(firstFaults);
        rungs = List.copyOf(rungs);
        candidates = List.copyOf(candidates);
    }
}
