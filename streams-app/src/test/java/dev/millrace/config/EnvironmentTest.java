package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {

    private static final Map<String, String> VARIABLES = Map.of("HOST", "kafka-1", "PORT_2", "9093", "EMPTY", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain | plain",
                "${HOST} | kafka-1",
                "${HOST}:${PORT_2}/x | kafka-1:9093/x",
                "${HOST:-other} | kafka-1",
                "${NONE:-other} | other",
                "${NONE:-} | ''",
                "${EMPTY:-other} | other",
                "${EMPTY} | ''",
                "${NONE:-http://a:1} | http://a:1",
                "$${HOST} | ${HOST}",
                "$HOST costs 5$ | $HOST costs 5$",
                "${file:/run/secrets:key} | ${file:/run/secrets:key}",
                "${env:HOST} | ${env:HOST}",
            })
    void shouldPutInVariablesWhenTheyAreReferredTo(String text, String expected) {
        assertThat(new Environment(VARIABLES).substitute(text, false)).isEqualTo(expected);
    }

    @Test
    void shouldNameLineAndVariableWhenItIsNotSet() {
        assertRefused(
                Readme.with("bootstrap.servers: 127.0.0.1:9092", "bootstrap.servers: ${NONE}:9092"),
                "flights.yaml:3: kafka.bootstrap.servers: the environment variable NONE is not set; set it, or give a"
                        + " default: ${NONE:-default}");
    }

    @Test
    void shouldNameLineWhenReferenceIsMalformed() {
        assertRefused(
                Readme.with("events: flights", "events: ${HOST"),
                "flights.yaml:10: topics.events: expected ${NAME} or ${NAME:-default}; found '${HOST' (write $${ if it"
                        + " should stand for itself)");
        assertRefused(
                Readme.with("events: flights", "events: ${2}"),
                "flights.yaml:10: topics.events: expected ${NAME} or ${NAME:-default}; found '${2}' (write $${ if it"
                        + " should stand for itself)");
    }

    @Test
    void shouldSayWhereAValueCameFromWhenItIsWrong() {
        assertRefused(
                Readme.with("port: 8080", "port: \"${HOST}\""),
                "flights.yaml:41: http.port: expected a whole number from 0 to 65535; found 'kafka-1' from '${HOST}'");
    }

    @Test
    void shouldReadNumbersAndWordsWhenTheyComeFromVariables() {
        String yaml = Readme.with("port: 8080", "port: \"${PORT_2}\"")
                .replace("  - categorical: origin\n", "  - categorical: ${HOST}\n    name: origin\n");

        MillraceConfig config = MillraceConfig.parse(yaml, Readme.SOURCE, VARIABLES);

        assertThat(config.http().port()).isEqualTo(9093);
        assertThat(config.recipe().features().get(1).toString()).isEqualTo("Categorical[name=origin, field=kafka-1]");
    }

    private static void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> MillraceConfig.parse(yaml, Readme.SOURCE, VARIABLES))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }
}
