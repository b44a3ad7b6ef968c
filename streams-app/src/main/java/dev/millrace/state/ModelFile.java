package dev.millrace.state;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.schemas.FeatureName;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.ParameterBlock;
import dev.millrace.schemas.serde.GeneratedClasses;
import java.io.Closeable;
import java.io.IOException;
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

    /** Writes a file, which is there only when this is closed. One thread. */
    public static final class Writer implements Closeable {

        private final Path file;
        private final Path unfinished;
        private final DataFileWriter<SpecificRecord> out;

        /** @param header with its whole state */
        public Writer(Path file, ModelHeader header) throws IOException {
            this.file = file;
            this.unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
            this.out = new DataFileWriter<>(new SpecificDatumWriter<>(SCHEMA, CLASSES));
            out.setCodec(CodecFactory.deflateCodec(1));
            out.create(SCHEMA, unfinished.toFile());
            out.append(header);
        }

        public void block(int block, byte[] encoded) throws IOException {
            out.append(new ParameterBlock(block, ByteBuffer.wrap(encoded)));
        }

        public void name(int row, String name) throws IOException {
            out.append(new FeatureName(row, name));
        }

        @Override
        public void close() throws IOException {
            out.close();
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
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
        return new CorruptStateException(file + ": " + what + "; let millrace replay write it again");
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
