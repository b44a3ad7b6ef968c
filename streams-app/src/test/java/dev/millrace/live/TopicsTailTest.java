package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicsTailTest {

    @Test
    void shouldSayThatItCannotReadAndEndWithinASecondWhenBrokerIsAway() {
        TailedTopic topic = new TailedTopic("any", Long.MAX_VALUE, record -> {}, offsets -> {});
        TopicsTail tail = new TopicsTail(Map.of("bootstrap.servers", "127.0.0.1:1"), List.of(topic));
        tail.start();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (tail.status().trouble() == null) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(tail.status().current()).isFalse();
        assertThat(tail.status().trouble()).startsWith("loss reports and quarantine cannot be read at the moment: ");
        long began = System.nanoTime();
        tail.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    }
}
