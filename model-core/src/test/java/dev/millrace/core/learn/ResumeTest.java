package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.parameter.MapBlockStore;
import dev.millrace.core.parameter.WorkingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A learner that is stopped anywhere goes on as if nothing had been. */
class ResumeTest {

    private static final int EVENTS = 300;
    private static final long UNLIMITED = 1 << 20;

    static Stream<Arguments> shouldEndTheSameWhenStoppedAtAnyPoint() {
        List<Arguments> cases = new ArrayList<>();
        for (Task task : Task.values()) {
            for (Optimizer optimizer : TestStream.optimizers()) {
                for (int batchSize : new int[] {1, 7, 32}) {
                    cases.add(Arguments.of(task, optimizer, batchSize));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource
    void shouldEndTheSameWhenStoppedAtAnyPoint(Task task, Optimizer optimizer, int batchSize) {
        LearnerSpec spec = TestStream.spec(task, optimizer, batchSize);
        List<Example> stream = withFlaws(TestStream.of(task, EVENTS, 9));
        Learner uninterrupted = TestStream.inMemory(spec);
        TestStream.run(uninterrupted, stream);
        stopEverywhere(new Run(spec, UNLIMITED), stream, uninterrupted);
        if (batchSize == 7) {
            long blockBytes =
                    (long) Float.BYTES * uninterrupted.parameters().layout().blockFloats();
            stopEverywhere(new Run(spec, 3 * blockBytes), stream, uninterrupted);
        }
    }

    static Stream<Arguments> shouldEndTheSameWhenStoppedAtAnyPointOfAFullChain() {
        return Stream.of(Task.values())
                .flatMap(task -> Chains.full(task).stream().map(spec -> Arguments.of(task, spec)));
    }

    @ParameterizedTest
    @MethodSource
    void shouldEndTheSameWhenStoppedAtAnyPointOfAFullChain(Task task, LearnerSpec spec) {
        List<Example> stream = TestStream.timedAndWeighted(withFlaws(TestStream.of(task, EVENTS, 9)));
        Run uninterrupted = new Run(spec, UNLIMITED);
        stream.forEach(uninterrupted::process);
        stopEverywhere(new Run(spec, UNLIMITED), stream, uninterrupted.learner);
        assertThat(uninterrupted.learner.steps().clipped()).isGreaterThan(10);
        assertThat(uninterrupted.learner.steps().bounded()).isGreaterThan(10);
        assertThat(uninterrupted.learner.learningRate()).isLessThan(0.006);
    }

    private static void stopEverywhere(Run run, List<Example> stream, Learner uninterrupted) {
        for (int n = 0; n < EVENTS; n++) {
            run.process(stream.get(n));
            run.commit();
            Run resumed = new Run(run);
            assertThat(resumed.learner.digest()).isEqualTo(run.learner.digest());
            for (int rest = n + 1; rest < EVENTS; rest++) {
                resumed.process(stream.get(rest));
            }
            assertSame(resumed.learner, uninterrupted, n);
        }
        assertSame(run.learner, uninterrupted, EVENTS);
    }

    /** Events without a label and events that are refused are part of the stream. */
    private static List<Example> withFlaws(List<Example> stream) {
        List<Example> flawed = new ArrayList<>(stream);
        for (int n = 5; n < stream.size(); n += 11) {
            flawed.set(n, new Example(stream.get(n).vector, n % 2 == 0 ? Double.NaN : 1e39));
        }
        return flawed;
    }

    private static void assertSame(Learner actual, Learner expected, int stoppedAfter) {
        assertThat(actual.digest()).as("stopped after event %d", stoppedAfter).isEqualTo(expected.digest());
        assertThat(actual.step()).isEqualTo(expected.step());
        assertThat(actual.examples()).isEqualTo(expected.examples());
        assertThat(actual.unlabeled()).isEqualTo(expected.unlabeled());
        assertThat(actual.refused()).isEqualTo(expected.refused()).isGreaterThan(10);
        assertThat(actual.evaluation()).isEqualTo(expected.evaluation());
    }

    /** A learner over a store, kept within its memory as the owner must. */
    private static final class Run {
        private final MapBlockStore store;
        private final long limit;
        private final Learner learner;
        private byte[] state = new byte[0];
        private long digest;

        Run(LearnerSpec spec, long limit) {
            this(spec, limit, new MapBlockStore(), 0);
        }

        /** From what the other has committed. */
        Run(Run other) {
            this(other.learner.spec(), other.limit, other.store.copy(), other.digest);
            StateReader in = new StateReader(other.state);
            learner.load(in);
            in.expectEnd();
        }

        private Run(LearnerSpec spec, long limit, MapBlockStore store, long digest) {
            this.store = store;
            this.limit = limit;
            WorkingSet parameters = new WorkingSet(Learner.layout(spec, TestStream.ROWS), store, digest, limit);
            this.learner = TestStream.learner(spec, parameters);
        }

        void process(Example example) {
            example.on(learner);
            WorkingSet parameters = learner.parameters();
            if (parameters.isOverLimit()) {
                if (parameters.needsWriteBack()) {
                    commit();
                }
                parameters.makeRoom();
            }
        }

        void commit() {
            learner.parameters().writeBack();
            digest = learner.parameters().digest();
            StateWriter out = new StateWriter();
            learner.save(out);
            state = out.toByteArray();
        }
    }
}
