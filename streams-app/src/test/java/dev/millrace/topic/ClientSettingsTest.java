package dev.millrace.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {

    private static final Map<String, String> KAFKA = Map.of(
            "bootstrap.servers", "b:1",
            "num.stream.threads", "2",
            "processing.guarantee", "exactly_once_v2",
            "linger.ms", "5",
            "producer.linger.ms", "7",
            "consumer.fetch.min.bytes", "9",
            "group.id", "g",
            "producer.transactional.id", "t",
            "admin.retries", "1");

    @Test
    void shouldTakeWhatTheClientKnowsAndPreferItsPrefix() {
        assertThat(ClientSettings.producer(KAFKA)).isEqualTo(Map.of("bootstrap.servers", "b:1", "linger.ms", "7"));
        assertThat(ClientSettings.consumer(KAFKA))
                .isEqualTo(Map.of("bootstrap.servers", "b:1", "fetch.min.bytes", "9"));
        assertThat(ClientSettings.admin(KAFKA)).isEqualTo(Map.of("bootstrap.servers", "b:1", "retries", "1"));
    }
}
