package dev.millrace.bench.jmh;

import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.optimizer.Adam;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.Sgd;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The update of one row that is in the cache, with the plain loops and with the vector loops. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OptimizerKernel {

    /** Name of the optimizer. */
    @Param({"sgd", "adagrad", "adam"})
    public String optimizer = "";

    /** Weights in the row. */
    @Param({"1", "8", "1000"})
    public int width;

    private Optimizer kernel = new Sgd();
    private float[] page = new float[0];
    private float[] input = new float[0];
    private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];

    @Setup
    public void fill() {
        kernel = switch (optimizer) {
            case "sgd" -> new Sgd();
            case "adagrad" -> new AdaGrad(0, 1e-10);
            case "adam" -> new Adam(0.9, 0.999, 1e-8);
            default -> throw new IllegalArgumentException("optimizer: expected sgd, adagrad or adam, got " + optimizer);
        };
        page = new float[width * (1 + kernel.slotsPerWeight())];
        input = new float[width];
        Arrays.fill(input, 0.01f);
        kernel.prepareStep(1e-6, 1_000, coefficients);
    }

    @Benchmark
    @Fork(1)
    public float[] plain() {
        kernel.updateRow(page, 0, input, 0, width, coefficients);
        return page;
    }

    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
    public float[] lanes() {
        kernel.updateRow(page, 0, input, 0, width, coefficients);
        return page;
    }
}
