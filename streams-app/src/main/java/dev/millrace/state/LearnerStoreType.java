package dev.millrace.state;

import java.util.List;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.internals.StateStoreProvider;

/** Finds a {@link LearnerStore} for interactive queries. */
public final class LearnerStoreType implements QueryableStoreType<LearnerStore> {

    @Override
    public boolean accepts(StateStore store) {
        return store instanceof LearnerStore;
    }

    /** @throws InvalidStateStoreException if this instance does not have the store, or not at the moment */
    @Override
    public LearnerStore create(StateStoreProvider provider, String storeName) {
        List<LearnerStore> stores = provider.stores(storeName, this);
        if (stores.isEmpty()) {
            throw new InvalidStateStoreException("store " + storeName + " is not on this instance at the moment");
        }
        return stores.get(0);
    }
}
