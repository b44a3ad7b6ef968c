package dev.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.Prediction;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectNameStrategyTest {
    private static final String KEY = "value.subject.name.strategy";

    @ParameterizedTest
    @CsvSource({
        ",false,t-value",
        ",true,t-key",
        "TopicNameStrategy,false,t-value",
        "io.confluent.kafka.serializers.subject.TopicNameStrategy,true,t-key",
        "RecordNameStrategy,true,dev.millrace.schemas.Prediction",
        "io.confluent.kafka.serializers.subject.RecordNameStrategy,false,dev.millrace.schemas.Prediction",
        "TopicRecordNameStrategy,false,t-dev.millrace.schemas.Prediction",
        "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy,true,t-dev.millrace.schemas.Prediction",
    })
    void shouldNameTheSubjectAsConfluentDoes(String strategy, boolean isKey, String expected) {
        assertThat(SubjectNameStrategy.parse(KEY, strategy).subject("t", isKey, Prediction.getClassSchema()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RecordNameStrategy", "TopicRecordNameStrategy"})
    void shouldRefuseWhenTheRuleNeedsARecord(String strategy) {
        assertThatThrownBy(() ->
                        SubjectNameStrategy.parse(KEY, strategy).subject("t", false, Schema.create(Schema.Type.STRING)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("needs a record, found STRING");
    }

    @Test
    void shouldRefuseWhenTheStrategyIsUnknown() {
        assertThatThrownBy(() -> SubjectNameStrategy.parse(KEY, "my.Strategy"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(KEY)
                .hasMessageContaining("my.Strategy");
    }
}
