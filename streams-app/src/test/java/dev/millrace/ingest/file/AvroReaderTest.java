package dev.millrace.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.file.TestFiles.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroReaderTest {

    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Trip", "fields": [
              {"name": "at", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
              {"name": "from", "type": "string"},
              {"name": "fare", "type": ["null", "double"], "default": null}]}
            """);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "bzip2", "snappy", "zstandard"})
    void shouldReadEveryRecordWithItsLogicalTypesAsNumbersWhateverTheCodec(String codec) throws IOException {
        Content content = read("trips.avro", trips(3, codec), ReadOptions.DEFAULT);

        assertThat(content.schema()).isEqualTo(SCHEMA);
        assertThat(content.records())
                .containsExactly(
                        "{\"at\": 0, \"from\": \"p0\", \"fare\": null}",
                        "{\"at\": 60000, \"from\": \"p1\", \"fare\": 0.5}",
                        "{\"at\": 120000, \"from\": \"p2\", \"fare\": 1.0}");
        assertThat(content.notes()).isEmpty();
    }

    @Test
    void shouldReadStandardInputAndGzip() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(trips(2_000, "null"));
        }

        Content content =
                TestFiles.readStandardInput(zipped.toByteArray(), ReadOptions.DEFAULT.withFormat(FileFormat.AVRO));

        assertThat(content.records())
                .hasSize(2_000)
                .endsWith("{\"at\": 119940000, \"from\": \"p1999\", \"fare\": 999.5}");
        assertThat(read("trips.avro.gz", zipped.toByteArray(), ReadOptions.DEFAULT))
                .isEqualTo(content);
    }

    @Test
    void shouldReadAsTheGivenSchemaSays() throws IOException {
        Schema given = new Schema.Parser().parse("""
                {"type": "record", "name": "Trip", "fields": [
                  {"name": "origin", "aliases": ["from"], "type": "string"},
                  {"name": "seats", "type": "int", "default": 4}]}
                """);

        Content content = read("trips.avro", trips(1, "deflate"), ReadOptions.DEFAULT.withSchema(given));

        assertThat(content.schema()).isEqualTo(given);
        assertThat(content.records()).containsExactly("{\"origin\": \"p0\", \"seats\": 4}");
    }

    @Test
    void shouldRefuseASchemaThatTheFileDoesNotFit() {
        Schema given = new Schema.Parser().parse("""
                {"type": "record", "name": "Trip", "fields": [{"name": "tip", "type": "double"}]}
                """);

        assertThatThrownBy(() -> read("trips.avro", trips(1, "null"), ReadOptions.DEFAULT.withSchema(given)))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + "/trips.avro: cannot be read as the --schema says: [/fields/0: tip]; a field that"
                        + " the file has not needs a default, one of another name an alias");
    }

    @Test
    void shouldRefuseRenamesBecauseTheFileHasASchema() {
        assertThatThrownBy(() ->
                        read("trips.avro", trips(1, "null"), ReadOptions.DEFAULT.withRenames(Map.of("from", "origin"))))
                .hasMessage(
                        folder + "/trips.avro: --rename and --drop are for files without a schema; to take part of an"
                                + " Avro file, or give its fields other names (as aliases), give a --schema");
    }

    @Test
    void shouldRefuseACodecThatHasNoLibrary() throws IOException {
        byte[] trips = trips(1, "null");
        // The name of the codec stands in the header: as long as the one it takes the place of, with its length before
        // it.
        String header = new String(trips, StandardCharsets.ISO_8859_1);
        byte[] xz = header.replace("avro.codec\u0008null", "avro.codec\u0004xz").getBytes(StandardCharsets.ISO_8859_1);
        byte[] unknown =
                header.replace("avro.codec\u0008null", "avro.codec\u0008lzma").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> read("trips.avro", xz, ReadOptions.DEFAULT))
                .hasMessage(
                        folder + "/trips.avro: is compressed with xz, for which there is no library; codecs that can"
                                + " be read are null, deflate, bzip2, snappy and zstandard; avro-tools recodec converts it");
        assertThatThrownBy(() -> read("trips.avro", unknown, ReadOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder + "/trips.avro: the header of the Avro file cannot be read: ")
                .hasMessageContaining("lzma");
    }

    @Test
    void shouldRefuseWhatIsNoAvroFileOfRecords() throws IOException {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        try (DataFileWriter<CharSequence> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            writer.create(Schema.create(Schema.Type.STRING), strings).append("x");
        }

        assertThatThrownBy(() ->
                        read("a.avro", "departure,origin\n".getBytes(StandardCharsets.UTF_8), ReadOptions.DEFAULT))
                .hasMessage(folder + "/a.avro: expected an Avro container file, found something else; say with --format"
                        + " what it is");
        assertThatThrownBy(() -> read("b.avro", new byte[0], ReadOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder + "/b.avro: ");
        assertThatThrownBy(() -> read("c.avro", strings.toByteArray(), ReadOptions.DEFAULT))
                .hasMessage(folder + "/c.avro: expected an Avro file of records, found one of string");
    }

    /** Every length but those at which a block ends, where nothing tells that there was more. */
    @Test
    void shouldFailWhereverTheFileIsCutShort() throws IOException {
        byte[] whole = trips(40, "null");
        List<Integer> read = new ArrayList<>();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            try {
                read("cut.avro", cut, ReadOptions.DEFAULT);
                read.add(length);
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith(folder + "/cut.avro: ");
            }
        }

        // Blocks of 10 records: after the header and after each block but the last.
        assertThat(read).hasSize(4);
    }

    @Test
    void shouldSayWhereTheFileIsDamaged() throws IOException {
        byte[] damaged = trips(40, "deflate");
        damaged[damaged.length - 30] ^= 0x55;

        assertThatThrownBy(() -> read("trips.avro", damaged, ReadOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        folder + "/trips.avro: the Avro file is damaged behind its record 30, or not whole: ");
    }

    private Content read(String name, byte[] bytes, ReadOptions options) throws IOException {
        Files.write(folder.resolve(name), bytes);
        return TestFiles.read(folder.resolve(name).toString(), options);
    }

    /** In blocks of 10. */
    private static byte[] trips(int count, String codec) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            writer.setCodec(CodecFactory.fromString(codec)).create(SCHEMA, bytes);
            for (int i = 0; i < count; i++) {
                GenericRecord trip = new GenericData.Record(SCHEMA);
                trip.put("at", 60_000L * i);
                trip.put("from", "p" + i);
                trip.put("fare", i == 0 ? null : i / 2.0);
                writer.append(trip);
                if (i % 10 == 9) {
                    writer.sync();
                }
            }
        }
        return bytes.toByteArray();
    }
}
