package dev.millrace.bench.optimizer;

import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Report;
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

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "3", description = "Steps before that do not (3).")
    private int warmUps;

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
        report(dense, courses, (long) rows * width).print(json);
        return 0;
    }

    private Course run(Optimizer optimizer, DenseStep dense, float[] from, float[] to, double weights) {
        Course course = new Course(new ArrayList<>(), new ArrayList<>());
        // A copy reads as many bytes as it writes.
        int floats = (int) (dense.bytes(optimizer) / 2 / Float.BYTES);
        dense.begin(optimizer);
        for (int round = 0; round < warmUps + rounds; round++) {
            long start = System.nanoTime();
            dense.step(optimizer, 2 + round);
            long between = System.nanoTime();
            System.arraycopy(from, 0, to, 0, floats);
            long end = System.nanoTime();
            if (round >= warmUps) {
                course.step.add((between - start) / weights);
                course.copy.add((end - between) / weights);
            }
        }
        dense.requireWork(optimizer);
        return course;
    }

    private Report report(DenseStep dense, List<Course> courses, long weights) {
        Report report = new Report(
                "optimizer",
                String.format(
                        Locale.ROOT,
                        "%,d weights in rows of %,d; rounds: %d, warm-ups: %d",
                        weights,
                        width,
                        rounds,
                        warmUps));
        for (int i = 0; i < courses.size(); i++) {
            String name = name(OPTIMIZERS.get(i)) + ", " + dense.bytes(OPTIMIZERS.get(i)) / weights + " bytes a weight";
            report.figure(name, "ns a weight", courses.get(i).step);
            if (i == 0) {
                report.figure("copy of as many bytes", "ns a weight", courses.get(i).copy);
            }
        }
        for (int i = 0; i < courses.size(); i++) {
            List<Double> ratios = Figures.ratios(courses.get(i).copy, courses.get(i).step);
            if (i == 0) {
                report.ratio("dense Adam / copy bandwidth", ratios, Bar.atLeast(0.8));
            } else {
                report.ratio("dense " + name(OPTIMIZERS.get(i)) + " / copy bandwidth", ratios);
            }
        }
        return report;
    }

    private static String name(Optimizer optimizer) {
        return optimizer.getClass().getSimpleName();
    }
}
