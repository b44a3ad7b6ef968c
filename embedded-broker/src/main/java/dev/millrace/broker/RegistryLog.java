package dev.millrace.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The registry's memory: one JSON object a line, only ever appended to, on disk before the append returns. A last line
 * without its line feed was torn by a crash before anybody was told of it, and is dropped on load.
 *
 * <p>Threads: the caller sees to it that one thread at a time appends.
 */
final class RegistryLog implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel channel;
    private final List<JsonNode> loaded;

    private RegistryLog(FileChannel channel, List<JsonNode> loaded) {
        this.channel = channel;
        this.loaded = loaded;
    }

    /** @throws IOException if the file cannot be read, or a line that is complete is not JSON */
    static RegistryLog open(Path file) throws IOException {
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        int end = lastLineFeed(bytes) + 1;
        List<JsonNode> loaded = parse(file, new String(bytes, 0, end, StandardCharsets.UTF_8));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(end);
        channel.position(end);
        return new RegistryLog(channel, loaded);
    }

    /** The lines that stood in the file when it was opened, oldest first. */
    List<JsonNode> loaded() {
        return loaded;
    }

    /** @throws UncheckedIOException if the line could not be made durable; the file is then as it was before */
    void append(JsonNode event) {
        ByteBuffer line = ByteBuffer.wrap((event + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            long before = channel.position();
            try {
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(false);
            } catch (IOException e) {
                // Half a line (a full disk) would run into the next one. Truncating also moves the position back.
                channel.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the registry could not write its log: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lastLineFeed(byte[] bytes) {
        int i = bytes.length - 1;
        while (i >= 0 && bytes[i] != '\n') {
            i--;
        }
        return i;
    }

    private static List<JsonNode> parse(Path file, String text) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : text.lines().toList()) {
            try {
                events.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new IOException(
                        file + ", line " + (events.size() + 1) + ": expected a JSON object, found: " + line
                                + "; restore the file, or delete it to start with an empty registry",
                        e);
            }
        }
        return List.copyOf(events);
    }
}
