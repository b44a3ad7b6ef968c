package dev.millrace.query;

import dev.millrace.core.learn.Learner;
import dev.millrace.core.parameter.BlockStore;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.learn.LearnerFactory;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelRecords;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A learner that predicts as the store says. It is kept from question to question, with some of the blocks that it has read,
 * because to make one costs more than to predict; when the store has gone on, it follows. One thread at a time.
 */
final class ResumedLearner implements BlockStore {

    /** Memory that is kept for blocks. */
    private static final long KEPT_BYTES = 4 << 20;

    private final ServedLearner served;
    private @Nullable Learner learner;
    /** Of the cut that the learner is at; null for that before the first write-back. */
    private @Nullable ModelHeader header;
    /** Only while it is locked. */
    private @Nullable ModelRecords store;

    ResumedLearner(ServedLearner served) {
        this.served = served;
    }

    /**
     * The learner of the store's cut, which has these blocks in memory; it may predict whatever needs no others.
     *
     * @param model is locked until this returns
     */
    Learner at(ModelRecords model, BitSet blocks) {
        store = model;
        try {
            Learner current = follow(model.readHeader());
            int rowsPerBlock = served.layout().rowsPerBlock();
            for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
                current.parameters().locate(block * rowsPerBlock);
            }
            return current;
        } catch (RuntimeException e) {
            // Half of it may be of one cut.
            learner = null;
            throw e;
        } finally {
            store = null;
        }
    }

    private Learner follow(@Nullable ModelHeader found) {
        Learner current = learner;
        if (current == null || found == null || header == null) {
            current = served.at(found, this, KEPT_BYTES);
        } else if (found.getDigest() != header.getDigest()) {
            served.provenance(found);
            current.parameters().reset(found.getParameterDigest());
            LearnerFactory.resume(current, found);
        }
        learner = current;
        header = found;
        return current;
    }

    /** Of the cut that the learner is at. */
    Provenance provenance() {
        return served.provenance(header);
    }

    /** Gives back memory beyond what is kept. */
    void trim() {
        WorkingSet parameters = Objects.requireNonNull(learner).parameters();
        if (parameters.isOverLimit()) {
            parameters.makeRoom();
        }
    }

    @Override
    public byte @Nullable [] read(int block) {
        return Objects.requireNonNull(store, "a block that was not asked for").read(block);
    }

    @Override
    public void write(int block, byte[] encoded) {
        throw new UnsupportedOperationException("a query writes nothing");
    }
}
