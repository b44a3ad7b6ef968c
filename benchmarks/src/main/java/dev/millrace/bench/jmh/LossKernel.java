package dev.millrace.bench.jmh;

import dev.millrace.core.loss.LogisticLoss;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What log loss costs an event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
public class LossKernel {

    private final LogisticLoss loss = new LogisticLoss();
    private final double[] scores = {0.3};
    private final double[] prediction = {0.5744};
    private final double[] gradient = new double[1];

    @Benchmark
    public double logisticValue() {
        return loss.value(scores, 1);
    }

    @Benchmark
    public double logisticPredict() {
        loss.predict(scores, prediction);
        return prediction[0];
    }

    @Benchmark
    public double logisticGradient() {
        loss.gradient(scores, prediction, 1, gradient);
        return gradient[0];
    }
}
