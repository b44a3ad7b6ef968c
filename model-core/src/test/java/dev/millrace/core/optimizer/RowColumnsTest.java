package dev.millrace.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** However many weights are updated at a time: each comes out as if it were alone. */
class RowColumnsTest {

    /** All up to beyond two vectors of 16 floats, so around every size of a vector; then wide ones. */
    private static final int[] SIZES = IntStream.concat(IntStream.rangeClosed(1, 33), IntStream.of(63, 64, 65, 1000))
            .toArray();

    private static final int UPDATES = 20_000;
    private static final int WINDOWS = 8;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static final List<Optimizer> OPTIMIZERS = optimizers();

    /** Each; and once more where a denominator may be 0, or the moment is computed from its other end. */
    private static List<Optimizer> optimizers() {
        List<Optimizer> all = new ArrayList<>(OptimizerSamples.ALL);
        all.addAll(List.of(
                new AdaGrad(0, 0),
                new RmsProp(0.9, 0, 0, false),
                new RmsProp(0.9, 1e-8, 0.5, false),
                new Adam(0.3, 0.95, 1e-8),
                new LazyAdam(0.9, 0.999, 0),
                new AmsGrad(0.3, 0.95, 1e-8),
                new AmsGrad(0.9, 0.999, 0)));
        return all;
    }

    @ParameterizedTest
    @FieldSource("OPTIMIZERS")
    void shouldGiveTheBitsOfEachWeightAloneWhenInterpreted(Optimizer optimizer) {
        shouldGiveTheBitsOfEachWeightAlone(optimizer);
    }

    @ParameterizedTest
    @FieldSource("OPTIMIZERS")
    void shouldGiveTheBitsOfEachWeightAloneAndMakeNoGarbageWhenCompiled(Optimizer optimizer) {
        assertThat(garbage(optimizer)).isZero();
        shouldGiveTheBitsOfEachWeightAlone(optimizer);
        assertThat(garbage(optimizer)).isZero();
    }

    /** Compiled, loops run in vectors; interpreted, they cannot. */
    @Test
    void shouldGiveTheSameBitsWhenTheJvmHasNoCompiler() throws Exception {
        for (Optimizer optimizer : OPTIMIZERS) {
            garbage(optimizer);
        }
        assertThat(child("-Xint")).isEqualTo(digest(OPTIMIZERS));
    }

    /** Wherever in the columns something is not finite, and whatever it is. */
    @ParameterizedTest
    @FieldSource("OPTIMIZERS")
    void shouldTellWhetherAllIsFinite(Optimizer optimizer) {
        RowColumns columns = new RowColumns(optimizer, 3);
        int floats = 3 * (1 + optimizer.slotsPerWeight()) + optimizer.slotsPerRow();
        int[] offsets = {0, floats, 2 * floats};
        float[] page = new float[3 * floats];
        Arrays.fill(page, Float.MAX_VALUE);
        columns.gather(page, offsets, 0, 3);
        assertThat(columns.areFinite()).isTrue();
        for (float wild : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN}) {
            for (int i = 0; i < page.length; i++) {
                page[i] = wild;
                columns.gather(page, offsets, 0, 3);
                assertThat(columns.areFinite()).as("%s at %d", wild, i).isFalse();
                page[i] = -1;
            }
        }
    }

    /** As rows of one weight, and as one row. */
    private static void shouldGiveTheBitsOfEachWeightAlone(Optimizer optimizer) {
        Random random = new Random(17);
        for (int size : SIZES) {
            for (int repetition = 0; repetition < 4; repetition++) {
                int width = repetition == 0 ? size : repetition;
                SomeRows rows = new SomeRows(optimizer, (size + width - 1) / width, width, random);
                for (int step = 1; step <= 6; step++) {
                    rows.update(random, 0.01, step);
                    assertThat(rows.bits())
                            .as("%d of %d, step %d", size, width, step)
                            .containsExactly(rows.expectedBits());
                    assertThat(rows.areFinite()).isEqualTo(rows.areFiniteInPage());
                }
            }
        }
    }

    /** Bytes that the last of a few windows of updates allocated, which ends the warm-up when it is 0. */
    private static long garbage(Optimizer optimizer) {
        SomeRows rows = new SomeRows(optimizer, 37, 1, new Random(5));
        rows.update(new Random(6), 0.01, 1);
        long allocated = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS && (window < 2 || allocated > 0); window++) {
            long idle = -allocatedSoFar() + allocatedSoFar();
            long before = allocatedSoFar();
            for (int n = 0; n < UPDATES; n++) {
                rows.update(1e-6, 2 + n);
            }
            allocated = allocatedSoFar() - before - idle;
        }
        return allocated;
    }

    private static long allocatedSoFar() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** What a JVM of its own prints. */
    private static String child(String option) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        RowColumnsTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.strip();
    }

    /** Entry of the child. */
    public static void main(String[] arguments) {
        System.out.println(digest(OPTIMIZERS));
    }

    /** Of all bits that rows come to. */
    private static String digest(List<Optimizer> optimizers) {
        Random random = new Random(23);
        long hash = 1;
        for (Optimizer optimizer : optimizers) {
            for (int size : SIZES) {
                SomeRows rows = new SomeRows(optimizer, size, 1 + size % 3, random);
                for (int step = 1; step <= 6; step++) {
                    rows.update(random, 0.01, step);
                }
                hash = 0x9E3779B97F4A7C15L * hash + Arrays.hashCode(rows.bits());
            }
        }
        return Long.toHexString(hash);
    }
}
