package dev.millrace.bench.jmh;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Figures;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The kernels in JVMs of their own. */
@Command(
        name = "jmh",
        description = {
            "The kernels one by one, with JMH: optimizers' rows, the block codec, the hash, the loss.",
            "Each runs in a JVM of its own; those called \"lanes\" run with the vector loops, their neighbours without."
        },
        mixinStandardHelpOptions = true)
public final class JmhBench implements Callable<Integer> {

    @Parameters(
            paramLabel = "PATTERN",
            arity = "0..1",
            defaultValue = "Kernel",
            description = "Regular expression of what to run, for example OptimizerKernel.lanes (all).")
    private String pattern = "";

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "5", description = "Iterations that count (5).")
    private int iterations;

    @Option(names = "--millis", paramLabel = "N", defaultValue = "300", description = "Of an iteration (300).")
    private int millis;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(pattern)
                .warmupIterations(Math.min(3, iterations))
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(millis))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        print(new Runner(options.build()).run());
        return 0;
    }

    private void print(Collection<RunResult> results) {
        ObjectNode root = Figures.object();
        ArrayNode list = root.putArray("benchmarks");
        StringBuilder table =
                new StringBuilder(String.format(Locale.ROOT, "%-52s%12s%12s%12s%n", "", "mean", "min", "max"));
        for (RunResult run : results) {
            Result<?> result = run.getPrimaryResult();
            String name = name(run);
            double min = result.getStatistics().getMin();
            double max = result.getStatistics().getMax();
            table.append(String.format(
                    Locale.ROOT,
                    "%-52s%12.2f%12.2f%12.2f %s%n",
                    name,
                    result.getScore(),
                    min,
                    max,
                    result.getScoreUnit()));
            list.addObject()
                    .put("name", name)
                    .put("unit", result.getScoreUnit())
                    .put("mean", result.getScore())
                    .put("min", min)
                    .put("max", max);
        }
        System.out.print(json ? root + System.lineSeparator() : table);
    }

    private static String name(RunResult run) {
        StringBuilder name = new StringBuilder(run.getParams().getBenchmark());
        name.delete(0, JmhBench.class.getPackageName().length() + 1);
        for (String key : run.getParams().getParamsKeys()) {
            name.append(' ').append(run.getParams().getParam(key));
        }
        return name.toString();
    }
}
