package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.query.Provenance;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.SourceOffset;
import dev.millrace.state.ModelFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The whole model of a learner, downloaded, and what must be in it. */
record AskedModel(AskedLearner asked) {

    /** The digest can be computed again from the blocks, and all of them are the reference's. */
    void avro(Path directory) throws Exception {
        HttpResponse<byte[]> response = asked.client().download("/learners/" + asked.name() + "/model?format=avro");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/avro");
        assertThat(response.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + asked.name() + "-trips-0-299.avro\"");
        Path file = Files.write(directory.resolve(asked.name() + ".avro"), response.body());
        ModelHeader header = ModelFile.verify(file);
        assertThat(Provenance.hex(header.getDigest())).isEqualTo(asked.report().getDigest());
        assertThat(header.getSources()).containsExactly(new SourceOffset(0, 299L));
        Map<Integer, byte[]> blocks = new TreeMap<>();
        Map<Integer, String> names = new TreeMap<>();
        long[] digest = new long[1];
        ModelFile.read(file, new ModelFile.Visitor() {
            @Override
            public void header(ModelHeader again) {
                assertThat(again).isEqualTo(header);
            }

            @Override
            public void block(int block, byte[] encoded) {
                float[] floats = new float
                        [asked.reference().learner().parameters().layout().blockFloats()];
                digest[0] += BlockCodec.decode(block, encoded, floats, 0, floats.length);
                blocks.put(block, encoded);
            }

            @Override
            public void name(int row, String name) {
                names.put(row, name);
            }
        });
        assertThat(digest[0])
                .isEqualTo(header.getParameterDigest())
                .isEqualTo(asked.reference().learner().parameters().digest());
        assertThat(blocks)
                .containsExactlyEntriesOf(new TreeMap<>(asked.reference().writtenBlocks()));
        assertThat(names)
                .containsExactlyEntriesOf(new TreeMap<>(asked.reference().names()));
    }

    /** The same from the JSON alone, by what it says of the layout. */
    void json() throws Exception {
        HttpResponse<byte[]> response = asked.client().download("/learners/" + asked.name() + "/model");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + asked.name() + "-trips-0-299.json\"");
        JsonNode model = new ObjectMapper().readTree(response.body());
        asked.assertProvenance(model);
        assertThat(model.get("learner").textValue()).isEqualTo(asked.name());
        assertThat(model.get("task").textValue()).isEqualTo(asked.task());
        assertThat(model.at("/configuration/task").textValue()).isEqualTo(asked.task());
        assertThat(model.get("slotNames").toString()).isEqualTo(asked.number() == 0 ? "[]" : "[\"m\",\"v\"]");
        assertThat(AskedLearner.rowsOf(model)).isEqualTo(asked.writtenRows());
        for (JsonNode row : model.get("rows")) {
            asked.assertNumbers(row);
        }
        assertThat(parameterDigest(model))
                .isEqualTo(model.get("parameterDigest").textValue())
                .isEqualTo(
                        Provenance.hex(asked.reference().learner().parameters().digest()));
    }

    /** As any reader of a downloaded model may compute it. */
    static String parameterDigest(JsonNode model) {
        int rowsPerBlock = model.at("/layout/rowsPerBlock").intValue();
        int rowNumbers = model.at("/layout/numbersPerRow").intValue();
        Map<Integer, float[]> blocks = new TreeMap<>();
        for (JsonNode row : model.get("rows")) {
            int number = row.get("row").intValue();
            List<Float> numbers = numbers(row);
            assertThat(numbers).hasSize(rowNumbers);
            float[] block = blocks.computeIfAbsent(number / rowsPerBlock, key -> new float[rowsPerBlock * rowNumbers]);
            for (int i = 0; i < rowNumbers; i++) {
                block[number % rowsPerBlock * rowNumbers + i] = numbers.get(i);
            }
        }
        for (JsonNode block : model.get("tail")) {
            List<Float> numbers = AskedLearner.floats(block.get("numbers"));
            assertThat(numbers).hasSize(rowsPerBlock * rowNumbers);
            float[] floats = new float[numbers.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = numbers.get(i);
            }
            blocks.put(block.get("block").intValue(), floats);
        }
        long digest = 0;
        for (Map.Entry<Integer, float[]> block : blocks.entrySet()) {
            digest += BlockCodec.checksum(block.getKey(), block.getValue(), 0, block.getValue().length);
        }
        return Provenance.hex(digest);
    }

    /** All numbers of a row, as they are stored. */
    private static List<Float> numbers(JsonNode row) {
        if (row.has("numbers")) {
            return AskedLearner.floats(row.get("numbers"));
        }
        List<Float> numbers = AskedLearner.floats(row.get("weights"));
        row.get("slots").forEach(slot -> numbers.addAll(AskedLearner.floats(slot)));
        numbers.addAll(AskedLearner.floats(row.path("rest")));
        return numbers;
    }
}
