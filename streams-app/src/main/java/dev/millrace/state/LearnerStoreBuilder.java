package dev.millrace.state;

import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Builds {@link LearnerStore}s. The changelog is always on, because the store is the learner; Streams' own record cache is
 * always off, because the learner's working set is the cache.
 */
public final class LearnerStoreBuilder implements StoreBuilder<LearnerStore> {

    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> inner;

    /** @param name of the store; its changelog topic is {@code <application>-<name>-changelog} */
    public LearnerStoreBuilder(String name) {
        this.inner = Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of());
    }

    @Override
    public LearnerStore build() {
        return new LearnerStore(inner.build());
    }

    @Override
    public StoreBuilder<LearnerStore> withCachingEnabled() {
        throw new UnsupportedOperationException("a learner's working set is its cache");
    }

    @Override
    public StoreBuilder<LearnerStore> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<LearnerStore> withLoggingEnabled(Map<String, String> config) {
        inner.withLoggingEnabled(config);
        return this;
    }

    @Override
    public StoreBuilder<LearnerStore> withLoggingDisabled() {
        throw new UnsupportedOperationException("without its changelog a learner could not be restored");
    }

    @Override
    public Map<String, String> logConfig() {
        return inner.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return true;
    }

    @Override
    public String name() {
        return inner.name();
    }
}
