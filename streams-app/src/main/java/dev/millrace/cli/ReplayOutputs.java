package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a replay writes to: looked at before hours are spent on what could then not be written. */
final class ReplayOutputs {

    private ReplayOutputs() {}

    /**
     * Makes the folder of the report if it is not there.
     *
     * @throws UsageException if there is a place that cannot be written to
     * @throws IOException if the folder cannot be made
     */
    static void requireWritable(@Nullable Path report, @Nullable Path emitted, @Nullable Path model)
            throws IOException {
        if (report != null) {
            requireFolder("--report", report);
        }
        if (emitted != null) {
            requireFile("--emit-config", emitted);
        }
        if (model != null) {
            requireFile("--warm-start", model);
        }
    }

    private static void requireFolder(String option, Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UsageException(option + ": expected a folder, found a file: " + folder);
        }
        Files.createDirectories(folder);
        requireWritable(option, folder);
    }

    private static void requireFile(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new UsageException(option + ": expected a file, found a folder: " + file);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException(option + ": there is no folder " + folder + "; make it first");
        }
        requireWritable(option, Files.exists(file) ? file : folder);
    }

    private static void requireWritable(String option, Path path) {
        if (!Files.isWritable(path)) {
            throw new UsageException(option + ": this user may not write to " + path);
        }
    }
}
