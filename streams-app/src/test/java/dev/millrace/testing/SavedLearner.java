package dev.millrace.testing;

import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.serde.GeneratedClasses;
import dev.millrace.state.ModelSnapshot;
import dev.millrace.state.StoredModel;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a learner's store held.
 *
 * @param blocks encoded, by their numbers
 */
public record SavedLearner(ModelHeader header, SortedMap<Integer, byte[]> blocks) {

    public static SavedLearner of(ModelSnapshot snapshot) {
        SortedMap<Integer, byte[]> blocks = new TreeMap<>();
        snapshot.forEachBlock((block, encoded) -> {
            blocks.put(block, encoded);
            return true;
        });
        return new SavedLearner(Objects.requireNonNull(snapshot.header()), blocks);
    }

    /** Puts it into an empty store. */
    public void writeTo(StoredModel model) {
        blocks.forEach(model::write);
        model.writeHeader(GeneratedClasses.of(ModelHeader.class).deepCopy(ModelHeader.SCHEMA$, header), 0);
    }
}
