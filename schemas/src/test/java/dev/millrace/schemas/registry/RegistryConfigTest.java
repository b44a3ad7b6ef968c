package dev.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryConfigTest {
    private static final String URL = "schema.registry.url";

    @Test
    void shouldUseDefaultsWhenOnlyTheUrlIsGiven() {
        RegistryConfig config =
                RegistryConfig.of(Map.of(URL, "http://a:8081", "bootstrap.servers", "x", "acks", "all"));
        assertThat(config.urls()).containsExactly(URI.create("http://a:8081"));
        assertThat(config.authorization(0)).isNull();
        assertThat(config.requestTimeout()).hasMillis(10_000);
        assertThat(config.maxRetries()).isEqualTo(3);
        assertThat(config.mockScope()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0,1000", "1,2000", "2,4000", "4,16000", "5,20000", "1000,20000"})
    void shouldDoubleTheWaitUpToTheLimitWhenRoundsFail(int round, long expectedMs) {
        assertThat(RegistryConfig.of(Map.of(URL, "http://a")).waitMsAfter(round))
                .isEqualTo(expectedMs);
    }

    @Test
    void shouldTakeListsAndNumbersAsTextWhenKafkaHandsThemOver() {
        RegistryConfig config = RegistryConfig.of(
                Map.of(URL, List.of("https://a/x/", " http://b:1 "), "max.retries", "7", "retries.wait.ms", 5L + ""));
        assertThat(config.urls()).containsExactly(URI.create("https://a/x"), URI.create("http://b:1"));
        assertThat(config.maxRetries()).isEqualTo(7);
        assertThat(config.waitMsAfter(0)).isEqualTo(5);
    }

    @Test
    void shouldReadTheOlderKeyWhenUserInfoIsMissing() {
        RegistryConfig config = RegistryConfig.of(Map.of(
                URL,
                "http://u:p@a",
                "basic.auth.credentials.source",
                "USER_INFO",
                "schema.registry.basic.auth.user.info",
                "joe:s3cret"));
        assertThat(config.authorization(0)).isEqualTo("Basic am9lOnMzY3JldA==");
        assertThat(config.toString()).isEqualTo("RegistryConfig[[http://a]]");
    }

    @Test
    void shouldRefuseWhenTheUrlIsMissing() {
        assertThatThrownBy(() -> SchemaRegistry.create(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://joe:s3cret@a", "a:8081", "http://joe:s3cret@a b", "http://a?x=1", "http://joe:s3cret@"})
    void shouldRefuseAndHideCredentialsWhenTheUrlIsWrong(String url) {
        assertThatThrownBy(() -> RegistryConfig.of(Map.of(URL, url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected http(s)://host:port/path")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void shouldRefuseWhenMockAndHttpAreMixed() {
        assertThatThrownBy(() -> RegistryConfig.of(Map.of(URL, "mock://a,http://b")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("stands alone");
    }

    @Test
    void shouldRefuseSaslInheritAndSayWhatToDo() {
        assertThatThrownBy(() ->
                        RegistryConfig.of(Map.of(URL, "http://a", "basic.auth.credentials.source", "SASL_INHERIT")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("SASL_INHERIT is not supported; set USER_INFO");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3cret"})
    void shouldRefuseWhenUserInfoHasNoColon(String userInfo) {
        assertThatThrownBy(() -> RegistryConfig.of(Map.of(
                        URL,
                        "http://a",
                        "basic.auth.credentials.source",
                        "USER_INFO",
                        "basic.auth.user.info",
                        userInfo)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected user:password")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({"max.retries,-1", "schema.registry.request.timeout.ms,0", "retries.wait.ms,soon"})
    void shouldRefuseWhenANumberIsOutOfRange(String key, String value) {
        assertThatThrownBy(() -> RegistryConfig.of(Map.of(URL, "http://a", key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value);
    }
}
