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
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After warm-up, an event costs no garbage. */
class ZeroAllocationTest {

    private static final int EVENTS = 20_000;
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
        assertThat(learner.examples()).isEqualTo(8 * (2 * EVENTS) / 10);
        assertThat(learner.refused()).isEqualTo(2 * EVENTS / 10);
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
        LabelReader reader = new LabelReader(spec, new ClassIndices(4));
        AllocationFreeEvent event = new AllocationFreeEvent();
        double[] sum = new double[1];

        assertThat(allocated(n -> {
                    event.set(n);
                    sum[0] += reader.read(event);
                }))
                .isZero();
        // 0, 1, 2, 0, 1, 2, ...
        assertThat(sum[0]).isEqualTo(2 * EVENTS - 1);
    }

    /** Bytes allocated by the second half of the work, the first being for warm-up. */
    private static long allocated(Work work) throws InvalidEventException {
        long thread = Thread.currentThread().getId();
        THREADS.getThreadAllocatedBytes(thread);
        for (int n = 0; n < EVENTS; n++) {
            work.on(n);
        }
        long idle = -THREADS.getThreadAllocatedBytes(thread) + THREADS.getThreadAllocatedBytes(thread);
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int n = EVENTS; n < 2 * EVENTS; n++) {
            work.on(n);
        }
        return THREADS.getThreadAllocatedBytes(thread) - before - idle;
    }
}
