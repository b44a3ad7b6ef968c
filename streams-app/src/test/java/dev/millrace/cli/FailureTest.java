package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.learn.StartRefusedException;
import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void shouldTellARefusedStartInItsOwnWords() {
        Failure failure = Failure.of(new StoppedException(new StartRefusedException("the rate was 0.5, now 0.3")));

        assertThat(failure).isEqualTo(new Failure(1, "the rate was 0.5, now 0.3"));
    }

    @Test
    void shouldTellDamageInItsOwnWords() {
        Failure failure = Failure.of(new StoppedException(new CorruptStateException("block 7: expected 64 floats")));

        assertThat(failure).isEqualTo(new Failure(1, "block 7: expected 64 floats"));
    }

    @Test
    void shouldSayThatWhatIsCommittedIsSafeWhenTheApplicationStopsByItself() {
        Failure failure = Failure.of(new StoppedException(new IllegalStateException("no")));

        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.message())
                .isEqualTo(
                        "the application stopped by itself: java.lang.IllegalStateException: no; what is committed is"
                                + " safe, and a restart goes on from there. -v shows where it happened");
    }
}
