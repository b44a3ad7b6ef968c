package dev.millrace.metric;

import dev.millrace.learn.LearnerProgress;

/**
 * A learner as a scrape sees it. Immutable.
 *
 * @param progress as of its last write-back
 * @param lag offsets from its position to the end of its input; NaN if that is not known
 * @param nowMillis wall clock of the scrape, since 1970-01-01T00:00Z
 * @param limitBytes of its working set
 */
record Observed(LearnerProgress progress, double lag, long nowMillis, long limitBytes) {

    /** Seconds since 1970-01-01T00:00Z; NaN before the first event. */
    double eventTime() {
        return progress.hasPosition() ? progress.eventTimeMillis() / 1e3 : Double.NaN;
    }

    /** Seconds; negative if the event is of the future; NaN before the first. */
    double eventTimeLag() {
        return progress.hasPosition() ? (nowMillis - progress.eventTimeMillis()) / 1e3 : Double.NaN;
    }

    /** NaN before the first event. */
    double offset() {
        return progress.hasPosition() ? progress.offset() : Double.NaN;
    }
}
