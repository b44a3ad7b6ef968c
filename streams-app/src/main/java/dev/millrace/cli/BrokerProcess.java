package dev.millrace.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A development broker and schema registry in a JVM of their own, which may be killed and started again on the same
 * data. The child ends with this JVM, however this JVM ends: it watches its standard input, whose other end is here. It
 * ignores the SIGINT of a Ctrl-C, which a terminal sends to parent and child alike: the parent needs its broker until
 * it has shut down itself.
 *
 * <p>Threads: any; one at a time starts, kills or closes.
 */
public final class BrokerProcess implements AutoCloseable {

    private static final String MAIN = "dev.millrace.broker.BrokerMain";
    private static final Pattern READY =
            Pattern.compile("\\{\"bootstrapServers\":\"([^\"]+)\",\"registryUrl\":\"([^\"]+)\"}");
    private static final int READY_SECONDS = 60;
    private static final int CLOSE_SECONDS = 10;
    private static final int SHOWN_LINES = 20;

    private final Process process;
    private final String bootstrapServers;
    private final String registryUrl;

    private BrokerProcess(Process process, Matcher ready) {
        this.process = process;
        this.bootstrapServers = ready.group(1);
        this.registryUrl = ready.group(2);
    }

    /**
     * Starts the broker of this installation, or, in tests, the one on the class path; on free ports.
     *
     * @param data where topics and schemas are kept; the child's log is {@code broker.log} there
     * @throws IOException if the child is not ready within 60 s; the message ends with its last log lines
     */
    public static BrokerProcess start(Path data) throws IOException {
        return start(data, 0, 0);
    }

    /** As {@link #start(Path)}, on ports of one's choice; 0 takes a free one. */
    public static BrokerProcess start(Path data, int port, int registryPort) throws IOException {
        return start(installedClassPath(), data, port, registryPort);
    }

    /**
     * As {@link #start(Path, int, int)}, with a class path that holds the embedded broker.
     *
     * @param classPath in the form of {@code java -cp}
     */
    public static BrokerProcess start(String classPath, Path data, int port, int registryPort) throws IOException {
        Files.createDirectories(data);
        Path log = data.resolve("broker.log");
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        Process process = new ProcessBuilder(command(classPath, data, port, registryPort))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            String line = readyLine(process);
            Matcher ready = READY.matcher(line);
            if (!ready.matches()) {
                throw new IOException("expected its ready line, found: " + line);
            }
            return new BrokerProcess(process, ready);
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException("the broker did not start: " + e.getMessage() + lastLines(log, logStart), e);
        }
    }

    /** What clients connect to: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** What goes into {@code schema.registry.url}. */
    public String registryUrl() {
        return registryUrl;
    }

    /** The child's process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the child still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, as a crash would; returns when the child is gone. What was committed is there at the next start. */
    public void kill() {
        process.destroyForcibly();
        if (!ended(CLOSE_SECONDS)) {
            throw new IllegalStateException(
                    "process " + pid() + " is still there " + CLOSE_SECONDS + " s after SIGKILL");
        }
    }

    /** Shuts down in good order, at most 10 s, then kills. */
    @Override
    public void close() {
        process.destroy();
        if (!ended(CLOSE_SECONDS)) {
            kill();
        }
    }

    private static String installedClassPath() throws IOException {
        @Nullable String home = System.getProperty("millrace.home");
        if (home == null) {
            return System.getProperty("java.class.path", "");
        }
        Path jars = Path.of(home, "embedded-broker", "target", "lib");
        if (!Files.isDirectory(jars)) {
            throw new IOException("the broker's jars are expected in " + jars
                    + ", which is not there; build them with: mvn package -pl embedded-broker");
        }
        return jars + File.separator + "*";
    }

    private static List<String> command(String classPath, Path data, int port, int registryPort) {
        List<String> command = new ArrayList<>();
        // A signal that is ignored when a JVM starts stays ignored; Java itself has no means for that.
        command.addAll(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The serial collector takes no second core away from the one who is using the broker.
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-cp", classPath, MAIN));
        command.addAll(List.of("--data", data.toString(), "--exit-with-stdin"));
        command.addAll(List.of("--port", String.valueOf(port), "--registry-port", String.valueOf(registryPort)));
        return command;
    }

    /** The reading thread ends with the child at the latest, since that ends the stream. */
    private static String readyLine(Process process) throws IOException {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread reader = new Thread(() -> readLine(process, line), "broker-ready-line");
        reader.setDaemon(true);
        reader.start();
        try {
            return line.get(READY_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it was not ready after " + READY_SECONDS + " s", e);
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for it", e);
        }
    }

    private static void readLine(Process process, CompletableFuture<String> line) {
        try {
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            @Nullable String first = output.readLine();
            if (first == null) {
                line.completeExceptionally(new IOException("it ended with exit code " + process.waitFor()));
            } else {
                line.complete(first);
            }
        } catch (IOException | InterruptedException e) {
            line.completeExceptionally(e);
        }
    }

    private boolean ended(int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return true;
        }
    }

    private static String lastLines(Path log, long start) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        int from = (int) Math.min(start, bytes.length);
        List<String> lines = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                .lines()
                .toList();
        List<String> shown = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        return shown.isEmpty() ? "" : System.lineSeparator() + String.join(System.lineSeparator(), shown);
    }
}
