package dev.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.MillraceConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            978310740000              | 978310740000
            -1                        | -1
            "2001-01-01T00:59:00Z"    | 978310740000
            "2001-01-01T00:59+01:00"  | 978307140000
            "2001-01-01T00:59"        | 978307140000
            "2001-07-01T00:59"        | 993941940000
            "2001-01-01T00:59:00.5"   | 978307140500
            """)
    void shouldReadTheTimeFieldWhenItIsThere(String json, long millis) throws Exception {
        assertThat(new EventTime(berlin("time: hour")).read(event("{\"at\": " + json + "}"), null))
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"978310740000,978310740000", "2001-01-01T00:59:00Z,978310740000", "2001-01-01T00:59,978307140000"})
    void shouldReadTheParameterWhenTheFieldIsMissingOrNull(String parameter, long millis) throws Exception {
        EventTime time = new EventTime(berlin("time: hour"));
        assertThat(time.read(event("{}"), parameter)).isEqualTo(millis);
        assertThat(time.read(event("{\"at\": null}"), parameter)).isEqualTo(millis);
    }

    @Test
    void shouldNeedNoTimeWhenNoFeatureIsMadeOfIt() throws Exception {
        assertThat(new EventTime(berlin("numeric: x")).read(event("{}"), null)).isNull();
    }

    @Test
    void shouldNameTheParameterAloneWhenConfigHasNoTimeField() {
        EventTime time = new EventTime(config("zone: UTC", "time: month"));
        assertThatThrownBy(() -> time.read(event("{\"at\": 5}"), null))
                .isInstanceOf(QueryException.class)
                .hasMessage("expected the event's time, because the model has a feature made of it, as query parameter"
                        + " 'eventTime' (ISO 8601 such as 2001-01-31T23:59:00Z, or milliseconds since"
                        + " 1970-01-01T00:00Z), found none");
    }

    @ParameterizedTest
    @CsvSource({"1.5", "99999999999999999999", "[]", "\"\"", "\"5\"", "\"2001-02-30T00:00\"", "false"})
    void shouldRefuseWhenFieldIsNoTime(String json) {
        EventTime time = new EventTime(berlin("time: hour"));
        assertThatThrownBy(() -> time.read(event("{\"at\": " + json + "}"), null))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith("event time field 'at': expected ISO 8601 such as ");
    }

    private static MillraceConfig berlin(String feature) {
        return config("time: at, zone: Europe/Berlin", feature);
    }

    private static MillraceConfig config(String event, String feature) {
        return MillraceConfig.parse("""
                application: times
                kafka: {bootstrap.servers: "127.0.0.1:1"}
                registry: {schema.registry.url: "mock://times"}
                topics: {events: times}
                event: {%s}
                task: regression
                label: {field: y}
                features:
                  - {%s}
                learners:
                  - {name: only, optimizer: sgd, rate: 1}
                """.formatted(event, feature), "times.yaml", Map.of());
    }

    private static JsonNode event(String json) throws Exception {
        return new ObjectMapper().readTree(json);
    }
}
