package dev.millrace.query;

import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelRecords;
import dev.millrace.state.ModelSnapshot;
import dev.millrace.state.ReadableModel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The last scan of one learner's whole store, which answers as long as the learner has not written back since. One thread
 * scans at a time; those that wait for it take what the next scan finds, because that begins after they asked.
 *
 * <p>Any thread.
 */
final class LatestScan {

    private final ServedLearner learner;
    private final AtomicLong begun = new AtomicLong();
    private volatile @Nullable ModelScan latest;

    LatestScan(ServedLearner learner) {
        this.learner = learner;
    }

    /** A scan of the store as it is now, or as it was at some moment since this was called. */
    ModelScan of(ReadableModel store) {
        long asked = begun.get();
        ModelHeader header = store.read(ModelRecords::readHeader);
        ModelScan scan = latest;
        if (scan != null && scan.isOf(header)) {
            return scan;
        }
        synchronized (this) {
            scan = latest;
            if (scan != null && (scan.number() > asked || scan.isOf(header))) {
                return scan;
            }
            long number = begun.incrementAndGet();
            try (ModelSnapshot snapshot = store.snapshot()) {
                scan = ModelScan.of(number, learner, snapshot);
            }
            latest = scan;
            return scan;
        }
    }
}
