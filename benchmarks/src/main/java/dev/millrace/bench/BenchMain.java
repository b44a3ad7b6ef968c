package dev.millrace.bench;

import dev.millrace.bench.core.AutoBench;
import dev.millrace.bench.core.CoreBench;
import dev.millrace.bench.growth.GrowthBench;
import dev.millrace.bench.jmh.JmhBench;
import dev.millrace.bench.memory.MemoryBench;
import dev.millrace.bench.optimizer.OptimizerBench;
import dev.millrace.bench.suite.AllBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./millrace bench}: each benchmark is a subcommand. */
@Command(
        name = "millrace bench",
        description = "Measures rates side by side, and prints their ratios.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {
            TopologyBench.class,
            StoreBench.class,
            LearnersBench.class,
            CommitBench.class,
            ChangelogBench.class,
            RestoreBench.class,
            QueryBench.class,
            ReplayBench.class,
            CoreBench.class,
            AutoBench.class,
            OptimizerBench.class,
            JmhBench.class,
            GrowthBench.class,
            MemoryBench.class,
            AllBench.class
        })
public final class BenchMain {

    private BenchMain() {}

    public static void main(String[] arguments) {
        CommandLine commandLine = commandLine();
        if (arguments.length == 0) {
            commandLine.usage(System.err);
            System.exit(CommandLine.ExitCode.USAGE);
        }
        System.exit(commandLine.execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchMain()).setUsageHelpWidth(110);
    }
}
