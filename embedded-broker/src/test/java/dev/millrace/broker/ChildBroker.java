package dev.millrace.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link BrokerMain} in a JVM of its own; killed, if it still runs, when closed. */
final class ChildBroker implements AutoCloseable {

    private static final Pattern READY = Pattern.compile(
            "\\{\"bootstrapServers\":\"(127\\.0\\.0\\.1:\\d+)\",\"registryUrl\":\"(http://127\\.0\\.0\\.1:\\d+)\"}");
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    private ChildBroker(Process process, Path errors) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.errors = errors;
    }

    static ChildBroker start(String... arguments) throws IOException {
        Path errors = Files.createTempFile("broker", ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ChildBroker(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    /** Group 1 is the broker's address, group 2 the registry's. Fails with the child's words if it is not ready. */
    Matcher ready() throws IOException {
        String line = String.valueOf(output.readLine());
        Matcher ready = READY.matcher(line);
        if (!ready.matches()) {
            throw new AssertionError("expected the ready line, found: " + line + "\n" + errors());
        }
        return ready;
    }

    Process process() {
        return process;
    }

    /** Waits for the end; a child that does not end fails the test. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the child still runs after " + PATIENCE_SECONDS + " s");
        }
        return process.exitValue();
    }

    /** What is left on standard output; ends with the child. */
    String restOfOutput() throws IOException {
        return String.join("\n", output.lines().toList());
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        // Its files may be deleted only when it is gone.
        process.onExit().join();
        Files.delete(errors);
    }
}
