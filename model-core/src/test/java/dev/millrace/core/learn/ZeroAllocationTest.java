package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.core.feature.AllocationFreeEvent;
import dev.millrace.core.feature.FeatureExtractor;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.InvalidEventException;
import dev.millrace.core.feature.LabelReader;
import dev.millrace.core.feature.LabelReader.Domain.ClassIndices;
import dev.millrace.core.feature.LabelSpec;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Optimizer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** After warm-up, an event costs no garbage. */
class ZeroAllocationTest {

    private static final int EVENTS = 20_000;
    private static final int WINDOWS = 6;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Work on the event of a number. */
    @FunctionalInterface
    private interface Work {
        void on(int event) throws InvalidEventException;
    }

    @ParameterizedTest
    @CsvSource({"REGRESSION, 1", "REGRESSION, 32", "BINARY, 1", "BINARY, 32", "MULTICLASS, 1", "MULTICLASS, 32"})
    void shouldAllocateNothingWhenItLearns(Task task, int batchSize) throws Exception {
        Learner learner = TestStream.inMemory(TestStream.spec(task, LazyAdam.DEFAULT, batchSize));
        List<Example> stream = TestStream.of(task, 1000, 1);

        assertThat(allocated(n -> {
                    Example example = stream.get(n % 1000);
                    // Some have no label, some are refused.
                    double label = n % 10 == 3 ? Double.NaN : n % 10 == 7 ? 1e39 : example.label;
                    learner.process(example.vector, label);
                }))
                .isZero();
        assertThat(learner.examples()).isEqualTo(8 * learner.refused()).isGreaterThanOrEqualTo(2 * EVENTS / 10 * 8L);
    }

    static Stream<LearnerSpec> shouldAllocateNothingWhenTheChainIsFull() {
        return Stream.of(Task.values()).flatMap(task -> Chains.full(task).stream());
    }

    @ParameterizedTest
    @MethodSource
    void shouldAllocateNothingWhenTheChainIsFull(LearnerSpec spec) throws Exception {
        Learner learner = TestStream.inMemory(spec);
        List<Example> stream = TestStream.timedAndWeighted(TestStream.of(spec.task(), 1000, 1));

        assertThat(allocated(n -> stream.get(n % 1000).on(learner))).isZero();
        assertThat(learner.steps().clipped()).isGreaterThan(1000);
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldAllocateNothingWhenTheOptimizerIsAuto(Task task) throws Exception {
        Learner learner = AutoStream.learner(AutoStream.spec(task));
        AutoStream stream = AutoStream.of(task, 500, 6, 1);
        FeatureVector[] vectors = new FeatureVector[stream.size()];
        Arrays.setAll(vectors, stream::vector);

        assertThat(allocated(n -> learner.process(vectors[n % 500], stream.labels[n % 500])))
                .isZero();
        assertThat(learner.refused()).isZero();
    }

    static List<Optimizer> optimizers() {
        return TestStream.optimizers();
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void shouldAllocateNothingWhateverTheOptimizer(Optimizer optimizer) throws Exception {
        Learner learner = TestStream.inMemory(TestStream.spec(Task.MULTICLASS, optimizer, 4));
        List<Example> stream = TestStream.of(Task.MULTICLASS, 1000, 1);

        assertThat(allocated(n -> learner.process(stream.get(n % 1000).vector, stream.get(n % 1000).label)))
                .isZero();
        assertThat(learner.refused()).isZero();
    }

    @Test
    void shouldAllocateNothingWhenItExtractsFeaturesOfAllKinds() throws Exception {
        FeatureExtractor extractor = new FeatureExtractor(new RowMap(AllocationFreeEvent.RECIPE), RowNames.NONE);
        AllocationFreeEvent event = new AllocationFreeEvent();
        assertThat(extractor.fields()).isEqualTo(AllocationFreeEvent.FIELDS);
        FeatureVector vector = new FeatureVector();

        assertThat(allocated(n -> {
                    event.set(n);
                    extractor.extract(event, 1_700_000_000_000L + n, vector);
                }))
                .isZero();
        assertThat(vector.size()).isGreaterThan(20);
    }

    @Test
    void shouldAllocateNothingWhenItReadsAClassLabel() throws Exception {
        LabelSpec spec = new LabelSpec.Classes("y", List.of("category-0", "category-1", "category-2", "Ü"));
        LabelReader reader = new LabelReader(spec, new ClassIndices(4), 1e15);
        AllocationFreeEvent event = new AllocationFreeEvent();
        double[] labels = new double[3];

        assertThat(allocated(n -> {
                    event.set(n);
                    labels[n % 3] = reader.read(event);
                }))
                .isZero();
        assertThat(labels).containsExactly(0, 1, 2);
    }

    /**
     * Bytes allocated by the last of a few windows of events, which ends the warm-up when it is 0. In the interpreter
     * that is the second; the compiler now and then allocates on the thread whose code it replaces.
     */
    private static long allocated(Work work) throws InvalidEventException {
        long allocated = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS && (window < 2 || allocated > 0); window++) {
            long idle = -allocatedSoFar() + allocatedSoFar();
            long before = allocatedSoFar();
            for (int n = 0; n < EVENTS; n++) {
                work.on(n);
            }
            allocated = allocatedSoFar() - before - idle;
        }
        return allocated;
    }

    private static long allocatedSoFar() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
