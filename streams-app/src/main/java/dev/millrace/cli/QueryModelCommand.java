package dev.millrace.cli;

import dev.millrace.client.ApiClient;
import dev.millrace.client.QuestionPath;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace query model}. */
@Command(
        name = "model",
        description =
                "Downloads the whole model, all of one moment: as a model file that another learner can begin with"
                        + " (Avro), or as JSON.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class QueryModelCommand implements Callable<Integer> {

    /** How a model is written. */
    enum Format {
        AVRO,
        JSON
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The learner's name.")
    private String name = "";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            required = true,
            description = "Where to; it is there only when it is whole, in place of what was there.")
    private Path out = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "avro or json (default: json if the file's name ends so, else avro).")
    private @Nullable Format format;

    @Mixin
    private QueryConnectionMixin connection = new QueryConnectionMixin();

    @Mixin
    private QueryRoutingMixin routing = new QueryRoutingMixin();

    @Override
    public Integer call() throws IOException {
        ApiClient client = connection.client(System.getenv(), routing.patience());
        Format chosen = format != null ? format : out.toString().endsWith(".json") ? Format.JSON : Format.AVRO;
        String called = client.download(
                routing.on(QuestionPath.of("learners", name, "model")
                        .with("format", chosen.name().toLowerCase(Locale.ROOT))),
                out);
        PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
        print.printf(
                Locale.ROOT,
                "%s: %,d bytes%s%n",
                out,
                Files.size(out),
                called.isEmpty() ? "" : ", which the application calls " + Printable.of(called));
        print.flush();
        return 0;
    }
}
