package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.optimizer.DiagonalHessian;
import dev.millrace.core.optimizer.OneRow;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RowColumns;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However many rows a step has: it is the same for each row, and all of it or nothing. */
class OptimizerStepTest {

    private static final int ROWS = 6700;

    /** Around what is computed together, which is 512 weights, at once, which is 4,096, and well beyond; rows that are wider. */
    static Stream<Arguments> cases() {
        List<Optimizer> optimizers = List.of(new Sgd(), new AdaGrad(0, 1e-10), new DiagonalHessian(0, 0, 0.1, 1e-12));
        return optimizers.stream()
                .flatMap(optimizer -> Stream.of(1, 3, 700)
                        .flatMap(width -> Stream.of(512, 4095, 4096, 4097, 6666)
                                .map(weights -> Arguments.of(optimizer, width, (weights - 1) / width + 1))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldUpdateEachRowAsIfItWereAlone(Optimizer optimizer, int width, int size) {
        Model model = new Model(optimizer, width, size);
        float[] expected = model.all();
        double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
        for (int step = 1; step <= 3; step++) {
            model.draw();
            optimizer.prepareStep(0.1, step, coefficients);
            for (int i = 0; i < size; i++) {
                OneRow.update(
                        optimizer,
                        expected,
                        model.rows[i] * model.rowFloats,
                        model.gradients,
                        i * model.stride,
                        width,
                        coefficients);
            }

            assertThat(model.step.apply(model.input(), 0.1, step)).isTrue();

            assertThat(model.all()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldChangeNothingWhenOneWeightWouldNotBeFinite(Optimizer optimizer, int width, int size) {
        Model model = new Model(optimizer, width, size);
        model.draw();
        assertThat(model.step.apply(model.input(), 0.1, 1)).isTrue();
        float[] before = model.all();
        for (int wild : new int[] {0, size / 2, size - 1}) {
            model.draw();
            model.gradients[wild * model.stride] = -Float.MAX_VALUE;

            boolean possible = model.step.isPossible(model.input(), 1e30, 2);
            boolean made = model.step.apply(model.input(), 1e30, 2);

            // The step of the Hessian's diagonal is bounded by the rate.
            boolean bounded = optimizer instanceof DiagonalHessian;
            assertThat(made).isEqualTo(bounded).isEqualTo(possible);
            if (!bounded) {
                assertThat(model.all()).isEqualTo(before);
            }
        }
    }

    /** To ask whether a step is possible changes nothing, also if the event has gathered its rows. */
    @Test
    void shouldMakeTheSameStepWhetherItWasTriedOrNot() {
        AdaGrad optimizer = new AdaGrad(0, 1e-10);
        ParameterLayout layout = ParameterLayout.of(TestStream.ROWS, 1, 1, 0);
        for (TestStream.Example example : TestStream.of(Task.BINARY, 50, 3)) {
            float[][] found = new float[2][];
            for (int tries = 0; tries < 2; tries++) {
                WorkingSet parameters = new WorkingSet(layout, null, 0, Long.MAX_VALUE);
                OptimizerStep step = new OptimizerStep(optimizer, parameters, layout.rowFloats(), null, null);
                OnlineScaler scaler = new OnlineScaler(TestStream.SCALED, Double.POSITIVE_INFINITY);
                ActiveRows active = new ActiveRows(parameters, scaler, null, new RowColumns(optimizer, 1));
                StepInput input = new StepInput(optimizer, 1);
                active.activate(example.vector, 0);
                input.compute(active, new LogisticLoss(), new double[] {0}, new double[] {0.5}, example.label, 1);
                for (int i = 0; i < tries; i++) {
                    assertThat(step.isPossible(input, 0.1, 1)).isTrue();
                }
                assertThat(step.apply(input, 0.1, 1)).isTrue();
                found[tries] = Arrays.copyOf(parameters.data(), TestStream.ROWS * layout.rowFloats());
            }
            assertThat(found[1]).isEqualTo(found[0]);
            assertThat(found[0]).contains(-0.1f * Math.signum(0.5f - (float) example.label));
        }
    }

    private static final class Model {
        private final Random random = new Random(11);
        private final int width;
        private final int rowFloats;
        private final int stride;
        private final WorkingSet parameters;
        private final OptimizerStep step;
        private final StepInput input;
        private final int[] rows;
        private float[] gradients;

        Model(Optimizer optimizer, int width, int size) {
            this.width = width;
            ParameterLayout layout = ParameterLayout.of(ROWS, width, optimizer.slotsPerWeight(), 0);
            this.rowFloats = layout.rowFloats();
            this.parameters = new WorkingSet(layout, null, 0, Long.MAX_VALUE);
            this.step = new OptimizerStep(optimizer, parameters, rowFloats, null, null);
            this.input = new StepInput(optimizer, width);
            this.stride = input.stride();
            this.rows = random.ints(0, ROWS).distinct().limit(size).toArray();
            this.gradients = new float[size * stride];
        }

        void draw() {
            for (int i = 0; i < gradients.length; i++) {
                boolean isCurvature = i % stride >= width;
                gradients[i] = (float) (isCurvature ? 0.1 + random.nextDouble() : random.nextGaussian());
            }
        }

        StepInput input() {
            GradientBatch batch = new GradientBatch(stride, stride);
            batch.add(rows, rows.length, gradients);
            input.take(batch, Batching.Combine.SUM, parameters);
            return input;
        }

        /** All rows. */
        float[] all() {
            float[] all = new float[ROWS * rowFloats];
            for (int row = 0; row < ROWS; row++) {
                int offset = parameters.locate(row);
                System.arraycopy(parameters.data(), offset, all, row * rowFloats, rowFloats);
            }
            return all;
        }
    }
}
