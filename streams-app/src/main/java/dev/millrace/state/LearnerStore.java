package dev.millrace.state;

import dev.millrace.schemas.ModelHeader;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A learner's store: an ordinary changelogged key-value store, in front of which the learner keeps what it works on. Kafka
 * Streams calls {@link #flushCache} before it flushes the producer and commits, so that all that the learner writes back
 * there is in the same transaction as the input offsets; {@link StateStore#commit} would come too late for the changelog.
 *
 * <p>{@link CachedStateStore} is an internal interface of Kafka Streams. This is the one class that uses it; {@code
 * LearnerStoreContractTest} fails the day Kafka changes it.
 *
 * <p>The stream thread owns the store. Other threads may only {@link #snapshot}, {@link #read} and {@link #copy}: the lock
 * keeps the first two from seeing half of a write-back. They can be had only while a learner is attached: without one the
 * store is that of a task that stands by or is restored, which writes past the lock.
 */
public final class LearnerStore implements StateStore, CachedStateStore<Bytes, byte[]>, ReadableModel {

    private final KeyValueStore<Bytes, byte[]> inner;
    private final StoredModel model;
    private final ReadWriteLock writingBack = new ReentrantReadWriteLock();
    private @Nullable Runnable writeBack;

    LearnerStore(KeyValueStore<Bytes, byte[]> inner) {
        this.inner = inner;
        this.model = new StoredModel(inner);
    }

    /**
     * Has {@code learnerWritesBack} called before every commit, until the task is closed or recycled. Whoever attaches
     * must have read all state from this store after it was initialised.
     */
    public void attach(Runnable learnerWritesBack) {
        writingBack.writeLock().lock();
        try {
            writeBack = learnerWritesBack;
        } finally {
            writingBack.writeLock().unlock();
        }
    }

    /** The records as they are in the store, always the same object; for the stream thread. */
    public StoredModel model() {
        return model;
    }

    @Override
    public ModelSnapshot snapshotFrom(int firstBlock) {
        writingBack.readLock().lock();
        try {
            requireAttached();
            return ModelSnapshot.of(inner, firstBlock);
        } finally {
            writingBack.readLock().unlock();
        }
    }

    /** Reads records that belong together. Holds up write-backs meanwhile: keep it short. */
    @Override
    public <T> T read(Function<? super ModelRecords, T> reader) {
        writingBack.readLock().lock();
        try {
            requireAttached();
            return reader.apply(new StoredModel(inner));
        } finally {
            writingBack.readLock().unlock();
        }
    }

    /**
     * All records as they are now, which need not belong together: while the task stands by or is restored, records
     * come in the order of the changelog. Any thread.
     *
     * @param maxBytes how large the blocks may be altogether
     * @throws ModelTooLargeException if they are larger
     * @throws dev.millrace.core.codec.CorruptStateException if the header is damaged, or not whole
     */
    public ModelCopy copy(long maxBytes) {
        return ModelCopy.of(inner, maxBytes);
    }

    /** The header as it is now, for who compares it with that of a copy. Any thread. */
    public @Nullable ModelHeader readHeader() {
        return new StoredModel(inner).readHeader();
    }

    private void requireAttached() {
        if (writeBack == null) {
            throw new InvalidStateStoreException("store " + name() + " has no learner at the moment");
        }
    }

    /** Who reads under the lock is done first. */
    private void detach() {
        writingBack.writeLock().lock();
        try {
            writeBack = null;
        } finally {
            writingBack.writeLock().unlock();
        }
    }

    /** Writes records, of which other threads see all or none. */
    @FunctionalInterface
    public interface Writing {
        void to(StoredModel model) throws IOException;
    }

    /** Replaces the model behind the learner's back: nothing may be attached. For the stream thread. */
    public void replace(Writing writing) throws IOException {
        writingBack.writeLock().lock();
        try {
            writing.to(model);
        } finally {
            writingBack.writeLock().unlock();
        }
    }

    /** Writes back now; between two commits this makes room in memory. It is part of the same transaction. */
    public void writeBackNow() {
        if (writeBack == null) {
            return;
        }
        writingBack.writeLock().lock();
        try {
            writeBack.run();
        } finally {
            writingBack.writeLock().unlock();
        }
    }

    @Override
    public void flushCache() {
        writeBackNow();
    }

    /** The task changes between active and standby: the store will be written behind the learner's back. */
    @Override
    public void clearCache() {
        detach();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        detach();
        inner.init(context, root);
    }

    @Override
    public void close() {
        detach();
        inner.close();
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Bytes, byte[]> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        inner.commit(changelogOffsets);
    }

    @Override
    public @Nullable Long committedOffset(TopicPartition partition) {
        return inner.committedOffset(partition);
    }

    @Override
    @SuppressWarnings("deprecation") // Kafka Streams 4.3 still asks.
    public boolean managesOffsets() {
        return inner.managesOffsets();
    }

    @Override
    public boolean persistent() {
        return inner.persistent();
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }

    @Override
    public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
        return inner.query(query, bound, config);
    }

    @Override
    public Position getPosition() {
        return inner.getPosition();
    }
}
