package dev.millrace.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.query.FeatureOrigins.Origin;
import dev.millrace.schemas.ModelHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Writes a whole model as JSON, row by row:
 *
 * <pre>
 *   {"learner", "task", "classes", "configuration", "slotNames",
 *    "weightsAre",
 *    "layout": {"rows", "rowsPerBlock", "weightsPerRow", "slotsPerWeight", "numbersPerRow", "tailBlock"},
 *    "parameterDigest", "provenance",
 *    "rows": [{"row", "feature", "value", "weights": [], "slots": [[]], "rest": [], "numbers": [], "averages": []}, ...],
 *    "tail": [{"block", "numbers": []}, ...]}
 * </pre>
 *
 * <p>Rows are those of blocks that were ever written, all rows of such a block, so that the digest can be computed from them:
 * a block's numbers are those of its rows, each its weights, its slots and the rest, and what the last block has behind the
 * last row is 0. "rest" is there if the optimizer keeps numbers that are not per weight, "averages" if the learner keeps any.
 * If weights and slots are those of experts, which are made from the row's numbers, all of these are in "numbers" instead.
 * "tail" has the blocks behind those of the rows, each whole; "tailBlock" is the number of the first.
 *
 * <p>Immutable; any thread.
 */
final class ModelJson {

    private final ServedLearner learner;
    private final String task;
    private final ClassNames classNames;
    private final FeatureOrigins origins;

    ModelJson(ServedLearner learner, String task, ClassNames classNames, FeatureOrigins origins) {
        this.learner = learner;
        this.task = task;
        this.classNames = classNames;
        this.origins = origins;
    }

    void write(
            OutputStream stream,
            ModelHeader header,
            Provenance provenance,
            ModelDownload.Blocks blocks,
            ReadOnlyKeyValueStore<Bytes, byte[]> names)
            throws IOException {
        JsonGenerator out = Json.generator(stream);
        out.writeStartObject();
        writeHead(out, header, provenance);
        out.writeArrayFieldStart("rows");
        RowDecoder decoder = learner.rows(header);
        boolean[] inTail = new boolean[1];
        blocks.forEach((block, encoded) -> {
            decoder.decode(block, encoded);
            if (!decoder.hasRows(block)) {
                beginTail(out, inTail);
                writeTail(out, block, decoder);
            }
            for (int row = decoder.firstRow(); row < decoder.endRow(); row++) {
                writeRow(out, decoder, row, origins.of(row, names));
            }
        });
        beginTail(out, inTail);
        out.writeEndArray();
        out.writeEndObject();
        out.flush();
    }

    private static void beginTail(JsonGenerator out, boolean[] begun) throws IOException {
        if (!begun[0]) {
            begun[0] = true;
            out.writeEndArray();
            out.writeArrayFieldStart("tail");
        }
    }

    private static void writeTail(JsonGenerator out, int block, RowDecoder decoder) throws IOException {
        out.writeStartObject();
        out.writeNumberField("block", block);
        out.writePOJOField("numbers", decoder.numbersOfBlock());
        out.writeEndObject();
    }

    private void writeHead(JsonGenerator out, ModelHeader header, Provenance provenance) throws IOException {
        ParameterLayout layout = learner.layout();
        out.writeStringField("learner", learner.name());
        out.writeStringField("task", task);
        out.writePOJOField("classes", classNames.all());
        out.writePOJOField("configuration", learner.description());
        out.writePOJOField("slotNames", learner.slotNames());
        out.writeStringField("weightsAre", learner.weightsAre());
        out.writeObjectFieldStart("layout");
        out.writeNumberField("rows", layout.rowCount());
        out.writeNumberField("rowsPerBlock", layout.rowsPerBlock());
        out.writeNumberField("weightsPerRow", layout.width());
        out.writeNumberField("slotsPerWeight", layout.slots());
        out.writeNumberField("numbersPerRow", layout.rowFloats());
        out.writeNumberField("tailBlock", layout.tailBlock());
        out.writeEndObject();
        out.writeStringField("parameterDigest", Provenance.hex(header.getParameterDigest()));
        out.writePOJOField("provenance", provenance);
    }

    private void writeRow(JsonGenerator out, RowDecoder decoder, int row, Origin origin) throws IOException {
        ParameterLayout layout = learner.layout();
        out.writeStartObject();
        out.writeNumberField("row", row);
        out.writePOJOField("feature", origin.feature());
        out.writePOJOField("value", origin.value());
        out.writePOJOField("weights", decoder.weights(row));
        out.writePOJOField("slots", decoder.slots(row));
        if (decoder.readsRows()) {
            out.writePOJOField("numbers", decoder.numbers(row, 0, layout.rowFloats()));
        } else if (layout.rowSlots() > 0) {
            out.writePOJOField(
                    "rest", decoder.numbers(row, layout.rowFloats() - layout.rowSlots(), layout.rowFloats()));
        }
        List<Double> averages = decoder.averages(row);
        if (averages != null) {
            out.writePOJOField("averages", averages);
        }
        out.writeEndObject();
    }
}
