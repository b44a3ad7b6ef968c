package dev.millrace.ingest;

import static dev.millrace.testing.FlightSchemas.DELAY;
import static dev.millrace.testing.FlightSchemas.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.FlightSchemas;
import java.util.Objects;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaFieldsTest {

    private static final String RENAMED = "{'name': 'from', 'aliases': ['start', 'origin'], 'type': 'string'}";
    private static final String RENAMED_TOO = "{'name': 'home', 'aliases': ['origin'], 'type': 'string'}";

    @Test
    void shouldFindARenamedFieldByItsAlias() {
        assertThat(find(FlightSchemas.of(DELAY, RENAMED), "origin")).isEqualTo("from");
        assertThat(find(FlightSchemas.of(DELAY, RENAMED), "start")).isEqualTo("from");
    }

    @Test
    void shouldPreferTheFieldOfThatName() {
        assertThat(find(FlightSchemas.of(RENAMED, ORIGIN), "origin")).isEqualTo("origin");
    }

    @Test
    void shouldFindNoneWhenSeveralHaveTheAlias() {
        assertThat(SchemaFields.find(FlightSchemas.of(RENAMED, RENAMED_TOO), "origin"))
                .isNull();
    }

    @Test
    void shouldFindNoneWhenThereIsNone() {
        assertThat(SchemaFields.find(FlightSchemas.of(DELAY, RENAMED), "destination"))
                .isNull();
    }

    private static String find(Schema schema, String name) {
        return Objects.requireNonNull(SchemaFields.find(schema, name)).name();
    }
}
