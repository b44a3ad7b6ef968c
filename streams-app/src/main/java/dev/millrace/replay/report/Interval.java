package dev.millrace.replay.report;

/**
 * A mean difference between a candidate and the leader, with a 95 % interval.
 *
 * @param mean loss of the candidate less that of the leader: above 0 if the candidate is worse; NaN if they have no example in
 *     common
 * @param low end of the interval; NaN if there are too few blocks for one
 * @param high end of the interval; NaN if there are too few blocks for one
 * @param blocks that were compared
 * @param runLength blocks in a run that is drawn at once; 0 if there is no interval
 * @param examples that the compared blocks cover
 */
public record Interval(double mean, double low, double high, int blocks, int runLength, long examples) {

    /** Whether there is an interval, and 0 is in it: then it cannot be said which of the two is better. */
    public boolean holdsZero() {
        return low <= 0 && high >= 0;
    }
}
