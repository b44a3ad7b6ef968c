package dev.millrace.query;

import dev.millrace.learn.LearnProcessor;
import dev.millrace.state.FeatureNames;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.LearnerStoreType;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Where the stores are. Both functions are called for every question, on its thread, and throw {@link
 * InvalidStateStoreException} while the store is not to be had: while it is restored, moves to another instance, or is
 * on another instance.
 *
 * @param learners the store of the learner of a name
 * @param names of hashed rows
 */
public record QueryStores(
        Function<String, LearnerStore> learners, Supplier<ReadOnlyKeyValueStore<Bytes, byte[]>> names) {

    /** The stores of a running application. */
    public static QueryStores of(KafkaStreams streams) {
        return new QueryStores(
                learner -> store(streams, LearnProcessor.storeName(learner), new LearnerStoreType()),
                () -> store(streams, FeatureNames.STORE, QueryableStoreTypes.keyValueStore()));
    }

    private static <T> T store(KafkaStreams streams, String name, QueryableStoreType<T> type) {
        try {
            return streams.store(StoreQueryParameters.fromNameAndType(name, type));
        } catch (IllegalStateException e) {
            throw new InvalidStateStoreException("the streams client is " + streams.state(), e);
        }
    }
}
