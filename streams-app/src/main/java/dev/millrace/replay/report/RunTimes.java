package dev.millrace.replay.report;

import java.time.Duration;
import java.time.Instant;

/**
 * All of a report that is not the same when the replay is made again.
 *
 * @param eventsPerSecond events read a second, over all epochs
 * @param threads that learned
 */
public record RunTimes(Instant startedAt, Duration elapsed, double eventsPerSecond, int threads) {

    double seconds() {
        return elapsed.toMillis() / 1e3;
    }
}
