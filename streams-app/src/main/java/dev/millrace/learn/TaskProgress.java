package dev.millrace.learn;

import dev.millrace.schemas.QuarantineStage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How far the learners of one stream task are. The stream thread that owns the task counts and publishes; any thread
 * reads what was published last, learner by learner. Of two learners, one may be a write-back ahead of the other.
 */
public final class TaskProgress {

    private final AtomicReferenceArray<LearnerProgress> learners;
    /** The stream thread's own. */
    private final Map<QuarantineStage, Long> counting = new EnumMap<>(QuarantineStage.class);
    /** As of the last write-back; never changed once it is here. */
    private volatile Map<QuarantineStage, Long> quarantined;

    TaskProgress(int learners) {
        this.learners = new AtomicReferenceArray<>(learners);
        for (QuarantineStage stage : QuarantineStage.values()) {
            counting.put(stage, 0L);
        }
        quarantined = copy();
    }

    /** Counts an event that goes to quarantine; read by others after the next write-back. */
    void quarantined(QuarantineStage stage) {
        counting.merge(stage, 1L, Long::sum);
    }

    void publish(int number, LearnerProgress progress) {
        quarantined = copy();
        learners.set(number, progress);
    }

    /** In the order of the config. */
    public List<LearnerProgress> learners() {
        List<LearnerProgress> list = new ArrayList<>(learners.length());
        for (int i = 0; i < learners.length(); i++) {
            LearnerProgress progress = learners.get(i);
            if (progress != null) {
                list.add(progress);
            }
        }
        return list;
    }

    /** Records sent to the quarantine topic since this instance took over the task, for each stage. */
    public Map<QuarantineStage, Long> quarantined() {
        return quarantined;
    }

    private Map<QuarantineStage, Long> copy() {
        return Collections.unmodifiableMap(new EnumMap<>(counting));
    }
}
