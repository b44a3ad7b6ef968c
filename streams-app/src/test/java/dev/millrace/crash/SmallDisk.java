package dev.millrace.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file system of its own, in memory and of any size. Takes root; where mounting is not permitted, the test is
 * skipped.
 */
final class SmallDisk implements AutoCloseable {

    private static final String BALLAST = "ballast";

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts it on a directory, which is created. */
    static SmallDisk mount(Path path, int kibibytes) throws IOException {
        Files.createDirectories(path);
        String refusal = run("mount", "-t", "tmpfs", "-o", size(kibibytes), "tmpfs", path.toString());
        assumeTrue(refusal.isEmpty(), "a full disk takes a file system of its own, which takes root: " + refusal);
        return new SmallDisk(path);
    }

    /** Changes its size; what is on it stays. */
    void resize(int kibibytes) throws IOException {
        assertThat(run("mount", "-o", "remount," + size(kibibytes), path.toString()))
                .isEmpty();
    }

    /** Writes to it, as somebody else may do, until nothing more fits; again, if something was deleted since. */
    void fill() throws IOException {
        byte[] page = new byte[4096];
        Path file = path.resolve(BALLAST);
        try (OutputStream ballast = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                ballast.write(page);
            }
        } catch (IOException full) {
            // It is not asked what is left: the application may take it meanwhile.
            assertThat(full).hasMessage("No space left on device");
        }
    }

    /** What is left. */
    long freeBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    /** Unmounts it: what was on it is gone. */
    @Override
    public void close() throws IOException {
        assertThat(run("umount", path.toString())).isEmpty();
    }

    private static String size(int kibibytes) {
        return "size=" + kibibytes + "k";
    }

    /** What it said; "" if all went well. */
    private static String run(String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        // It has closed its output: it ends.
        int exit = process.onExit().join().exitValue();
        return exit == 0 ? "" : "exit code " + exit + ": " + said.strip();
    }
}
