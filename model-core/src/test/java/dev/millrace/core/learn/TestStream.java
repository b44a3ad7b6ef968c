package dev.millrace.core.learn;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;
import dev.millrace.core.optimizer.Momentum;
import dev.millrace.core.optimizer.Nesterov;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.OptimizerSamples;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.InverseSquareRoot;
import dev.millrace.core.schedule.LearningRateSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded events with two standardised features (rows 1 and 2), a bias (row 0) and a few sparse ones. */
final class TestStream {

    static final int SCALED = 2;
    static final int ROWS = 60;
    /** A row that no event has. */
    static final int FREE_ROW = 57;

    static final long WINDOW = 50;
    private static final int CLASSES = 3;

    private TestStream() {}

    static final class Example {
        final FeatureVector vector;
        /** NaN if there is none. */
        final double label;

        final double weight;
        final long timeMillis;

        Example(FeatureVector vector, double label) {
            this(vector, label, 1, 0);
        }

        Example(FeatureVector vector, double label, double weight, long timeMillis) {
            this.vector = vector;
            this.label = label;
            this.weight = weight;
            this.timeMillis = timeMillis;
        }

        Outcome on(Learner learner) {
            return learner.process(vector, label, weight, timeMillis);
        }
    }

    /** All have a label, which depends on the features; sometimes a standardised feature is missing. */
    static List<Example> of(Task task, int count, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            float[] scaled = new float[SCALED];
            for (int i = 0; i < SCALED; i++) {
                scaled[i] = random.nextInt(8) == 0 ? Float.NaN : (float) (100 * i + (i + 1) * random.nextGaussian());
            }
            int[] rows = random.ints(SCALED + 1, FREE_ROW)
                    .distinct()
                    .limit(1 + random.nextInt(6))
                    .toArray();
            int[] all = new int[rows.length + 1];
            float[] values = new float[all.length];
            values[0] = 1;
            for (int i = 0; i < rows.length; i++) {
                all[i + 1] = rows[i];
                values[i + 1] = (float) random.nextGaussian();
            }
            double signal = (Float.isNaN(scaled[0]) ? 0 : scaled[0]) + values[1] * (all[1] % 3 - 1);
            examples.add(new Example(Vectors.of(scaled, all, values), label(task, signal, random)));
        }
        return examples;
    }

    static LearnerSpec spec(Task task, Optimizer optimizer, LearningRateSchedule schedule, int batchSize) {
        return new LearnerSpec("test", task, outputs(task), loss(task), optimizer, schedule, batchSize);
    }

    /** With a rate that suits the optimizer. */
    static LearnerSpec spec(Task task, Optimizer optimizer, int batchSize) {
        boolean plain = optimizer instanceof Sgd || optimizer instanceof Momentum || optimizer instanceof Nesterov;
        LearningRateSchedule schedule = plain ? new InverseSquareRoot(0.05) : new Constant(0.01);
        return spec(task, optimizer, schedule, batchSize);
    }

    static List<Optimizer> optimizers() {
        return OptimizerSamples.ALL;
    }

    static Learner inMemory(LearnerSpec spec) {
        return learner(spec, new WorkingSet(Learner.layout(spec, ROWS), null, 0, 0));
    }

    static Learner learner(LearnerSpec spec, WorkingSet parameters) {
        return new Learner(spec, parameters, SCALED, 20, WINDOW);
    }

    static void run(Learner learner, List<Example> examples) {
        for (Example example : examples) {
            example.on(learner);
        }
    }

    /** Seven events a minute; they weigh 0 to 3, now and then nothing. */
    static List<Example> timedAndWeighted(List<Example> examples) {
        List<Example> timed = new ArrayList<>();
        for (Example e : examples) {
            int n = timed.size();
            timed.add(new Example(e.vector, e.label, n % 13 / 4.0, 60_000L * (n / 7)));
        }
        return timed;
    }

    /** Row by row, the weights of the model. */
    static float[] weights(Learner learner) {
        int width = learner.parameters().layout().width();
        float[] weights = new float[ROWS * width];
        for (int row = 0; row < ROWS; row++) {
            int at = learner.parameters().locate(row);
            System.arraycopy(learner.parameters().data(), at, weights, row * width, width);
        }
        return weights;
    }

    static int outputs(Task task) {
        return task == Task.MULTICLASS ? CLASSES : 1;
    }

    private static Loss loss(Task task) {
        return switch (task) {
            case REGRESSION -> new SquaredLoss();
            case BINARY -> new LogisticLoss();
            case MULTICLASS -> new SoftmaxLoss();
        };
    }

    private static double label(Task task, double signal, Random random) {
        double noisy = signal + 0.3 * random.nextGaussian();
        return switch (task) {
            case REGRESSION -> noisy;
            case BINARY -> noisy > 0 ? 1 : 0;
            case MULTICLASS -> noisy > 0.7 ? 2 : noisy > -0.5 ? 1 : 0;
        };
    }
}
