package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a person starts it: a JVM of its own, with a broker in another. */
class DemoIT {

    private static final int LIMIT_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void shouldPrintOneJsonObjectAndLeaveNothingBehind() throws Exception {
        Process demo = start("--events", "20000", "--exit", "--json");
        List<ProcessHandle> children = awaitChildren(demo);
        assertThat(demo.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        String out = Files.readString(folder.resolve("out"));
        assertThat(demo.exitValue()).as(errors()).isZero();
        assertThat(out.lines()).hasSize(1);
        JsonNode result = new ObjectMapper().readTree(out);
        assertThat(keys(result)).containsExactly("events", "seconds", "learners", "baselines");
        assertThat(result.get("events").asInt()).isEqualTo(20_000);
        assertThat(result.get("seconds").asDouble()).isPositive();
        assertThat(result.get("learners")).hasSize(2);
        for (JsonNode learner : result.get("learners")) {
            assertThat(keys(learner)).containsExactly("name", "logLoss", "accuracy", "step", "digest");
            assertThat(learner.get("step").asLong()).isBetween(15_000L, 20_000L);
            assertThat(learner.get("digest").asText()).matches("[0-9a-f]{16}");
            assertThat(learner.get("accuracy").asDouble()).isBetween(0.5, 1.0);
        }
        JsonNode baselines = result.get("baselines");
        assertThat(keys(baselines)).containsExactly("runningMean", "noChange");
        assertThat(keys(baselines.get("runningMean"))).containsExactly("logLoss", "accuracy");
        assertThat(keys(baselines.get("noChange"))).containsExactly("accuracy");
        assertThat(result.get("learners").get(0).get("logLoss").asDouble())
                .isLessThan(baselines.get("runningMean").get("logLoss").asDouble());
        assertNothingLeft(children);
    }

    @Test
    void shouldLeaveNothingBehindWhenInterrupted() throws Exception {
        Process demo = start("--events", "100000", "--json");
        List<ProcessHandle> children = awaitChildren(demo);
        await(() -> errors().contains("imported "));
        String signal = isInterruptIgnored() ? "TERM" : "INT";
        assertThat(new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + demo.pid())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(demo.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        assertThat(demo.exitValue()).isEqualTo(signal.equals("INT") ? 130 : 143);
        assertThat(Files.readString(folder.resolve("out"))).isEmpty();
        assertThat(errors()).doesNotContain("this should not have happened");
        assertNothingLeft(children);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dmillrace.home=" + home()));
        command.addAll(List.of("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp"))));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Millrace.class.getName(), "demo"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    /** The root of the source tree, wherever in it the tests run. */
    private static Path home() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve(DemoFlights.CONFIG))) {
            directory = directory.getParent();
        }
        return directory;
    }

    /** The broker; it is there when there is a JVM among the descendants. */
    private List<ProcessHandle> awaitChildren(Process demo) throws InterruptedException {
        await(() -> demo.descendants().findAny().isPresent() || !demo.isAlive());
        return demo.descendants().toList();
    }

    private static void await(BooleanSupplier happened) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("took too long").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void assertNothingLeft(List<ProcessHandle> children) throws IOException, InterruptedException {
        assertThat(children).isNotEmpty();
        await(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
            assertThat(files.filter(Files::isDirectory)
                            .map(path -> path.getFileName().toString()))
                    .filteredOn(name -> name.startsWith("millrace"))
                    .isEmpty();
        }
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("err"), UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** A JVM whose parent ignores SIGINT, as a shell's background job does, ignores it, too. */
    static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn: 0")
                .substring("SigIgn:".length())
                .trim();
        return (Long.parseUnsignedLong(mask, 16) & 2) != 0;
    }
}
