package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

    @ParameterizedTest
    @CsvSource({
        "ssl.key.password, x, ****",
        "ssl.keystore.key, x, ****",
        "SASL.JAAS.CONFIG, x, ****",
        "sasl.oauthbearer.client.credentials.client.secret, x, ****",
        "sasl.oauthbearer.assertion.private.key.passphrase, x, ****",
        "bearer.auth.token, x, ****",
        "schema.registry.basic.auth.user.info, x, ****",
        "schema.registry.url, https://key:secret@host:1/x, https://****@host:1/x",
        "schema.registry.url, https://key:se@cret@host, https://****@host",
        "schema.registry.url, http://host/x@y, http://host/x@y",
        "bootstrap.servers, broker:9092, broker:9092",
        "key.serializer, a.B, a.B",
    })
    void shouldMaskOnlySecretsWhenSettingsAreShown(String key, String value, String shown) {
        assertThat(Secrets.mask(Map.of(key, value))).isEqualTo(Map.of(key, shown));
    }
}
