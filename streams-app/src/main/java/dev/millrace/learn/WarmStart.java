package dev.millrace.learn;

import dev.millrace.config.Fingerprint;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.feature.RowNames;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.ModelFile;
import dev.millrace.state.StoredModel;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A learner that has never learned begins with the model of a file. It goes into the store with the learner's first event, in
 * the same transaction; from then on the file is not needed.
 */
public final class WarmStart {

    private WarmStart() {}

    /**
     * Checks the files that a config names, before anything is started.
     *
     * @param notes hears of files that are not there: they are not needed if their learner has learned already
     * @throws StartRefusedException if a file is not of its learner's config
     * @throws CorruptStateException if a file is damaged
     */
    public static void verify(MillraceConfig config, Consumer<String> notes) {
        for (LearnerConfig learner : config.learners()) {
            Path file = learner.warmStart();
            if (file != null) {
                try {
                    requireSame(config, learner, file, ModelFile.verify(file));
                } catch (NoSuchFileException e) {
                    notes.accept("learner '" + learner.name() + "': there is no " + file
                            + " (warm-start); it is not needed if the learner has learned already");
                } catch (IOException e) {
                    throw unreadable(learner, file, e);
                }
            }
        }
    }

    /** Puts the model of the learner's file into its store, which must be empty. For the stream thread. */
    static void load(MillraceConfig config, LearnerConfig learner, LearnerStore store, RowNames names) {
        Path file = Objects.requireNonNull(learner.warmStart());
        try {
            ModelHeader header = ModelFile.verify(file);
            requireSame(config, learner, file, header);
            store.replace(model -> read(file, model, names));
        } catch (NoSuchFileException e) {
            throw new StartRefusedException(
                    "learner '" + learner.name() + "' has learned nothing yet, and the model that it is"
                            + " to begin with is not there: " + file + ". Put it there, or remove the key warm-start");
        } catch (IOException e) {
            throw unreadable(learner, file, e);
        }
    }

    private static void read(Path file, StoredModel model, RowNames names) throws IOException {
        ModelFile.read(file, new ModelFile.Visitor() {
            @Override
            public void header(ModelHeader header) {
                model.writeHeader(header, 0);
            }

            @Override
            public void block(int block, byte[] encoded) {
                model.write(block, encoded);
            }

            @Override
            public void name(int row, String name) {
                if (!names.isNamed(row)) {
                    names.name(row, name);
                }
            }
        });
    }

    private static void requireSame(MillraceConfig config, LearnerConfig learner, Path file, ModelHeader header) {
        Fingerprint fingerprint = Fingerprint.of(config, learner.spec());
        if (!header.getFingerprint().equals(fingerprint.hex())) {
            throw new StartRefusedException("learner '" + learner.name() + "': the model of " + file
                    + " was trained with another config (fingerprint " + header.getFingerprint() + ", expected "
                    + fingerprint.hex() + "): "
                    + String.join("; ", Fingerprint.differences(header.getConfiguration(), fingerprint.json()))
                    + ". Use the config that millrace replay wrote with it (--emit-config), or replay with this one");
        }
    }

    private static StartRefusedException unreadable(LearnerConfig learner, Path file, IOException e) {
        return new StartRefusedException(
                "learner '" + learner.name() + "': " + file + " (warm-start) cannot be read: " + e.getMessage());
    }
}
