package dev.millrace.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Millrace;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code millrace run} in a JVM of its own, which can be killed. It ends with this JVM. One thread. */
final class AppProcess implements AutoCloseable {

    private static final int END_SECONDS = 60;
    private static final int SIGTERM_EXIT = 143;
    private static final Pattern URL = Pattern.compile("queries at (http://\\S+);");

    private final Process process;
    private final Path log;
    private final long startedNanos = System.nanoTime();
    private volatile long learningNanos;
    private volatile boolean reached;

    private AppProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        Thread reader = new Thread(this::readMarks, "marks-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts it.
     *
     * @param patches classes that stand before those of the application; "" for none
     * @param point where it is to be killed
     * @param passes how often it gets there
     * @param log gets what it writes to standard error
     */
    static AppProcess start(Path config, String patches, CrashPoint point, int passes, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Quick to start: most of these processes live for a few seconds.
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
        command.addAll(List.of("-D" + Trap.POINT + "=" + point, "-D" + Trap.PASSES + "=" + passes));
        String classPath = System.getProperty("java.class.path");
        command.addAll(List.of("-cp", patches.isEmpty() ? classPath : patches + File.pathSeparator + classPath));
        command.addAll(List.of(Millrace.class.getName(), "run", "--config", config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        // Who is killed does not delete RocksDB's native library, which is copied there: the next one overwrites it.
        Path libraries = Files.createDirectories(config.resolveSibling("native-" + config.getFileName()));
        builder.environment().put("ROCKSDB_SHAREDLIB_DIR", libraries.toString());
        Process process = builder.start();
        return new AppProcess(process, log);
    }

    private void readMarks() {
        try (BufferedReader marks = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String mark = marks.readLine(); mark != null; mark = marks.readLine()) {
                if (mark.equals(Trap.LEARNING)) {
                    learningNanos = System.nanoTime();
                } else if (mark.equals(Trap.REACHED)) {
                    reached = true;
                }
            }
        } catch (IOException e) {
            // The process was killed.
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it is where it is to be killed. */
    boolean hasReachedItsPoint() {
        return reached;
    }

    /** Whether it has had an event since it was started. */
    boolean isLearning() {
        return learningNanos != 0;
    }

    /** From its start to its first event. */
    double secondsToFirstEvent() {
        return (learningNanos - startedNanos) / 1e9;
    }

    /** Where it answers queries; "" if it does not yet. */
    String url() {
        Matcher url = URL.matcher(log());
        return url.find() ? url.group(1) : "";
    }

    /** What it wrote to standard error. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, and no more: the process's own method would also close its standard input, and so end it at once. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Asks it to end, and waits until it has, in good order. */
    void stop() throws InterruptedException {
        terminate();
        assertThat(awaitEnd()).as("exit code after SIGTERM; %s", log).isEqualTo(SIGTERM_EXIT);
    }

    /** The exit code of a process that is about to end. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS))
                .as("process %d ends within %d s; its log: %s", process.pid(), END_SECONDS, log)
                .isTrue();
        return process.exitValue();
    }

    /** Nothing of it runs, until {@link #resume}. */
    void pause() throws IOException, InterruptedException {
        Signals.send("STOP", process.pid());
    }

    void resume() throws IOException, InterruptedException {
        Signals.send("CONT", process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        // It writes to a temporary folder, which is deleted next.
        process.onExit().join();
    }
}
