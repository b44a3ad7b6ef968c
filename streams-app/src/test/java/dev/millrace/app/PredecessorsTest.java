package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PredecessorsTest {

    private static final String PROCESS = "3f2b8c1e-0d5a-4c7e-9b1f-6a2d4e8c0f13";

    @Test
    void shouldKnowTheTransactionsOfItsOwnApplicationWhenNamedByKafkaStreams() {
        assertThat(Predecessors.isOf("flights", "flights-" + PROCESS + "-1")).isTrue();
        assertThat(Predecessors.isOf("flights-2", "flights-2-" + PROCESS + "-12"))
                .isTrue();
        assertThat(Predecessors.isOf("flights.x", "flights.x-" + PROCESS + "-1"))
                .isTrue();
    }

    /** Whoever writes to the same topics is alive, and no predecessor. */
    @Test
    void shouldLeaveOtherApplicationsAloneWhenTheirNamesBeginLikeItsOwn() {
        assertThat(Predecessors.isOf("flights", "flights-2-" + PROCESS + "-1")).isFalse();
        assertThat(Predecessors.isOf("flights", "flights-import-7")).isFalse();
        assertThat(Predecessors.isOf("flights", "flights2-" + PROCESS + "-1")).isFalse();
        assertThat(Predecessors.isOf("flights.x", "flightsax-" + PROCESS + "-1"))
                .isFalse();
    }
}
