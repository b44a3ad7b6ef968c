package dev.millrace.query;

import dev.millrace.learn.LearnProcessor;
import dev.millrace.state.FeatureNames;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.LearnerStoreType;
import dev.millrace.state.ReadableModel;
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
 * Where the models are. Both functions are called for every question, on its thread, and throw {@link
 * InvalidStateStoreException} while there is nothing to be had: while it is restored, moves to another instance, or is
 * on another instance.
 *
 * @param learners the model of the learner of a name
 * @param names of hashed rows
 */
public record QueryStores(
        Function<String, ? extends ReadableModel> learners, Supplier<ReadOnlyKeyValueStore<Bytes, byte[]>> names) {

    /** The stores that an instance learns in. */
    public static QueryStores learning(KafkaStreams streams) {
        return new QueryStores(learner -> learner(streams, learner, false), () -> names(streams, false));
    }

    /** Copies of the stores that an instance has, whether it learns in them, stands by, or restores them. */
    static QueryStores any(KafkaStreams streams, StandbyModels copies) {
        return new QueryStores(
                learner -> copies.of(learner, learner(streams, learner, true)), () -> names(streams, true));
    }

    private static LearnerStore learner(KafkaStreams streams, String learner, boolean any) {
        return store(streams, LearnProcessor.storeName(learner), new LearnerStoreType(), any);
    }

    private static ReadOnlyKeyValueStore<Bytes, byte[]> names(KafkaStreams streams, boolean any) {
        return store(streams, FeatureNames.STORE, QueryableStoreTypes.keyValueStore(), any);
    }

    private static <T> T store(KafkaStreams streams, String name, QueryableStoreType<T> type, boolean any) {
        StoreQueryParameters<T> wanted = StoreQueryParameters.fromNameAndType(name, type);
        try {
            return streams.store(any ? wanted.enableStaleStores() : wanted);
        } catch (IllegalStateException e) {
            throw new InvalidStateStoreException("the streams client is " + streams.state(), e);
        }
    }
}
