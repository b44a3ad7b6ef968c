package dev.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

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
