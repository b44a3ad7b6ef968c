package dev.millrace.bench.jmh;

import dev.millrace.bench.report.Report;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
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
            "Each runs in a JVM of its own."
        },
        mixinStandardHelpOptions = true)
public final class JmhBench implements Callable<Integer> {

    @Parameters(
            paramLabel = "PATTERN",
            arity = "0..1",
            defaultValue = "Kernel",
            description = "Regular expression of what to run, for example OptimizerKernel (all).")
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
        report(run(options.build())).print(json);
        return 0;
    }

    /** JMH puts the warnings of its JVMs onto standard output, which is the report's. */
    private static Collection<RunResult> run(Options options) throws RunnerException {
        PrintStream output = System.out;
        System.setOut(System.err);
        try {
            return new Runner(options).run();
        } finally {
            System.setOut(output);
        }
    }

    private Report report(Collection<RunResult> results) {
        Report report = new Report(
                "jmh",
                String.format(
                        Locale.ROOT,
                        "iterations of %d ms: %d, warm-ups: %d",
                        millis,
                        iterations,
                        Math.min(3, iterations)));
        for (RunResult run : results) {
            List<Double> scores = run.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .map(iteration -> iteration.getPrimaryResult().getScore())
                    .toList();
            report.figure(name(run), run.getPrimaryResult().getScoreUnit(), scores);
        }
        return report;
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
