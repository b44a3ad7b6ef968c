package dev.millrace.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.core.kernel.Lanes;
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
class WideRowTest {

    /** All up to beyond two vectors of 16 floats, so around every number of lanes; then wide ones. */
    private static final int[] WIDTHS = IntStream.concat(IntStream.rangeClosed(1, 33), IntStream.of(63, 64, 65, 1000))
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

    @Test
    void shouldHaveLanesWhenTheModuleIsThere() {
        assertThat(Lanes.LEAST_WIDTH).isBetween(2, 8);
    }

    @ParameterizedTest
    @FieldSource("OPTIMIZERS")
    void shouldGiveTheBitsOfNarrowRowsWhenInterpreted(Optimizer optimizer) {
        shouldGiveTheBitsOfNarrowRows(optimizer);
    }

    /** Vectors are objects until they are compiled: what makes no garbage is compiled. */
    @ParameterizedTest
    @FieldSource("OPTIMIZERS")
    void shouldGiveTheBitsOfNarrowRowsAndMakeNoGarbageWhenCompiled(Optimizer optimizer) {
        assertThat(garbage(optimizer)).isZero();
        shouldGiveTheBitsOfNarrowRows(optimizer);
        assertThat(garbage(optimizer)).isZero();
    }

    @Test
    void shouldGiveTheSameBitsWhenTheJvmHasNoLanesAndNoCompiler() throws Exception {
        String here = digest(OPTIMIZERS);
        assertThat(child("-Xint")).isEqualTo("without lanes " + here);
    }

    @Test
    void shouldGiveTheSameBitsWhenTheJvmHasNoLanes() throws Exception {
        String here = digest(OPTIMIZERS);
        assertThat(child("-showversion")).isEqualTo("without lanes " + here);
    }

    private static void shouldGiveTheBitsOfNarrowRows(Optimizer optimizer) {
        Random random = new Random(17);
        for (int width : WIDTHS) {
            for (int repetition = 0; repetition < 4; repetition++) {
                WideRow row = new WideRow(optimizer, width, random);
                for (int step = 1; step <= 6; step++) {
                    row.update(random, 0.01, step);
                    assertThat(row.bits()).as("width %d, step %d", width, step).containsExactly(row.expectedBits());
                }
            }
        }
    }

    /** Bytes that the last of a few windows of updates allocated, which ends the warm-up when it is 0. */
    private static long garbage(Optimizer optimizer) {
        WideRow row = new WideRow(optimizer, 37, new Random(5));
        row.update(new Random(6), 0.01, 1);
        long allocated = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS && (window < 2 || allocated > 0); window++) {
            long idle = -allocatedSoFar() + allocatedSoFar();
            long before = allocatedSoFar();
            for (int n = 0; n < UPDATES; n++) {
                row.update(1e-6, 2 + n);
            }
            allocated = allocatedSoFar() - before - idle;
        }
        return allocated;
    }

    private static long allocatedSoFar() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** What a JVM without the module prints. */
    private static String child(String option) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        WideRowTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.strip();
    }

    /** Entry of the child. */
    public static void main(String[] arguments) {
        String lanes = Lanes.LEAST_WIDTH == Integer.MAX_VALUE ? "without lanes " : "with lanes ";
        System.out.println(lanes + digest(OPTIMIZERS));
    }

    /** Of all bits that rows of all widths come to. */
    private static String digest(List<Optimizer> optimizers) {
        Random random = new Random(23);
        long hash = 1;
        for (Optimizer optimizer : optimizers) {
            for (int width : WIDTHS) {
                WideRow row = new WideRow(optimizer, width, random);
                for (int step = 1; step <= 6; step++) {
                    row.update(random, 0.01, step);
                }
                hash = 0x9E3779B97F4A7C15L * hash + Arrays.hashCode(row.bits());
            }
        }
        return Long.toHexString(hash);
    }
}
