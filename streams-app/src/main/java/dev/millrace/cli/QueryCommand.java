package dev.millrace.cli;

import dev.millrace.client.ApiClient;
import dev.millrace.client.QuestionPath;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace query}: a small client of the HTTP interface. Each question is a subcommand. */
@Command(
        name = "query",
        description = {
            "Asks a running application over HTTP, and shows its answer as a table.",
            "The last line says how far the model was trained that answered: learner, step, examples, position (topic-"
                    + "partition@offset), digest, which instance answered, and how old its model is at most. BASELINE is"
                    + " the loss of always predicting the mean of the labels so far."
        },
        synopsisSubcommandLabel = "QUESTION",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        commandListHeading = "%nQuestions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:answered; or watched until Ctrl-C",
            "1:the application refused to answer, and said why",
            "2:wrong usage",
            "3:the application cannot be reached"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace query learners --watch",
            "  millrace query top champion --limit 20",
            "  millrace query predict champion '{\"departure\": \"2001-02-03T21:15\", ...}'",
            "  MILLRACE_URL=https://10.0.0.7:8080 millrace query summary champion --token-file token --json",
            "  millrace query model champion --out champion.avro"
        },
        subcommands = {QueryPredictCommand.class, QueryModelCommand.class})
final class QueryCommand implements Runnable {

    private static final String HELP = "The learner's name.";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec known = Objects.requireNonNull(spec);
        throw new CommandLine.ParameterException(
                known.commandLine(),
                "what about? There are " + String.join(", ", known.subcommands().keySet()));
    }

    @Command(
            name = "learners",
            description = "All learners: how well they do, how far they are.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int learners(
            @Mixin QueryConnectionMixin connection, @Mixin QueryRoutingMixin routing, @Mixin QueryOutputMixin output)
            throws IOException {
        ApiClient client = connection.client(System.getenv(), routing.patience());
        QuestionPath question = routing.on(QuestionPath.of("learners"));
        return output.print(() -> client.get(question), LearnerTables::learners);
    }

    @Command(
            name = "summary",
            description = "One learner: its config, evaluation beside the baselines, size.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int summary(
            @Parameters(paramLabel = "NAME", description = HELP) String name,
            @Mixin QueryConnectionMixin connection,
            @Mixin QueryRoutingMixin routing,
            @Mixin QueryOutputMixin output)
            throws IOException {
        ApiClient client = connection.client(System.getenv(), routing.patience());
        QuestionPath question = routing.on(QuestionPath.of("learners", name));
        return output.print(() -> client.get(question), LearnerTables::summary);
    }

    @Command(
            name = "experts",
            description = "Its experts, if the optimizer is auto: weight now, losses, weight at the last drift.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int experts(
            @Parameters(paramLabel = "NAME", description = HELP) String name,
            @Mixin QueryConnectionMixin connection,
            @Mixin QueryRoutingMixin routing,
            @Mixin QueryOutputMixin output)
            throws IOException {
        ApiClient client = connection.client(System.getenv(), routing.patience());
        QuestionPath question = routing.on(QuestionPath.of("learners", name, "experts"));
        return output.print(() -> client.get(question), LearnerTables::experts);
    }

    @Command(
            name = "top",
            description = "Its largest weights.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int top(
            @Parameters(paramLabel = "NAME", description = HELP) String name,
            @Option(names = "--limit", paramLabel = "N", description = "How many rows, 1 to 1000 (default: 10).")
                    @Nullable
                    Integer limit,
            @Mixin QueryConnectionMixin connection,
            @Mixin QueryRoutingMixin routing,
            @Mixin QueryOutputMixin output)
            throws IOException {
        ApiClient client = connection.client(System.getenv(), routing.patience());
        QuestionPath question =
                routing.on(QuestionPath.of("learners", name, "top").with("limit", limit));
        return output.print(() -> client.get(question), WeightTables::top);
    }

    @Command(
            name = "parameters",
            description = "Its weights, row by row; --json has the optimizer's slots, or each expert's, as well.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int parameters(
            @Parameters(paramLabel = "NAME", description = HELP) String name,
            @Mixin QueryPageMixin page,
            @Mixin QueryConnectionMixin connection,
            @Mixin QueryRoutingMixin routing,
            @Mixin QueryOutputMixin output)
            throws IOException {
        ApiClient client = connection.client(System.getenv(), routing.patience());
        QuestionPath question = routing.on(page.of(QuestionPath.of("learners", name, "parameters")));
        return output.print(() -> client.get(question), WeightTables::parameters);
    }

    @Command(
            name = "feature",
            description = "The rows of one feature, or of one of its values, by name; --json has the slots as well.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int feature(
            @Parameters(paramLabel = "NAME", description = HELP) String name,
            @Parameters(paramLabel = "FEATURE", description = "A feature of the config, or FEATURE=VALUE.")
                    String feature,
            @Mixin QueryPageMixin page,
            @Mixin QueryConnectionMixin connection,
            @Mixin QueryRoutingMixin routing,
            @Mixin QueryOutputMixin output)
            throws IOException {
        ApiClient client = connection.client(System.getenv(), routing.patience());
        QuestionPath question = routing.on(page.of(QuestionPath.of("learners", name, "features", feature)));
        return output.print(() -> client.get(question), WeightTables::feature);
    }

    @Command(
            name = "scaler",
            description = "What its standardized features are scaled by.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int scaler(
            @Parameters(paramLabel = "NAME", description = HELP) String name,
            @Mixin QueryConnectionMixin connection,
            @Mixin QueryRoutingMixin routing,
            @Mixin QueryOutputMixin output)
            throws IOException {
        ApiClient client = connection.client(System.getenv(), routing.patience());
        QuestionPath question = routing.on(QuestionPath.of("learners", name, "scaler"));
        return output.print(() -> client.get(question), WeightTables::scaler);
    }

    @Command(
            name = "history",
            description = "Its loss reports since it began, thinned evenly.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int history(
            @Parameters(paramLabel = "NAME", description = HELP) String name,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "How many reports, 1 to 2000 (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Mixin QueryConnectionMixin connection,
            @Mixin QueryOutputMixin output)
            throws IOException {
        ApiClient client = connection.client(System.getenv(), QueryOutputMixin.PATIENCE);
        QuestionPath question = QuestionPath.of("learners", name, "history").with("limit", limit);
        return output.print(() -> client.get(question), StreamTables::history);
    }

    @Command(
            name = "quarantine",
            description = "Events in quarantine: how many, and why the newest are there.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int quarantine(
            @Option(names = "--limit", paramLabel = "N", description = "How many reasons, 1 to 50 (default: 20).")
                    @Nullable
                    Integer limit,
            @Mixin QueryConnectionMixin connection,
            @Mixin QueryOutputMixin output)
            throws IOException {
        ApiClient client = connection.client(System.getenv(), QueryOutputMixin.PATIENCE);
        QuestionPath question = QuestionPath.of("quarantine").with("limit", limit);
        return output.print(() -> client.get(question), StreamTables::quarantine);
    }

    @Command(
            name = "instances",
            description = "Which instance learns, and which stand by.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int instances(@Mixin QueryConnectionMixin connection, @Mixin QueryOutputMixin output) throws IOException {
        ApiClient client = connection.client(System.getenv(), QueryOutputMixin.PATIENCE);
        return output.print(() -> client.get(QuestionPath.of("instances")), StreamTables::instances);
    }
}
