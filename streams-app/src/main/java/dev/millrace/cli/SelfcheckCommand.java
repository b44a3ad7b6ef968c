package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.selfcheck.CaseResult;
import dev.millrace.selfcheck.SelfCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace selfcheck}. */
@Command(
        name = "selfcheck",
        description = {
            "Checks optimizers, schedules and losses against figures that PyTorch computed.",
            "",
            "An error is relative to the recorded figure; a weight below 0.05 counts as 0.05, a rate below 1e-3 as 1e-3,"
                    + " a loss or slope below 1e-6 as 1e-6."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all within bounds", "1:one is out of bounds or unknown", "2:wrong usage or unreadable file"},
        footerHeading = "%nExamples:%n",
        footer = {"  millrace selfcheck", "  millrace selfcheck --json other-hyperparameters.json"})
final class SelfcheckCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description =
                    "Figures to check against, as tools/golden/make_golden.py writes them (default: those shipped).")
    private @Nullable Path file;

    @Option(names = "--json", description = "Print a JSON list instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        List<CaseResult> results = results();
        boolean passed = results.stream().allMatch(CaseResult::passed);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(json(results));
        } else {
            printTable(results, out);
        }
        out.flush();
        return passed ? 0 : 1;
    }

    private List<CaseResult> results() {
        try {
            return SelfCheck.run(file);
        } catch (IOException e) {
            throw new UsageException(file + ": expected a file that can be read; " + e);
        }
    }

    private static void printTable(List<CaseResult> results, PrintWriter out) {
        int width = results.stream().mapToInt(r -> r.name().length()).max().orElse(0);
        String row = "%-9s  %-" + width + "s  %-10s  %-8s  %s%n";
        out.printf(Locale.ROOT, row, "kind", "name", "error", "bound", "");
        for (CaseResult result : results) {
            String error = result.error() == null ? "-" : String.format(Locale.ROOT, "%.2e", result.error());
            String verdict = result.passed() ? "ok" : result.problem() == null ? "OUT OF BOUNDS" : result.problem();
            String bound = String.format(Locale.ROOT, "%.0e", result.bound());
            out.printf(Locale.ROOT, row, result.kind(), result.name(), error, bound, verdict);
        }
        long failed = results.stream().filter(result -> !result.passed()).count();
        out.println(results.size() - failed + " of " + results.size() + " within bounds");
    }

    private static String json(List<CaseResult> results) {
        try {
            return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(results);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + results, e);
        }
    }
}
