package dev.millrace.bench.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Figures;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A dense step of each optimizer against a copy that moves the same number of bytes, in turn: A B A B. */
@Command(
        name = "optimizer",
        description = {
            "A dense step of Adam, and of each other optimizer, beside a plain copy that reads and writes as many bytes.",
            "In one thread."
        },
        mixinStandardHelpOptions = true)
public final class OptimizerBench implements Callable<Integer> {

    private static final int WARM_UPS = 3;

    /** Adam first. */
    private static final List<Optimizer> OPTIMIZERS = List.of(
            new Adam(0.9, 0.999, 1e-8),
            new Sgd(),
            new Momentum(0.9, 0),
            new Nesterov(0.9),
            new AdaGrad(0, 1e-10),
            new AdaDelta(0.9, 1e-6),
            new RmsProp(0.9, 1e-8, 0, false),
            new AdamW(0.9, 0.999, 1e-8, 0.01),
            new AmsGrad(0.9, 0.999, 1e-8),
            new NAdam(0.9, 0.999, 1e-8, 0.004),
            new RAdam(0.9, 0.999, 1e-8),
            new Adamax(0.9, 0.999, 1e-8),
            new LazyAdam(0.9, 0.999, 1e-8),
            new Lion(0.9, 0.99, 0),
            new FtrlProximal(1, 0, 0),
            new NormalizedAdaptive(),
            new CoinBetting(100),
            new OnlineNewton(1),
            new DiagonalHessian(0.9, 0.99, 0.05, 1e-12));

    @Option(
            names = "--parameters",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Weights, rounded down to whole rows (10,000,000).")
    private int parameters;

    @Option(names = "--width", paramLabel = "N", defaultValue = "1000", description = "Weights in a row (1,000).")
    private int width;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Steps of each that count (5).")
    private int rounds;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** Nanoseconds per weight, by round. */
    private record Course(List<Double> step, List<Double> copy) {}

    @Override
    public Integer call() {
        int rows = Math.max(1, parameters / width);
        int rowFloats = 0;
        int inputFloats = 0;
        for (Optimizer optimizer : OPTIMIZERS) {
            rowFloats = Math.max(rowFloats, DenseStep.rowFloats(optimizer, width));
            inputFloats = Math.max(inputFloats, optimizer.input().floats(width));
        }
        DenseStep dense = new DenseStep(rows, width, rowFloats, inputFloats);
        long most = OPTIMIZERS.stream().mapToLong(dense::bytes).max().orElseThrow();
        float[] from = new float[Math.toIntExact(most / 2 / Float.BYTES)];
        float[] to = new float[from.length];
        List<Course> courses = new ArrayList<>();
        for (Optimizer optimizer : OPTIMIZERS) {
            System.err.println(name(optimizer) + " ...");
            courses.add(run(optimizer, dense, from, to, (double) rows * width));
        }
        print(dense, courses, rows);
        return 0;
    }

    private Course run(Optimizer optimizer, DenseStep dense, float[] from, float[] to, double weights) {
        Course course = new Course(new ArrayList<>(), new ArrayList<>());
        // A copy reads as many bytes as it writes.
        int floats = (int) (dense.bytes(optimizer) / 2 / Float.BYTES);
        dense.begin(optimizer);
        for (int round = 0; round < WARM_UPS + rounds; round++) {
            long start = System.nanoTime();
            dense.step(optimizer, 2 + round);
            long between = System.nanoTime();
            System.arraycopy(from, 0, to, 0, floats);
            long end = System.nanoTime();
            if (round >= WARM_UPS) {
                course.step.add((between - start) / weights);
                course.copy.add((end - between) / weights);
            }
        }
        dense.requireWork(optimizer);
        return course;
    }

    private void print(DenseStep dense, List<Course> courses, int rows) {
        if (json) {
            ObjectNode root = Figures.object()
                    .put("parameters", (long) rows * width)
                    .put("width", width)
                    .put("rounds", rounds);
            ObjectNode optimizers = root.putObject("optimizers");
            for (int i = 0; i < courses.size(); i++) {
                Course course = courses.get(i);
                ObjectNode one = optimizers.putObject(name(OPTIMIZERS.get(i)));
                one.put("bytesPerStep", dense.bytes(OPTIMIZERS.get(i)));
                one.set("stepNanosPerWeight", Figures.object(course.step));
                one.set("copyNanosPerWeight", Figures.object(course.copy));
                one.set("ratio", Figures.object(Figures.ratios(course.copy, course.step)));
            }
            System.out.println(root);
            return;
        }
        System.out.printf(Locale.ROOT, "%,d weights%n%n", (long) rows * width);
        System.out.println(Figures.HEAD);
        System.out.println(Figures.row("adam, ns a weight", courses.get(0).step, "%12.3f"));
        System.out.println(Figures.row("copy, ns a weight", courses.get(0).copy, "%12.3f"));
        System.out.println(Figures.row(
                "ratio, copy's time / adam's", Figures.ratios(courses.get(0).copy, courses.get(0).step), "%12.3f"));
        System.out.printf(Locale.ROOT, "%n%-30s%12s%12s%12s%n", "medians", "bytes a w.", "ns a weight", "copy's / its");
        for (int i = 0; i < courses.size(); i++) {
            Course course = courses.get(i);
            System.out.printf(
                    Locale.ROOT,
                    "%-30s%12d%12.3f%12.3f%n",
                    name(OPTIMIZERS.get(i)),
                    dense.bytes(OPTIMIZERS.get(i)) / ((long) rows * width),
                    Figures.median(course.step),
                    Figures.median(Figures.ratios(course.copy, course.step)));
        }
    }

    private static String name(Optimizer optimizer) {
        return optimizer.getClass().getSimpleName();
    }
}
