package dev.millrace.bench.suite;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for a benchmark, with the Java, the class path and the flags of this one. */
final class Child {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String main;

    /** @param main the class that has the benchmarks as subcommands */
    Child(String main) {
        this.main = main;
    }

    /**
     * Runs one benchmark to its end; what it says to standard error appears on ours.
     *
     * @return its report
     * @throws IOException if it ends with another exit code than 0, or prints anything but a report
     */
    ObjectNode report(String benchmark, List<String> arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(benchmark, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Whoever ends this process means the benchmark, too.
        Thread end = new Thread(process::destroy, "end-" + benchmark);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("it ended with exit code " + code);
            }
            return parse(benchmark, output);
        } finally {
            process.destroy();
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private static ObjectNode parse(String benchmark, byte[] output) throws IOException {
        try {
            JsonNode node = JSON.readTree(output);
            if (node instanceof ObjectNode report
                    && report.path("benchmark").asText().equals(benchmark)) {
                return report;
            }
        } catch (JacksonException e) {
            throw new IOException("expected one JSON object on its standard output: " + e.getOriginalMessage(), e);
        }
        throw new IOException("expected the report of " + benchmark + " on its standard output, and nothing else");
    }

    private List<String> command(String benchmark, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main, benchmark));
        command.addAll(arguments);
        command.add("--json");
        return command;
    }
}
