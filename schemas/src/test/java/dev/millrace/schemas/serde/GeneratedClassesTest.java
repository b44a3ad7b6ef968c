package dev.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.QuarantinedHeader;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedClassesTest {
    private final GeneratedClasses classes = GeneratedClasses.of(QuarantinedEvent.class);

    @Test
    void shouldFindWhatAvroGenerated() {
        assertThat(classes.getClass(QuarantinedEvent.getClassSchema())).isEqualTo(QuarantinedEvent.class);
        assertThat(classes.getClass(QuarantinedHeader.getClassSchema())).isEqualTo(QuarantinedHeader.class);
        assertThat(classes.getClass(QuarantineStage.getClassSchema())).isEqualTo(QuarantineStage.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.io.File", "java.time.DayOfWeek", "dev.millrace.schemas.serde.AvroSerde", "no.Such"})
    void shouldFindNothingWhenTheClassIsAnyOther(String name) {
        assertThat(classes.getClass(Schema.createRecord(name, null, null, false, List.of())))
                .isNull();
        assertThat(classes.getClass(Schema.createEnum(name, null, null, List.of("MONDAY"))))
                .isNull();
        assertThat(classes.getClass(Schema.createFixed(name, null, null, 4))).isNull();
    }
}
