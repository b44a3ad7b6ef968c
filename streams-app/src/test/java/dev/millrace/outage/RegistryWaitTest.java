package dev.millrace.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.registry.RegistryUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegistryWaitTest {

    private final RegistryUnavailableException first = new RegistryUnavailableException("first", 0, 0, null);

    @Test
    void shouldCallUntilThereIsAnAnswer() {
        AtomicInteger calls = new AtomicInteger();
        assertThat(new RegistryWait(Duration.ofMinutes(1)).<Integer, RuntimeException>retry(first, () -> {
                    if (calls.incrementAndGet() < 2) {
                        throw new RegistryUnavailableException("second", 0, 0, null);
                    }
                    return 7;
                }))
                .isEqualTo(7);
        assertThat(calls).hasValue(2);
    }

    @Test
    void shouldThrowWhatTheAnswerThrows() {
        IOException refusal = new IOException("refused");
        assertThatThrownBy(() -> new RegistryWait(Duration.ofMinutes(1)).retry(first, () -> {
                    throw refusal;
                }))
                .isSameAs(refusal);
    }

    @Test
    void shouldGiveUpWithTheLastFailureWhenItHasLastedTooLong() {
        RegistryUnavailableException second = new RegistryUnavailableException("second", 0, 0, null);
        assertThatThrownBy(() -> new RegistryWait(Duration.ofMillis(1)).retry(first, () -> {
                    throw second;
                }))
                .isSameAs(second);
    }

    @Test
    void shouldNotCallAgainWhenItNeverWaits() {
        assertThatThrownBy(() -> RegistryWait.none().retry(first, () -> {
                    throw new AssertionError("called");
                }))
                .isSameAs(first);
    }

    @Test
    void shouldNotCallAgainWhenTheApplicationEnds() {
        RegistryWait ending = new RegistryWait(Duration.ofMinutes(1));
        ending.stop();
        assertThatThrownBy(() -> ending.retry(first, () -> {
                    throw new AssertionError("called");
                }))
                .isSameAs(first);
    }

    @Test
    void shouldGiveUpAndKeepTheInterruptWhenInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new RegistryWait(Duration.ofMinutes(1)).retry(first, () -> {
                    throw new AssertionError("called");
                }))
                .isSameAs(first);
        assertThat(Thread.interrupted()).isTrue();
    }
}
