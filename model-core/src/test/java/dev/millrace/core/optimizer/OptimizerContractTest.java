package dev.millrace.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.optimizer.Optimizer.Input;
import dev.millrace.core.parameter.BlockCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every optimizer. */
class OptimizerContractTest {

    private static final int WIDTH = 3;
    private static final List<Optimizer> ALL = OptimizerSamples.ALL;

    /** Rate and steps that bring each below the gap on {@code sum c (w - target)^2 / 2}, curvatures 0.5 to 4. */
    static Stream<Arguments> shouldReachTheMinimumOfAQuadratic() {
        List<Arguments> cases = new ArrayList<>();
        for (Optimizer optimizer : ALL) {
            double rate = 0.05;
            if (optimizer instanceof AdaGrad || optimizer instanceof FtrlProximal) {
                rate = 1;
            } else if (optimizer instanceof NormalizedAdaptive) {
                rate = 1;
            } else if (optimizer instanceof AdaDelta) {
                rate = 5;
            } else if (optimizer instanceof OnlineNewton) {
                rate = 8;
            }
            cases.add(Arguments.of(optimizer, rate));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void shouldNameEachSlotOnce(Optimizer optimizer) {
        assertThat(optimizer.slotNames())
                .hasSize(optimizer.slotsPerWeight())
                .doesNotHaveDuplicates()
                .allMatch(name -> !name.isBlank());
    }

    @ParameterizedTest
    @MethodSource
    void shouldReachTheMinimumOfAQuadratic(Optimizer optimizer, double rate) {
        double[] curvature = {0.5, 1, 4};
        double[] target = {1, -0.5, 0.25};
        Row row = new Row(optimizer);
        int steps = 4000;
        for (int step = 1; step <= steps; step++) {
            float[] gradient = new float[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                gradient[i] = (float) (curvature[i] * (row.page[i] - target[i]));
            }
            // A rate that falls to 0: some go round the minimum at a distance of the rate.
            boolean constant = optimizer instanceof FtrlProximal;
            row.update(gradient, curvature, constant ? rate : rate * (1 - (step - 1.0) / steps), step);
        }
        double gap = 0;
        for (int i = 0; i < WIDTH; i++) {
            gap += curvature[i] * Math.pow(row.page[i] - target[i], 2) / 2;
        }
        // The samples of these three are regularised: they stop short of the target.
        boolean regularised =
                optimizer instanceof FtrlProximal || optimizer instanceof AdamW || optimizer instanceof Lion;
        assertThat(gap).isLessThan(regularised ? 0.05 : 1e-4);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void shouldStayWhereItIsWhenAFreshRowHasNoGradient(Optimizer optimizer) {
        Row row = new Row(optimizer);
        for (int step = 1; step <= 3; step++) {
            row.update(new float[WIDTH], new double[WIDTH], 0.1, step);
        }
        for (int i = 0; i < WIDTH; i++) {
            assertThat(row.page[i]).isZero();
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void shouldGoOnBitForBitWhenStateWasStored(Optimizer optimizer) {
        Random random = new Random(3);
        List<float[]> gradients = new ArrayList<>();
        for (int step = 1; step <= 40; step++) {
            gradients.add(new float[] {
                (float) random.nextGaussian(), (float) random.nextGaussian() * 1e-6f, step % 4 == 0 ? 1e3f : 0
            });
        }
        Row whole = new Row(optimizer);
        Row half = new Row(optimizer);
        double[] curvature = {1, 1e-6, 100};
        for (int step = 1; step <= 40; step++) {
            whole.update(gradients.get(step - 1), curvature, 0.01, step);
            half.update(gradients.get(step - 1), curvature, 0.01, step);
            half = half.stored();
            assertThat(half.page).isEqualTo(whole.page);
        }
        for (float number : whole.page) {
            assertThat(number).isFinite();
        }
    }

    @Test
    void shouldHaveASampleOfEveryOptimizer() {
        Set<Class<?>> samples = new HashSet<>();
        ALL.forEach(optimizer -> samples.add(optimizer.getClass()));
        Set<Class<?>> expected = new HashSet<>(List.of(Optimizer.class.getPermittedSubclasses()));
        expected.remove(AdamFamily.class);
        expected.addAll(List.of(AdamFamily.class.getPermittedSubclasses()));

        assertThat(samples).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldRefuseWithTheRangeWhenAHyperparameterIsOut(Runnable create, String message) {
        assertThatThrownBy(create::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> refused() {
        String decay = ": expected 0 or more and below 1, got ";
        String unit = ": expected from 0 to 1, got ";
        String strength = ": expected from 0 to 1000000, got ";
        return Stream.of(
                refused(() -> new Momentum(1, 0), "momentum" + decay + "1.0"),
                refused(() -> new Momentum(0.9, 1.5), "dampening" + unit + "1.5"),
                refused(() -> new Nesterov(Double.NaN), "momentum" + decay + "NaN"),
                refused(() -> new AdaGrad(-1, 0), "initialAccumulator" + strength + "-1.0"),
                refused(() -> new AdaGrad(0, Double.NaN), "epsilon" + unit + "NaN"),
                refused(() -> new AdaDelta(1, 1e-6), "rho" + decay + "1.0"),
                refused(() -> new AdaDelta(0.9, 0), "epsilon: expected above 0 and at most 1, got 0.0"),
                refused(() -> new RmsProp(1, 0, 0, false), "decay" + decay + "1.0"),
                refused(() -> new RmsProp(0.9, -1, 0, false), "epsilon" + unit + "-1.0"),
                refused(() -> new RmsProp(0.9, 0, 1, true), "momentum" + decay + "1.0"),
                refused(() -> new Adam(1, 0.9, 0), "beta1" + decay + "1.0"),
                refused(() -> new AdamW(0.9, 1, 0, 0), "beta2" + decay + "1.0"),
                refused(() -> new AdamW(0.9, 0.9, 0, -0.1), "weightDecay" + unit + "-0.1"),
                refused(() -> new AmsGrad(-0.1, 0.9, 0), "beta1" + decay + "-0.1"),
                refused(() -> new NAdam(0.9, 0.9, 0, 1.1), "momentumDecay" + unit + "1.1"),
                refused(() -> new RAdam(0.9, Double.NaN, 0), "beta2" + decay + "NaN"),
                refused(() -> new Adamax(0.9, 0.9, 2), "epsilon" + unit + "2.0"),
                refused(() -> new Lion(1, 0.9, 0), "beta1" + decay + "1.0"),
                refused(() -> new FtrlProximal(-1, 0, 0), "beta" + strength + "-1.0"),
                refused(() -> new FtrlProximal(0, Double.NaN, 0), "l1" + strength + "NaN"),
                refused(() -> new FtrlProximal(0, 0, 2e6), "l2" + strength + "2000000.0"),
                refused(() -> new CoinBetting(0), "alpha: expected from 1 to 1000000, got 0.0"),
                refused(() -> new OnlineNewton(0), "epsilon: expected above 0 and at most 1000000, got 0.0"),
                refused(() -> new DiagonalHessian(0.9, 1, 1, 1e-8), "beta2" + decay + "1.0"),
                refused(
                        () -> new DiagonalHessian(0.9, 0.9, 0, 1e-8),
                        "gamma: expected above 0 and at most 1000000, got 0.0"));
    }

    private static Arguments refused(Runnable create, String message) {
        return Arguments.of(create, message);
    }

    /** A row by itself, whose feature has the value 1. */
    private static final class Row {
        private final Optimizer optimizer;
        private final float[] page;
        private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];

        Row(Optimizer optimizer) {
            this.optimizer = optimizer;
            this.page = new float[WIDTH * (1 + optimizer.slotsPerWeight()) + optimizer.slotsPerRow()];
        }

        void update(float[] gradient, double[] curvature, double rate, long step) {
            float[] input = new float[optimizer.input().floats(WIDTH)];
            System.arraycopy(gradient, 0, input, 0, WIDTH);
            for (int i = 0; i < WIDTH && optimizer.input() == Input.CURVATURE; i++) {
                input[WIDTH + i] = (float) curvature[i];
            }
            if (optimizer.input() == Input.MAGNITUDE) {
                input[WIDTH] = 1;
            }
            OneRow.observe(optimizer, page, 0, input, 0, WIDTH, coefficients);
            optimizer.prepareStep(rate, step, coefficients);
            OneRow.update(optimizer, page, 0, input, 0, WIDTH, coefficients);
        }

        /** As it comes back from a store. */
        Row stored() {
            Row copy = new Row(optimizer);
            byte[] bytes = BlockCodec.encode(page, 0, page.length, BlockCodec.checksum(1, page, 0, page.length));
            BlockCodec.decode(1, bytes, copy.page, 0, page.length);
            System.arraycopy(coefficients, 0, copy.coefficients, 0, optimizer.commonNumbers());
            return copy;
        }
    }
}
