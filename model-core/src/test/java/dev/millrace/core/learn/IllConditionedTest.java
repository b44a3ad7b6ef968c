package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.optimizer.AdaDelta;
import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.optimizer.Adam;
import dev.millrace.core.optimizer.AdamW;
import dev.millrace.core.optimizer.Adamax;
import dev.millrace.core.optimizer.AmsGrad;
import dev.millrace.core.optimizer.CoinBetting;
import dev.millrace.core.optimizer.DiagonalHessian;
import dev.millrace.core.optimizer.FtrlProximal;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Lion;
import dev.millrace.core.optimizer.Momentum;
import dev.millrace.core.optimizer.NAdam;
import dev.millrace.core.optimizer.Nesterov;
import dev.millrace.core.optimizer.NormalizedAdaptive;
import dev.millrace.core.optimizer.OnlineNewton;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RAdam;
import dev.millrace.core.optimizer.RmsProp;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.InverseSquareRoot;
import dev.millrace.core.schedule.LearningRateSchedule;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Logistic regression on features whose sizes differ by a factor of 100: the Hessian's condition is about 10^4. */
class IllConditionedTest {

    private static final int EVENTS = 20_000;
    private static final double[] SIZES = {1, 0.1, 10};
    private static final double[] TRUTH = {0.5, 8, -0.15};

    /** Rates that suit them. Plain descent crawls along the feature whose values are small; that is what the others are for. */
    static Stream<Arguments> shouldComeCloseToTheTruth() {
        return Stream.of(
                Arguments.of(new Sgd(), falling(0.4), 0.05),
                Arguments.of(new Momentum(0.8, 0), falling(0.08), 0.05),
                Arguments.of(new Nesterov(0.8), falling(0.08), 0.05),
                Arguments.of(new AdaGrad(0, 1e-10), new Constant(0.5), 0.005),
                Arguments.of(new AdaDelta(0.95, 1e-4), falling(30), 0.01),
                Arguments.of(new RmsProp(0.99, 1e-8, 0, false), falling(0.5), 0.005),
                Arguments.of(new RmsProp(0.99, 1e-8, 0.5, true), falling(0.25), 0.005),
                Arguments.of(new Adam(0.9, 0.999, 1e-8), falling(0.5), 0.005),
                Arguments.of(new AdamW(0.9, 0.999, 1e-8, 0.001), falling(0.5), 0.005),
                Arguments.of(new AmsGrad(0.9, 0.999, 1e-8), falling(0.5), 0.005),
                Arguments.of(new NAdam(0.9, 0.999, 1e-8, 0.004), falling(0.5), 0.005),
                Arguments.of(new RAdam(0.9, 0.999, 1e-8), falling(0.5), 0.005),
                Arguments.of(new Adamax(0.9, 0.999, 1e-8), falling(0.8), 0.005),
                Arguments.of(LazyAdam.DEFAULT, falling(0.5), 0.005),
                Arguments.of(new Lion(0.9, 0.99, 0), falling(0.1), 0.01),
                Arguments.of(new FtrlProximal(1, 0, 0), new Constant(0.5), 0.005),
                Arguments.of(new NormalizedAdaptive(), new Constant(0.5), 0.005),
                Arguments.of(new CoinBetting(100), new Constant(1), 0.005),
                Arguments.of(new OnlineNewton(1), new Constant(2), 0.02),
                Arguments.of(new DiagonalHessian(0.965, 0.99, 1, 1e-12), falling(0.5), 0.005));
    }

    @ParameterizedTest
    @MethodSource
    void shouldComeCloseToTheTruth(Optimizer optimizer, LearningRateSchedule schedule, double gap) {
        LearnerSpec spec = TestStream.spec(Task.BINARY, optimizer, schedule, 1);
        Learner learner = TestStream.inMemory(spec);
        Random random = new Random(11);
        double excess = 0;
        for (int n = 0; n < EVENTS; n++) {
            float[] values = new float[SIZES.length];
            double score = 0;
            for (int i = 0; i < SIZES.length; i++) {
                values[i] = (float) (SIZES[i] * random.nextGaussian());
                score += TRUTH[i] * values[i];
            }
            double probability = 1 / (1 + Math.exp(-score));
            double label = random.nextDouble() < probability ? 1 : 0;
            FeatureVector event = Vectors.of(new float[] {Float.NaN, Float.NaN}, new int[] {3, 4, 5}, values);
            learner.process(event, label);
            if (n >= EVENTS / 2) {
                // What the prediction costs above that of who knows the truth: the divergence of the two.
                double predicted = learner.outcome().prediction()[0];
                excess += probability * Math.log(probability / predicted)
                        + (1 - probability) * Math.log((1 - probability) / (1 - predicted));
            }
        }
        assertThat(learner.refused()).isZero();
        assertThat(excess / (EVENTS / 2)).as("nats above the truth").isBetween(0.0, gap);
    }

    private static LearningRateSchedule falling(double rate) {
        return new InverseSquareRoot(rate);
    }
}
