package dev.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.LossReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Topics hold loss reports from before there were experts, and readers of that time go on reading. */
class LossReportVersionsTest {

    private static final Set<String> ADDED =
            Set.of("experts", "drifts", "driftExamples", "driftTime", "expertRestarts");

    @Test
    void shouldReadAReportWithoutExpertsAsOneOfALearnerThatHasNone() {
        LossReport report = Samples.report(0.9, null);
        GenericRecord former = new GenericData.Record(former());
        former.getSchema().getFields().forEach(field -> former.put(field.name(), plain(report.get(field.name()))));
        try (AvroSerializer serializer = new AvroSerializer();
                AvroDeserializer specific = new AvroDeserializer()) {
            Map<String, String> registry = Map.of("schema.registry.url", "mock://versions");
            serializer.configure(registry, false);
            specific.configure(Map.of("schema.registry.url", "mock://versions", "specific.avro.reader", "true"), false);

            LossReport read = (LossReport) specific.deserialize("t", serializer.serialize("t", former));

            report.setExperts(List.of());
            report.setDrifts(0);
            report.setDriftExamples(null);
            report.setDriftTime(null);
            report.setExpertRestarts(0);
            assertThat(read).isEqualTo(report);
        }
    }

    @Test
    void shouldBeReadableByThoseWhoDoNotKnowExperts() {
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(former(), LossReport.getClassSchema())
                        .getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static Schema former() {
        Schema now = LossReport.getClassSchema();
        List<Schema.Field> fields = now.getFields().stream()
                .filter(field -> !ADDED.contains(field.name()))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        assertThat(fields).hasSize(now.getFields().size() - ADDED.size());
        return Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
    }

    private static Object plain(Object value) {
        return value instanceof java.time.Instant time ? (Object) time.toEpochMilli() : value;
    }
}
