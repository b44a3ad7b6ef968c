package dev.millrace.http;

import java.time.Duration;

/**
 * How slow a client may be.
 *
 * @param idle a connection on which nothing moves for so long is closed
 * @param head from the beginning of a connection, or the end of an answer, to the whole head of the next request
 * @param window while a client is waited for, it must keep to the rate in each window of this length
 * @param minBytesPerSecond that it must send or take while it is waited for
 */
record ClientPace(Duration idle, Duration head, Duration window, int minBytesPerSecond) {

    static final ClientPace DEFAULT =
            new ClientPace(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(20), 4 * 1024);

    /** How often clients are looked at. */
    Duration period() {
        return window.dividedBy(4);
    }
}
