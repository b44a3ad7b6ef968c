package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes of the state are, they are loaded or refused, and never take more memory than they have. */
class DamagedStateTest {

    private static final int BATCH = 7;

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldLoadOrRefuseWhenAnyByteIsDamaged(Task task) {
        LearnerSpec spec = TestStream.spec(task, new Sgd(), BATCH);
        byte[] saved = saved(spec, 25);
        List<Example> next = TestStream.of(task, 2 * BATCH, 2);
        Random random = new Random(3);
        int refused = 0;
        // All but the many empty bins of the metrics.
        for (int at = 0; at < saved.length; at += at < 600 ? 1 : 97) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, random.nextInt(256)}) {
                byte[] damaged = saved.clone();
                damaged[at] = (byte) value;
                Learner learner = TestStream.inMemory(spec);
                try {
                    load(learner, damaged);
                    TestStream.run(learner, next);
                    learner.digest();
                } catch (CorruptStateException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldRefuseWhenTheBytesEndEarly(Task task) {
        LearnerSpec spec = TestStream.spec(task, new Sgd(), BATCH);
        byte[] saved = saved(spec, 25);
        for (int length = 0; length < saved.length; length += length < 600 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(saved, length);

            assertThatThrownBy(() -> load(TestStream.inMemory(spec), cut)).isInstanceOf(CorruptStateException.class);
        }
    }

    @Test
    void shouldRefuseRandomBytes() {
        LearnerSpec spec = TestStream.spec(Task.BINARY, new Sgd(), BATCH);
        Random random = new Random(4);
        for (int n = 0; n < 500; n++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 4) {
                Arrays.fill(bytes, 0, 4, (byte) 0);
                bytes[0] = 1;
            }
            assertThatThrownBy(() -> load(TestStream.inMemory(spec), bytes)).isInstanceOf(CorruptStateException.class);
        }
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertRefused("format of the learner's state: expected 1, found 2", out -> out.writeInt(2));
        assertRefused("standardised features: expected 2, found 3", out -> {
            out.writeInt(1);
            out.writeCount(5);
            out.writeCount(3);
        });
        assertRefused("mean of a standardised feature: expected a finite number, found NaN", out -> {
            writeStart(out, Double.NaN, 1);
        });
        assertRefused("squared deviations of a standardised feature: expected 0 or more, found -1.0", out -> {
            writeStart(out, 0, -1);
        });
    }

    @Test
    void shouldSayWhatIsWrongWithAnOpenBatch() {
        assertRefused("events in the open batch: expected at most 6, found 7", out -> {
            writeStart(out, 0, 1);
            out.writeCount(BATCH);
        });
        assertRefused("rows in the open batch: expected at most 60, found 9223372036854775807", out -> {
            writeStart(out, 0, 1);
            out.writeCount(1);
            out.writeCount(Long.MAX_VALUE);
        });
        assertRefused("row in the open batch: expected at most 59, found 4294967297", out -> {
            writeStart(out, 0, 1);
            out.writeCount(1);
            out.writeCount(1);
            out.writeCount((1L << 32) + 1);
            out.writeDouble(1);
        });
        assertRefused("rows in the open batch: expected each once, found 4 again", out -> {
            writeStart(out, 0, 1);
            out.writeCount(1);
            out.writeCount(2);
            out.writeCount(4);
            out.writeCount(4);
            out.writeDoubles(new double[2]);
        });
        assertRefused("gradient in the open batch: expected a finite number, found Infinity", out -> {
            writeStart(out, 0, 1);
            out.writeCount(1);
            out.writeCount(1);
            out.writeCount(4);
            out.writeDouble(Double.POSITIVE_INFINITY);
        });
    }

    @Test
    void shouldTakeNoMemoryForRowsThatAreNotThere() {
        GradientBatch batch = new GradientBatch(100_000, 100_000);
        StateWriter out = new StateWriter();
        out.writeCount(1);
        out.writeCount(1 << 20);
        for (int row = 0; row < 1 << 20; row++) {
            out.writeCount(row);
        }

        // Sums of 2^20 rows would be 800 GB.
        assertThatThrownBy(() -> batch.load(new StateReader(out.toByteArray()), 5, 1 << 28))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("learner state: ends at byte " + out.length() + ", expected more");
    }

    @Test
    void shouldRefuseTheStateOfAnotherTask() {
        byte[] saved = saved(TestStream.spec(Task.MULTICLASS, new Sgd(), 1), 25);

        assertThatThrownBy(() -> load(TestStream.inMemory(TestStream.spec(Task.REGRESSION, new Sgd(), 1)), saved))
                .isInstanceOf(CorruptStateException.class)
                .hasMessageStartingWith("format of the steps' metrics: expected 1, found ");
    }

    /** Format, step and the first of two standardised features. */
    private static void writeStart(StateWriter out, double mean, double squares) {
        out.writeInt(1);
        out.writeCount(5);
        out.writeCount(2);
        for (int i = 0; i < 2; i++) {
            out.writeCount(9);
            out.writeDouble(mean);
            out.writeDouble(squares);
        }
    }

    private static void assertRefused(String message, Consumer<StateWriter> state) {
        LearnerSpec spec = TestStream.spec(Task.BINARY, new Sgd(), BATCH);
        ParameterLayout layout = Learner.layout(spec, TestStream.ROWS);
        Learner learner = TestStream.learner(spec, new WorkingSet(layout, null, 0, 0));
        StateWriter out = new StateWriter();
        state.accept(out);

        assertThatThrownBy(() -> load(learner, out.toByteArray()))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage(message);
    }

    private static byte[] saved(LearnerSpec spec, int events) {
        Learner learner = TestStream.inMemory(spec);
        TestStream.run(learner, TestStream.of(spec.task(), events, 1));
        StateWriter out = new StateWriter();
        learner.save(out);
        return out.toByteArray();
    }

    private static void load(Learner learner, byte[] state) {
        StateReader in = new StateReader(state);
        learner.load(in);
        in.expectEnd();
    }
}
