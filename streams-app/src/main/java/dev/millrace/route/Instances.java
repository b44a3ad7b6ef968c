package dev.millrace.route;

import dev.millrace.learn.LearnProcessor;
import dev.millrace.query.Served.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * The instances of an application, as the group's last rebalance told this one. All learners of an application are one
 * task: one instance has them all. Any thread.
 */
public final class Instances {

    private static final int ONLY_PARTITION = 0;

    private final KafkaStreams streams;
    private final HostInfo self;
    private final String store;

    /**
     * @param self as the others know this instance: its {@code application.server}
     * @param learner any of the application
     */
    public Instances(KafkaStreams streams, HostInfo self, String learner) {
        this.streams = streams;
        this.self = self;
        this.store = LearnProcessor.storeName(learner);
    }

    /** This instance. */
    public HostInfo self() {
        return self;
    }

    /** The one that learns; one that died stays here until the group has noticed. Null if it is not known. */
    public @Nullable HostInfo learning() {
        KeyQueryMetadata known = known();
        return known == null ? null : known.activeHost();
    }

    /** Whether another instance learns, so that this one can pass questions on. */
    public boolean isLearningElsewhere() {
        HostInfo learning = learning();
        return learning != null && !learning.equals(self);
    }

    /** Those that stand by, ordered by host and port. */
    public List<HostInfo> standingBy() {
        KeyQueryMetadata known = known();
        return known == null
                ? List.of()
                : known.standbyHosts().stream()
                        .sorted(Comparator.comparing(HostInfo::host).thenComparing(HostInfo::port))
                        .toList();
    }

    /** What this instance does with learners that it has, but that are not learning here. */
    public Role roleBesideLearning() {
        try {
            for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
                if (!thread.standbyTasks().isEmpty()) {
                    return Role.STANDBY;
                }
            }
        } catch (IllegalStateException notRunning) {
            return Role.RESTORING;
        }
        return Role.RESTORING;
    }

    private @Nullable KeyQueryMetadata known() {
        try {
            KeyQueryMetadata known = streams.queryMetadataForKey(
                    store, "", (topic, key, value, partitions) -> Optional.of(Set.of(ONLY_PARTITION)));
            return known == null || known.equals(KeyQueryMetadata.NOT_AVAILABLE) ? null : known;
        } catch (IllegalStateException | InvalidStateStoreException notRunning) {
            return null;
        }
    }
}
