package dev.millrace.ingest.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Writes small inputs and reads them whole. */
final class TestFiles {

    private TestFiles() {}

    /** What one reading gave. */
    record Content(Schema schema, List<String> records, List<String> notes) {}

    static String write(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Content read(String input, ReadOptions options) throws IOException {
        List<String> notes = new ArrayList<>();
        List<String> records = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(input, options, notes::add)) {
            for (GenericRecord next = reader.next(); next != null; next = reader.next()) {
                records.add(next.toString());
            }
            return new Content(reader.schema(), records, notes);
        }
    }

    /** Reads text as if it had come from standard input. */
    static Content readStandardInput(byte[] bytes, ReadOptions options) throws IOException {
        java.io.InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            return read(RecordReader.STANDARD_INPUT, options);
        } finally {
            System.setIn(before);
        }
    }
}
