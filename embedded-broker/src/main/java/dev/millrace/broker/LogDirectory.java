package dev.millrace.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** Kafka's own part of the data directory: where it is, and how it comes into being. */
final class LogDirectory {

    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private LogDirectory() {}

    /**
     * The formatted log directory inside {@code data}. Kafka's formatter writes several files; it works beside the
     * final place and is renamed there, so that a kill in the middle leaves no half-formatted directory.
     */
    static Path format(Path data) throws IOException {
        Path log = data.resolve("kafka");
        if (Files.exists(log)) {
            return log;
        }
        Path fresh = data.resolve("kafka.new");
        deleteTree(fresh);
        Files.createDirectories(fresh);
        runFormatter(fresh);
        return Files.move(fresh, log, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void runFormatter(Path directory) throws IOException {
        PrintStream silence = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Formatter formatter = new Formatter()
                .setPrintStream(silence)
                .setNodeId(NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setControllerListenerName(CONTROLLER_LISTENER)
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString());
        try {
            formatter.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("Kafka could not format " + directory + ": " + e.getMessage(), e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(root)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
