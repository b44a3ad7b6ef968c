package dev.millrace.learn;

import dev.millrace.config.TopicsConfig;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.SourceOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far each partition of the events topic was processed. Events of a partition that come again change nothing.
 *
 * <p>Owned by the stream thread. Allocates only when a partition is seen for the first time.
 */
final class SourceOffsets {

    /** Ascending, up to {@link #count}. */
    private int[] partitions = new int[1];

    private long[] offsets = new long[1];
    private int count;
    /** Where the partition of the last event stands: often the next event is of the same. */
    private int latest;

    /** Takes in that an event was processed. */
    void advance(EventSource source) {
        if (source.isOfEventsTopic()) {
            advance(source.sourcePartition(), source.sourceOffset());
        }
    }

    /** Takes in what a header says. */
    void advance(ModelHeader header, TopicsConfig topics) {
        for (SourceOffset source : ModelHeaders.sources(header, topics)) {
            advance(source.getPartition(), source.getOffset());
        }
    }

    private void advance(int partition, long offset) {
        if (latest >= count || partitions[latest] != partition) {
            latest = find(partition);
        }
        offsets[latest] = Math.max(offsets[latest], offset);
    }

    private int find(int partition) {
        int found = Arrays.binarySearch(partitions, 0, count, partition);
        if (found >= 0) {
            return found;
        }
        int place = -found - 1;
        if (count == partitions.length) {
            partitions = Arrays.copyOf(partitions, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        System.arraycopy(partitions, place, partitions, place + 1, count - place);
        System.arraycopy(offsets, place, offsets, place + 1, count - place);
        partitions[place] = partition;
        offsets[place] = -1;
        count++;
        return place;
    }

    /** As a header has them: ascending by partition. */
    List<SourceOffset> list() {
        List<SourceOffset> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(new SourceOffset(partitions[i], offsets[i]));
        }
        return list;
    }
}
