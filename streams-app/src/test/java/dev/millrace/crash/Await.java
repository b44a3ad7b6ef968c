package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for something to happen, at most so long. */
final class Await {

    static final Duration LIMIT = Duration.ofMinutes(2);

    private static final int LOOK_MILLIS = 10;

    private Await() {}

    /** A question to a process or a broker. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime())
                    .as("waiting until %s took too long", what)
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
