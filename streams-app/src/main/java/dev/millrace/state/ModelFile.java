package dev.millrace.state;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.schemas.FeatureName;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.ParameterBlock;
import dev.millrace.schemas.serde.GeneratedClasses;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * A whole model in an Avro container file, to carry it from one place to another: a {@link ModelHeader}, then each {@link
 * ParameterBlock} that was ever written, then {@link FeatureName}s. The header's digest tells whether all are there.
 */
public final class ModelFile {

    private static final Schema SCHEMA =
            Schema.createUnion(ModelHeader.SCHEMA$, ParameterBlock.SCHEMA$, FeatureName.SCHEMA$);

    private static final GeneratedClasses CLASSES = GeneratedClasses.of(ModelHeader.class);

    private ModelFile() {}

    /** Takes what is in a file, in the file's order. */
    public interface Visitor {
        /** Comes first. */
        void header(ModelHeader header);

        void block(int block, byte[] encoded);

        void name(int row, String name);
    }

    /** Puts blocks and names into a model that is being written. */
    @FunctionalInterface
    public interface Content {
        void to(Writer writer) throws IOException;
    }

    /**
     * Writes a file, which is there only when all of it is.
     *
     * @param header with its whole state
     */
    public static void write(Path file, ModelHeader header, Content content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
            write(out, header, content);
        }
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Writes what a file has to a stream, and leaves it open. If this fails, what was written is not a whole model, though it
     * may look like one: readers must compare digests.
     *
     * @param header with its whole state
     */
    public static void write(OutputStream out, ModelHeader header, Content content) throws IOException {
        // Not closed on failure: that would end what is not whole.
        DataFileWriter<SpecificRecord> container = new DataFileWriter<>(new SpecificDatumWriter<>(SCHEMA, CLASSES));
        container.setCodec(CodecFactory.deflateCodec(1));
        container.create(SCHEMA, out);
        container.append(header);
        content.to(new Writer(container));
        container.flush();
    }

    /** Takes blocks, then names. One thread. */
    public static final class Writer {

        private final DataFileWriter<SpecificRecord> out;

        private Writer(DataFileWriter<SpecificRecord> out) {
            this.out = out;
        }

        public void block(int block, byte[] encoded) throws IOException {
            out.append(new ParameterBlock(block, ByteBuffer.wrap(encoded)));
        }

        public void name(int row, String name) throws IOException {
            out.append(new FeatureName(row, name));
        }
    }

    /**
     * The header of a file whose blocks are all there and undamaged.
     *
     * @throws CorruptStateException if they are not, or if it is no model file
     * @throws NoSuchFileException if there is no such file
     */
    public static ModelHeader verify(Path file) throws IOException {
        Verifier verifier = new Verifier(file);
        read(file, verifier);
        return verifier.header();
    }

    /**
     * Reads a file.
     *
     * @throws CorruptStateException if it is damaged, or no model file
     * @throws NoSuchFileException if there is no such file
     */
    public static void read(Path file, Visitor visitor) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        try (DataFileReader<Object> in =
                new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(null, SCHEMA, CLASSES))) {
            if (!in.hasNext() || !(in.next() instanceof ModelHeader header)) {
                throw corrupt(file, "expected a model's header first");
            }
            visitor.header(header);
            while (in.hasNext()) {
                Object next = in.next();
                if (next instanceof ParameterBlock block) {
                    visitor.block(block.getBlock(), block.getEncoded().array());
                } else if (next instanceof FeatureName name) {
                    visitor.name(name.getRow(), name.getName());
                }
            }
        } catch (AvroRuntimeException | IOException e) {
            throw corrupt(file, "expected a whole model file: " + e.getMessage());
        }
    }

    private static CorruptStateException corrupt(Path file, String what) {
        return new CorruptStateException(
                file + ": " + what + "; let millrace replay write it again, or download it again");
    }

    /** Adds up checksums. */
    private static final class Verifier implements Visitor {

        private final Path file;
        private ModelHeader header = new ModelHeader();
        private long digest;

        Verifier(Path file) {
            this.file = file;
        }

        @Override
        public void header(ModelHeader found) {
            header = found;
        }

        @Override
        public void block(int block, byte[] encoded) {
            digest += BlockCodec.storedChecksum(block, encoded);
        }

        @Override
        public void name(int row, String name) {
            // Only for people.
        }

        ModelHeader header() {
            if (digest != header.getParameterDigest()) {
                throw corrupt(
                        file,
                        String.format(
                                "expected parameter blocks of digest %016x, as the header says, found %016x",
                                header.getParameterDigest(), digest));
            }
            return header;
        }
    }
}
