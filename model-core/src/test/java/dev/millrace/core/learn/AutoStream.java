package dev.millrace.core.learn;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;
import java.util.Random;

/**
 * Seeded events with dense features in the rows from 1 on and a bias in row 0, as plain arrays that a test may change; and
 * learners whose optimizer is {@link Auto}.
 */
final class AutoStream {

    static final int ROWS = 64;
    static final int CLASSES = 4;
    private static final long WINDOW = 100;

    final Task task;
    /** Of each event, the values of its features. */
    final double[][] values;

    final double[] labels;

    private AutoStream(Task task, int count, int features) {
        this.task = task;
        this.values = new double[count][features];
        this.labels = new double[count];
    }

    /** Labels that depend linearly on normal features, every second of which has a mean of 3. */
    static AutoStream of(Task task, int count, int features, long seed) {
        return of(task, count, features, seed, Integer.MAX_VALUE);
    }

    /** The target's weights change their signs with that event. */
    static AutoStream of(Task task, int count, int features, long seed, int flip) {
        Random random = new Random(seed);
        AutoStream stream = new AutoStream(task, count, features);
        double[][] targets = new double[CLASSES][features];
        for (double[] target : targets) {
            for (int i = 0; i < features; i++) {
                target[i] = random.nextGaussian();
            }
        }
        double[] scores = new double[CLASSES];
        for (int n = 0; n < count; n++) {
            double sign = n < flip ? 1 : -1;
            for (int c = 0; c < CLASSES; c++) {
                scores[c] = 0;
            }
            for (int i = 0; i < features; i++) {
                double deviation = random.nextGaussian();
                stream.values[n][i] = deviation + i % 2 * 3;
                for (int c = 0; c < CLASSES; c++) {
                    scores[c] += sign * targets[c][i] * deviation;
                }
            }
            stream.labels[n] = label(task, scores, random);
        }
        return stream;
    }

    private static double label(Task task, double[] scores, Random random) {
        return switch (task) {
            case REGRESSION -> scores[0] + random.nextGaussian();
            case BINARY -> random.nextDouble() < 1 / (1 + Math.exp(-scores[0])) ? 1 : 0;
            case MULTICLASS -> {
                int best = 0;
                double most = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < CLASSES; c++) {
                    double noisy = scores[c] - Math.log(-Math.log(random.nextDouble()));
                    if (noisy > most) {
                        most = noisy;
                        best = c;
                    }
                }
                yield best;
            }
        };
    }

    int size() {
        return labels.length;
    }

    /** With all features, those of value 0 too. */
    FeatureVector vector(int event) {
        double[] x = values[event];
        int[] rows = new int[x.length + 1];
        float[] floats = new float[x.length + 1];
        floats[0] = 1;
        for (int i = 0; i < x.length; i++) {
            rows[i + 1] = i + 1;
            floats[i + 1] = (float) x[i];
        }
        return Vectors.of(new float[0], rows, floats);
    }

    /** Without the features of value 0. */
    FeatureVector sparseVector(int event) {
        double[] x = values[event];
        int[] rows = new int[x.length + 1];
        float[] floats = new float[x.length + 1];
        floats[0] = 1;
        int size = 1;
        for (int i = 0; i < x.length; i++) {
            if (x[i] != 0) {
                rows[size] = i + 1;
                floats[size++] = (float) x[i];
            }
        }
        return Vectors.of(new float[0], Arrays.copyOf(rows, size), Arrays.copyOf(floats, size));
    }

    AutoStream copy() {
        AutoStream copy = new AutoStream(task, size(), 0);
        for (int n = 0; n < size(); n++) {
            copy.values[n] = values[n].clone();
            copy.labels[n] = labels[n];
        }
        return copy;
    }

    /** The losses of a fresh learner, event by event. */
    double[] losses() {
        return losses(learner(spec(task)));
    }

    double[] losses(Learner learner) {
        double[] losses = new double[size()];
        for (int n = 0; n < size(); n++) {
            losses[n] = learner.process(vector(n), labels[n]).loss();
        }
        return losses;
    }

    static double mean(double[] losses, int from, int to) {
        double sum = 0;
        for (int n = from; n < to; n++) {
            sum += losses[n];
        }
        return sum / (to - from);
    }

    static LearnerSpec spec(Task task) {
        return spec(task, loss(task));
    }

    static LearnerSpec spec(Task task, Loss loss) {
        return spec(task, loss, Auto.DEFAULT);
    }

    static LearnerSpec spec(Task task, Loss loss, Auto auto) {
        int outputs = task == Task.MULTICLASS ? CLASSES : 1;
        return new LearnerSpec("auto", task, outputs, loss, auto, LearnerSpec.NO_SCHEDULE, 1);
    }

    static Learner learner(LearnerSpec spec) {
        return learner(spec, new WorkingSet(Learner.layout(spec, ROWS), null, 0, 0));
    }

    static Learner learner(LearnerSpec spec, WorkingSet parameters) {
        return new Learner(spec, parameters, 0, 20, WINDOW);
    }

    private static Loss loss(Task task) {
        return switch (task) {
            case REGRESSION -> new SquaredLoss();
            case BINARY -> new LogisticLoss();
            case MULTICLASS -> new SoftmaxLoss();
        };
    }
}
