package dev.millrace.state;

import dev.millrace.core.parameter.BlockStore;
import dev.millrace.schemas.ModelHeader;
import org.jspecify.annotations.Nullable;

/** A learner's header and parameter blocks. */
public interface ModelRecords extends BlockStore {

    /** The header with its whole state, or null if this learner has never written. */
    @Nullable
    ModelHeader readHeader();
}
