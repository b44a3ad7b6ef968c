package dev.millrace.query;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.query.Provenance.Position;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.FeatureNames;
import dev.millrace.state.ModelFile;
import dev.millrace.state.ModelSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * A whole model of one cut, on its way out: nothing of it is in memory but the block that is being written. It holds up no
 * write-back. To be closed by the thread that asked for it.
 */
public final class ModelDownload implements AutoCloseable {

    /** How a model is written. */
    public enum Format {
        /** A model file, with which another learner can begin. */
        AVRO("application/avro"),
        /** For people and scripts. */
        JSON("application/json");

        /** Name of the query parameter. */
        public static final String PARAMETER = "format";

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }

        /** @throws QueryException if it is none */
        public static Format parse(String text) {
            for (Format format : values()) {
                if (format.word().equals(text)) {
                    return format;
                }
            }
            throw QueryException.badRequest(
                    "query parameter '" + PARAMETER + "': expected avro or json, found '" + text + "'");
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Format format;
    private final ModelHeader header;
    private final Provenance provenance;
    private final ModelSnapshot snapshot;
    private final ReadOnlyKeyValueStore<Bytes, byte[]> names;
    private final ModelJson json;

    /**
     * @param header of the snapshot
     * @param snapshot closed with this
     */
    ModelDownload(
            Format format,
            ModelHeader header,
            Provenance provenance,
            ModelSnapshot snapshot,
            ReadOnlyKeyValueStore<Bytes, byte[]> names,
            ModelJson json) {
        this.format = format;
        this.header = header;
        this.provenance = provenance;
        this.snapshot = snapshot;
        this.names = names;
        this.json = json;
    }

    public Format format() {
        return format;
    }

    public Provenance provenance() {
        return provenance;
    }

    /** Of learner and position, such as {@code champion-flights-0-299999.avro}: letters, digits, '.', '_' and '-'. */
    public String fileName() {
        Position position = provenance.position();
        String where = position == null
                ? "step-" + provenance.step()
                : position.topic() + "-" + position.partition() + "-" + position.offset();
        return provenance.learner() + "-" + where + "." + format.word();
    }

    /**
     * Writes the model, and leaves the stream open. May be called once. If this fails, what was written is not a whole model.
     *
     * @throws CorruptStateException if the blocks are not those of the header, or damaged
     */
    public void writeTo(OutputStream out) throws IOException {
        if (format == Format.AVRO) {
            header.setOverflow(0);
            ModelFile.write(out, header, writer -> {
                forEachBlock(writer::block);
                writeNames(writer);
            });
        } else {
            json.write(out, header, provenance, this::forEachBlock, names);
        }
    }

    /** Takes a block of the model. */
    @FunctionalInterface
    interface BlockWriter {
        void block(int block, byte[] encoded) throws IOException;
    }

    /** Blocks of a model. */
    @FunctionalInterface
    interface Blocks {
        void forEach(BlockWriter writer) throws IOException;
    }

    private void forEachBlock(BlockWriter writer) throws IOException {
        Failing failing = new Failing();
        long[] digest = new long[1];
        snapshot.forEachBlock((block, encoded) -> {
            digest[0] += BlockCodec.storedChecksum(block, encoded);
            return failing.tries(() -> writer.block(block, encoded));
        });
        failing.rethrow();
        if (digest[0] != header.getParameterDigest()) {
            throw new CorruptStateException(String.format(
                    "model of learner '%s': expected parameter blocks of digest %016x, as the header says, found %016x",
                    header.getLearner(), header.getParameterDigest(), digest[0]));
        }
    }

    private void writeNames(ModelFile.Writer writer) throws IOException {
        Failing failing = new Failing();
        FeatureNames.scan(names, 0, (row, name) -> failing.tries(() -> writer.name(row, name)));
        failing.rethrow();
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
