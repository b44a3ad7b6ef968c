package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.client.ApiJson;
import dev.millrace.client.RefusedException;
import dev.millrace.client.UnreachableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Stack;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How answers are shown: once or again and again, for people or for programs. */
final class QueryOutputMixin {

    /** Of an application that has to compute what it answers. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int DEFAULT_SECONDS = 2;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--json", description = "Print the answer itself, each number with all its digits.")
    private boolean json;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            preprocessor = SecondsIfThere.class,
            description = "Ask again every SECONDS (default: 2) until Ctrl-C, in place on a terminal.")
    private @Nullable Integer watch;

    /**
     * Asks and prints.
     *
     * @param question gives the JSON of an answer
     * @param table makes lines of it
     * @return the exit code
     */
    int print(Supplier<byte[]> question, Function<JsonNode, List<String>> table) throws IOException {
        PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
        if (watch == null) {
            lines(question, table).forEach(out::println);
            out.flush();
            return 0;
        }
        if (watch < 1) {
            throw new UsageException("--watch: expected 1 second or more, got " + watch);
        }
        // What is wrong from the beginning ends it; what goes wrong later may pass.
        List<String> first = lines(question, table);
        new Watch(out, Duration.ofSeconds(watch), json ? 0 : Terminal.columns())
                .run(first, () -> linesOrTrouble(question, table));
        return 0;
    }

    private List<String> linesOrTrouble(Supplier<byte[]> question, Function<JsonNode, List<String>> table)
            throws IOException {
        try {
            return lines(question, table);
        } catch (RefusedException | UnreachableException e) {
            return List.of(Printable.of(String.valueOf(e.getMessage())));
        }
    }

    private List<String> lines(Supplier<byte[]> question, Function<JsonNode, List<String>> table) throws IOException {
        byte[] answer = question.get();
        return json ? ApiJson.pretty(answer).lines().toList() : table.apply(ApiJson.tree(answer));
    }

    /** Takes the argument behind {@code --watch} only if it is a number: it may as well be a learner's name. */
    static final class SecondsIfThere implements IParameterPreprocessor {
        @Override
        public boolean preprocess(
                Stack<String> args, CommandSpec commandSpec, ArgSpec argSpec, Map<String, Object> info) {
            if (!args.isEmpty() && args.peek().matches("-?[0-9]{1,6}")) {
                argSpec.setValue(Integer.valueOf(args.pop()));
            } else {
                argSpec.setValue(DEFAULT_SECONDS);
            }
            return true;
        }
    }
}
