package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.client.ApiClient;
import dev.millrace.client.QuestionPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace query predict}. */
@Command(
        name = "predict",
        description = "What it would predict for an event, or for each of a list, had they come next.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace query predict champion '{\"origin\": \"DEN\", \"distance\": 770, ...}'",
            "  millrace query predict champion events.json",
            "  echo '[{...}, {...}]' | millrace query predict champion"
        })
final class QueryPredictCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME", description = "The learner's name.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "EVENT",
            description = "The event as a JSON object, or an array of up to 1000; or the file that holds it; or - for"
                    + " standard input, which is the default.")
    private String event = "-";

    @Option(
            names = "--event-time",
            paramLabel = "TIME",
            description = "Time of events that have no time of their own, in ISO 8601.")
    private @Nullable String eventTime;

    @Mixin
    private QueryConnectionMixin connection = new QueryConnectionMixin();

    @Mixin
    private QueryRoutingMixin routing = new QueryRoutingMixin();

    @Mixin
    private QueryOutputMixin output = new QueryOutputMixin();

    @Override
    public Integer call() throws IOException {
        ApiClient client = connection.client(System.getenv(), routing.patience());
        QuestionPath question =
                routing.on(QuestionPath.of("learners", name, "predict").with("eventTime", eventTime));
        byte[] body = body();
        return output.print(() -> client.post(question, body), StreamTables::predictions);
    }

    private byte[] body() throws IOException {
        if (event.equals("-")) {
            return System.in.readAllBytes();
        }
        String text = event.stripLeading();
        return text.startsWith("{") || text.startsWith("[") ? text.getBytes(UTF_8) : Files.readAllBytes(Path.of(event));
    }
}
