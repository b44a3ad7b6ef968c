package dev.millrace.cli;

import dev.millrace.config.MillraceConfig;
import dev.millrace.topology.LearningTopology;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace topology}. */
@Command(
        name = "topology",
        description = "Prints the Kafka Streams topology that a config stands for. Needs no broker.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  millrace topology --config examples/flights.yaml"})
final class TopologyCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "1",
            description = "Partitions of the events topic; with several there is a sequence topic (default: 1).")
    private int partitions;

    @Override
    public Integer call() {
        if (partitions < 1) {
            throw new UsageException("--partitions: expected 1 or more");
        }
        MillraceConfig settings = config.load();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(LearningTopology.build(settings, partitions).describe());
        out.flush();
        return 0;
    }
}
