package dev.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.core.parameter.ParameterLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeModelTest {

    private static final int HASH_BITS = 18;

    @TempDir
    Path directory;

    @Test
    void shouldFindTheLargestOfAllRowsWhenModelHasManyRows() {
        MillraceConfig config = TripConfigs.of(directory, HASH_BITS, """
                task: regression
                label: {field: delay}
                features:
                  - categorical: origin
                learners:
                  - {name: only, optimizer: sgd, rate: 0.1}
                """);
        int rowCount = 1 + (1 << HASH_BITS);
        try (QueryRig rig = new QueryRig(config)) {
            float[] weights = write(rig, rowCount);
            // Few different magnitudes: most of the answer is ties.
            List<Integer> expected = IntStream.range(0, rowCount)
                    .boxed()
                    .sorted(Comparator.comparing((Integer row) -> -Math.abs(weights[row]))
                            .thenComparing(row -> row))
                    .limit(1000)
                    .toList();
            Instant start = Instant.now();
            TopWeights top = rig.queries().top("only", 1000);
            // About 0.1 s on an idle machine.
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
            assertThat(top.rows().stream().map(TopWeights.TopRow::row).toList()).isEqualTo(expected);
            assertThat(top.rows().get(0).strongest().weight()).isEqualTo(weights[expected.get(0)]);

            ParameterPage end = rig.queries().parameters("only", rowCount - 3, 1000);
            assertThat(end.rows().stream().map(ParameterRow::row).toList())
                    .containsExactly(rowCount - 3, rowCount - 2, rowCount - 1);
            assertThat(end.next()).isNull();
            LearnerSummary.Parameters size = rig.queries().summary("only").parameters();
            assertThat(size)
                    .isEqualTo(new LearnerSummary.Parameters(
                            rowCount, 1, 0, layout(rig).blockCount(), rowCount, rowCount));
        }
    }

    private static ParameterLayout layout(QueryRig rig) {
        int rowCount = new RowMap(rig.config().recipe()).rowCount();
        return Learner.layout(rig.config().learners().get(0).spec(), rowCount);
    }

    /** Fills the store as a learner would that has touched every row. */
    private static float[] write(QueryRig rig, int rowCount) {
        SplittableRandom random = new SplittableRandom(8);
        float[] weights = new float[rowCount];
        ParameterLayout layout = layout(rig);
        float[] floats = new float[layout.blockFloats()];
        assertThat(layout.rowsPerBlock()).isEqualTo(floats.length).isGreaterThan(1);
        for (int block = 0; block < layout.blockCount(); block++) {
            for (int i = 0; i < floats.length; i++) {
                int row = block * floats.length + i;
                floats[i] = random.nextInt(-500, 501) / 64f;
                if (row < rowCount) {
                    weights[row] = floats[i];
                } else {
                    floats[i] = 1e9f; // Behind the last row; not to be seen.
                }
            }
            long checksum = BlockCodec.checksum(block, floats, 0, floats.length);
            rig.store("only").model().write(block, BlockCodec.encode(floats, 0, floats.length, checksum));
        }
        return weights;
    }

    @Test
    void shouldRefuseWhatNeedsMoreParametersThanMemoryShouldHold() {
        MillraceConfig config = TripConfigs.of(directory, 12, """
                task: multiclass
                label: {field: seats, class-count: 8000}
                features: [{sparse: {indices: tags, values: strengths}, name: tag}]
                learners: [{name: wide, optimizer: lazy-adam, rate: 0.1}]
                """);
        try (QueryRig rig = new QueryRig(config)) {
            rig.feed(TripEvents.of(3, 4));
            // 24,000 numbers a row: an event may need 2^25 of them, a list 2^23.
            assertThatThrownBy(() -> rig.queries().predict("wide", tagged(0, 2000), null))
                    .isInstanceOf(QueryException.class)
                    .satisfies(e -> assertThat(((QueryException) e).status()).isEqualTo(422));
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            list.add(tagged(0, 150)).add(tagged(0, 2000)).add(tagged(10, 150));
            PredictionList answer = rig.queries().predictAll("wide", list, null);
            assertThat(answer.failed()).isEqualTo(1);
            assertThat(answer.predictions().get(1).error().status()).isEqualTo(422);
            list.add(tagged(1000, 250));
            assertThatThrownBy(() -> rig.queries().predictAll("wide", list, null))
                    .isInstanceOf(QueryException.class)
                    .hasMessage(
                            "expected events that need at most 8388608 parameters and slots together, found more; ask"
                                    + " for fewer at a time")
                    .satisfies(e -> assertThat(((QueryException) e).status()).isEqualTo(413));
        }
    }

    private static ObjectNode tagged(int first, int count) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ArrayNode tags = event.putArray("tags");
        ArrayNode strengths = event.putArray("strengths");
        for (int tag = first; tag < first + count; tag++) {
            tags.add(tag);
            strengths.add(1);
        }
        return event;
    }

    @Test
    void shouldShortenAnswersWhenRowsAreWide() {
        MillraceConfig config = TripConfigs.of(directory, """
                task: multiclass
                label: {field: seats, class-count: 8000}
                features:
                  - categorical: origin
                  - categorical: weekend
                  - {cross: [origin, weekend]}
                learners:
                  - {name: wide, optimizer: lazy-adam, rate: 0.1}
                """);
        try (QueryRig rig = new QueryRig(config)) {
            rig.feed(TripEvents.of(100, 4));
            LearnerSummary summary = rig.queries().summary("wide");
            int written = summary.parameters().writtenRows();
            assertThat(written).isGreaterThan(32);
            assertThat(summary.classes()).hasSize(8000).startsWith("0", "1").endsWith("7999");

            // 2^18 numbers: 10 rows of 24000 numbers, or the weights alone of 32 rows.
            ParameterPage page = rig.queries().parameters("wide", 0, 1000);
            assertThat(page.rows()).hasSize(10);
            assertThat(page.rows().get(0).weights()).hasSize(8000);
            assertThat(page.rows().get(0).slots()).hasSize(2);
            List<Integer> rows = new ArrayList<>();
            for (Integer from = Integer.valueOf(0); from != null; from = page.next()) {
                page = rig.queries().parameters("wide", from, 1000);
                page.rows().forEach(row -> rows.add(row.row()));
            }
            assertThat(rows).hasSize(written).doesNotHaveDuplicates().isSorted();

            TopWeights top = rig.queries().top("wide", 1000);
            assertThat(top.rows()).hasSize(32);
            top.rows().forEach(row -> {
                int index = Integer.parseInt(row.strongest().className());
                assertThat(row.weights().get(index)).isEqualTo(row.strongest().weight());
            });
        }
    }
}
