package dev.millrace.bench.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process of a {@link SideMain}, which ends with this one. One thread. */
final class Side implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CLOSE_SECONDS = 120;
    private static final int SHOWN_LINES = 20;

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedReader answers;
    private String said = "";

    /**
     * Starts it, paused.
     *
     * @param heap for {@code -Xmx}
     * @param options of the JVM, further ones
     */
    Side(String name, Path directory, String config, String heap, List<String> options) throws IOException {
        this.name = name;
        Path file = Files.writeString(directory.resolve(name + ".yaml"), config);
        log = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + heap, "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), SideMain.class.getName(), file.toString()));
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Has it learn up to so many events in all.
     *
     * @throws IOException if it ends instead, for want of memory for example; the message ends with its last log lines
     */
    JsonNode learnUpTo(long events) throws IOException {
        try {
            OutputStream commands = process.getOutputStream();
            commands.write((events + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException e) {
            throw new IOException(failure(), e);
        }
        String line = answers.readLine();
        while (line != null && !line.startsWith("{")) {
            // The JVM itself speaks there too, of too little memory for example.
            said = line;
            line = answers.readLine();
        }
        if (line == null) {
            throw new IOException(failure());
        }
        JsonNode answer = JSON.readTree(line);
        if (answer.path("examples").asLong() != events || answer.path("refused").asLong() != 0) {
            throw new IllegalStateException(
                    "expected " + name + " to have learned " + events + " events, got " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String failure() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return "the side " + name + " ended: " + said + System.lineSeparator()
                + String.join(
                        System.lineSeparator(), lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }
}
