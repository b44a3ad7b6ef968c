package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.config.Fingerprint;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.expert.RowReading;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.link.Averaging;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.parameter.BlockStore;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.learn.LearnerFactory;
import dev.millrace.schemas.ModelHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What never changes of a learner that questions are asked about, and how its experts stood when last asked for. Any thread.
 */
final class ServedLearner {

    private static final BlockStore NO_BLOCKS = new BlockStore() {
        @Override
        public byte @Nullable [] read(int block) {
            return null;
        }

        @Override
        public void write(int block, byte[] encoded) {
            throw new UnsupportedOperationException("a query writes nothing");
        }
    };

    private final MillraceConfig config;
    private final LearnerConfig learner;
    private final Fingerprint fingerprint;
    private final JsonNode description;
    private final Served.Witness witness;
    private final String freshDigest;
    private final ParameterLayout layout;
    /** Threads may write over each other's: all are true. */
    private volatile @Nullable Reading latest;

    /** How the experts stood in the cut of a digest. */
    private record Reading(long digest, @Nullable RowReading experts) {}

    private final List<String> slotNames;

    ServedLearner(MillraceConfig config, LearnerConfig learner, Served.Witness witness) {
        this.config = config;
        this.learner = learner;
        this.fingerprint = Fingerprint.of(config, learner.spec());
        this.description = Json.parse(fingerprint.json());
        Learner fresh = fresh(NO_BLOCKS, 0, 0);
        this.layout = fresh.parameters().layout();
        this.slotNames = slotNames(fresh);
        this.witness = witness;
        this.freshDigest = Provenance.hex(fresh.digest());
    }

    String name() {
        return learner.name();
    }

    /** What decides its learning, in the words of the config. */
    JsonNode description() {
        return description;
    }

    LearnerSpec spec() {
        return learner.spec();
    }

    private static List<String> slotNames(Learner fresh) {
        RowReading reading = fresh.rowReading();
        return reading == null ? ((Optimizer) fresh.spec().optimizer()).slotNames() : reading.experts();
    }

    /** What the optimizer's slots are called, in their order; or the experts that have weights, if there are any. */
    List<String> slotNames() {
        return slotNames;
    }

    /** What its weights are, in words. */
    String weightsAre() {
        return hasExperts() ? RowWeights.MEAN : RowWeights.OWN;
    }

    private boolean hasExperts() {
        return learner.spec().optimizer() instanceof Auto;
    }

    ParameterLayout layout() {
        return layout;
    }

    /** A decoder of the rows of a cut, whose header this is. */
    RowDecoder rows(@Nullable ModelHeader header) {
        LearnerSpec spec = learner.spec();
        Averaging averaging = spec.averaging();
        long steps = header == null ? 0 : checked(header).getStep();
        return new RowDecoder(
                layout,
                new RowWeights(layout, hasExperts() ? reading(header) : null),
                averaging == null ? null : new RowDecoder.Averages(averaging, Learner.averageState(spec), steps));
    }

    /** Resumes the learner to ask for its experts, once for each write-back: that takes memory for each block of the model. */
    private @Nullable RowReading reading(@Nullable ModelHeader header) {
        long digest = header == null ? 0 : header.getDigest();
        Reading known = latest;
        if (known == null || known.digest != digest || header == null) {
            known = new Reading(digest, at(header).rowReading());
            latest = known;
        }
        return known.experts;
    }

    /** @param header null before the learner's first write-back */
    Provenance provenance(@Nullable ModelHeader header) {
        return header == null
                ? new Provenance(name(), fingerprint.hex(), 0, 0, null, List.of(), freshDigest, witness.of(null))
                : Provenance.of(checked(header), config.topics(), witness);
    }

    /**
     * A learner of the caller's own, as the header left it.
     *
     * @param blocks of the same cut as the header; read while the learner predicts
     * @param keptBytes memory for blocks; more is taken while it is needed
     */
    Learner at(@Nullable ModelHeader header, BlockStore blocks, long keptBytes) {
        if (header == null) {
            return fresh(blocks, 0, keptBytes);
        }
        Learner resumed = fresh(blocks, checked(header).getParameterDigest(), keptBytes);
        LearnerFactory.resume(resumed, header);
        return resumed;
    }

    /** The same without parameters: for questions that need none. */
    Learner at(@Nullable ModelHeader header) {
        return at(header, NO_BLOCKS, 0);
    }

    /** @throws CorruptStateException unless header and state belong together */
    void requireWhole(ModelHeader header) {
        long found = at(header).digest();
        if (found != header.getDigest()) {
            throw new CorruptStateException(
                    String.format("learner state: expected digest %016x, found %016x", header.getDigest(), found));
        }
    }

    private Learner fresh(BlockStore blocks, long parameterDigest, long keptBytes) {
        return LearnerFactory.create(config, learner.spec(), blocks, parameterDigest, keptBytes);
    }

    /** A store of another config would be read with the wrong layout. */
    private ModelHeader checked(ModelHeader header) {
        if (!header.getFingerprint().equals(fingerprint.hex())) {
            throw new CorruptStateException("store of learner '" + name() + "': expected fingerprint "
                    + fingerprint.hex() + ", found " + header.getFingerprint()
                    + "; it was trained with another config");
        }
        return header;
    }
}
