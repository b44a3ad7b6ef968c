package dev.millrace.query;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.ModelCopy;
import dev.millrace.state.ModelTooLargeException;
import dev.millrace.state.ReadableModel;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Models of tasks that stand by or are restored. Records reach their stores in the order of the changelog, past every
 * lock, and a store may be in the middle of a transaction at any moment; but a learner's digest tells whether header and
 * blocks belong together. So each question is answered from a copy that has the digest that its header says: from
 * a new one, or while there is none, from the one before. Any thread.
 */
final class StandbyModels {

    private final Map<String, ServedLearner> learners;
    private final long maxBytes;
    private final Map<String, Last> last = new ConcurrentHashMap<>();

    /** The last copy that was whole, and the store that it was made of. Memory that runs short may take the copy. */
    private record Last(LearnerStore store, SoftReference<ModelCopy> copy) {}

    /** @param maxBytes how much memory a copy of one model may take: as much as a learner's working set */
    StandbyModels(Map<String, ServedLearner> learners, long maxBytes) {
        this.learners = learners;
        this.maxBytes = maxBytes;
    }

    /** @throws InvalidStateStoreException if the store was not whole yet at any moment that somebody asked */
    ReadableModel of(String name, LearnerStore store) {
        ServedLearner learner = Objects.requireNonNull(learners.get(name));
        // One copy at a time, and one for all who ask meanwhile.
        synchronized (learner) {
            Last before = last.get(name);
            ModelCopy known = before != null && before.store == store ? before.copy.get() : null;
            ModelCopy copy = copy(learner, store, known);
            last.put(name, new Last(store, new SoftReference<>(copy)));
            return copy;
        }
    }

    private ModelCopy copy(ServedLearner learner, LearnerStore store, @Nullable ModelCopy known) {
        try {
            if (known != null && isSame(known.readHeader(), store.readHeader())) {
                return known;
            }
            ModelCopy copy = store.copy(maxBytes);
            requireWhole(learner, copy);
            return copy;
        } catch (CorruptStateException e) {
            if (known != null) {
                return known;
            }
            throw new InvalidStateStoreException(
                    "learner '" + learner.name() + "' is being restored here: " + e.getMessage(), e);
        } catch (ModelTooLargeException e) {
            throw new InvalidStateStoreException(
                    "learner '" + learner.name() + "' can be asked only where it learns: " + e.getMessage()
                            + "; memory.working-set allows more",
                    e);
        }
    }

    /** The header is the last of a transaction's records. */
    private static boolean isSame(@Nullable ModelHeader copied, @Nullable ModelHeader stored) {
        return copied != null && copied.equals(stored);
    }

    private static void requireWhole(ServedLearner learner, ModelCopy copy) {
        copy.requireWhole();
        ModelHeader header = copy.readHeader();
        if (header == null) {
            throw new CorruptStateException("expected a header, found none: nothing has come yet");
        }
        learner.requireWhole(header);
    }
}
