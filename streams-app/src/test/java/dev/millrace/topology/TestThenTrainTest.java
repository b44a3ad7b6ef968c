package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.Prediction;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prediction knows nothing of its own event but the features: not the label, and not what it does to the statistics. */
class TestThenTrainTest {

    private static final Schema POINT = SchemaBuilder.record("Point")
            .fields()
            .requiredDouble("x")
            .optionalInt("y")
            .endRecord();

    @TempDir
    Path folder;

    @Test
    void shouldNotKnowTheLabelWhenItPredicts() {
        double late = lastScore("late", 3, 1);
        assertThat(lastScore("early", 3, 0)).isEqualTo(late);
        assertThat(lastScore("unknown", 3, null)).isEqualTo(late);
    }

    @Test
    void shouldScaleByTheEventsBeforeWhenItPredicts() {
        double near = lastScore("near", 10, 1);
        double middle = lastScore("middle", 15, 1);
        double far = lastScore("far", 20, 1);
        // Had the event moved mean and deviation first, the score would not be linear in its feature.
        assertThat(Math.abs(middle - near)).isGreaterThan(0.1);
        assertThat(far - middle).isCloseTo(middle - near, Offset.offset(1e-5));
    }

    private double lastScore(String application, double x, Integer y) {
        MillraceConfig config = TestConfigs.config(application, folder, """
                task: binary
                label: {field: y}
                features: [{numeric: x}]
                learners: [{name: only, optimizer: sgd, rate: 0.5}]
                """);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(List.of(point(1, 0), point(2, 0), point(4, 1), point(3, 1), point(x, y)));
            List<Prediction> predictions = LearningDriver.values(driver.predictions());
            assertThat(predictions).hasSize(5);
            return predictions.get(4).getScore();
        }
    }

    private static GenericRecord point(double x, Integer y) {
        GenericRecord point = new GenericData.Record(POINT);
        point.put("x", x);
        point.put("y", y);
        return point;
    }
}
