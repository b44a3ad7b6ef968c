package dev.millrace.bench.jmh;

import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.optimizer.Adam;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RowColumns;
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

/** The update of weights that are in the cache, as rows of one weight: copied into columns, updated, copied back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OptimizerKernel {

    /** Name of the optimizer. */
    @Param({"sgd", "adagrad", "adam"})
    public String optimizer = "";

    /** Rows. */
    @Param({"1", "8", "40", "1000"})
    public int rows;

    private Optimizer kernel = new Sgd();
    private float[] page = new float[0];
    private float[] input = new float[0];
    private int[] offsets = new int[0];
    private RowColumns columns = new RowColumns(kernel, 1);
    private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];

    @Setup
    public void fill() {
        kernel = switch (optimizer) {
            case "sgd" -> new Sgd();
            case "adagrad" -> new AdaGrad(0, 1e-10);
            case "adam" -> new Adam(0.9, 0.999, 1e-8);
            default -> throw new IllegalArgumentException("optimizer: expected sgd, adagrad or adam, got " + optimizer);
        };
        int rowFloats = 1 + kernel.slotsPerWeight();
        page = new float[rows * rowFloats];
        input = new float[rows];
        offsets = new int[rows];
        Arrays.setAll(offsets, row -> row * rowFloats);
        columns = new RowColumns(kernel, 1);
        Arrays.fill(input, 0.01f);
        kernel.prepareStep(1e-6, 1_000, coefficients);
    }

    @Benchmark
    @Fork(1)
    public float[] update() {
        columns.gather(page, offsets, 0, rows);
        columns.take(input);
        kernel.update(columns, coefficients);
        columns.scatter(page, offsets);
        return page;
    }
}
