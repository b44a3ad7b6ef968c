package dev.millrace.learn;

import dev.millrace.config.Fingerprint;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.config.TopicsConfig;
import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.Outcome;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.ingest.ExampleReader;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.StoredModel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One learner on one stream task: it resumes from its store, learns, and hands its state back to the store before each
 * commit. Owned by the stream thread.
 */
final class LearnerTask {

    private static final String IF_THE_DISK_IS_AT_FAULT =
            "If the disk is at fault, stop this instance and delete its state"
                    + " directory (kafka.state.dir): the store is then restored from its changelog";

    private final LearnerConfig config;
    private final Fingerprint fingerprint;
    private final LearnerStore store;
    private final StoredModel model;
    private final Learner learner;
    private final StateWriter state = new StateWriter();
    private final ProgressRecorder recorder;
    private final SourceOffsets sources = new SourceOffsets();

    private String topic = "";
    private int partition = -1;
    private long offset = -1;
    private long eventTimeMillis;
    /** Continuation records that the header in the store has. */
    private int overflow;

    private LearnerTask(
            LearnerConfig config,
            Fingerprint fingerprint,
            LearnerStore store,
            Learner learner,
            @Nullable ModelHeader header,
            TopicsConfig topics) {
        this.config = config;
        this.fingerprint = fingerprint;
        this.store = store;
        this.model = store.model();
        this.learner = learner;
        if (header != null) {
            resume(header);
            sources.advance(header, topics);
        }
        this.recorder = new ProgressRecorder(learner, fingerprint.hex());
        store.attach(this::writeBack);
    }

    /**
     * Opens a learner on its store, which has been initialised.
     *
     * @param changelogIsCut whether the learner has learned for certain, so that its store must not be empty
     * @throws StartRefusedException if the store is that of a learner with another config
     * @throws CorruptStateException if the store is damaged
     */
    static LearnerTask open(
            MillraceConfig config,
            LearnerConfig learnerConfig,
            Fingerprint fingerprint,
            LearnerStore store,
            boolean changelogIsCut) {
        try {
            if (changelogIsCut && store.model().readHeader() == null) {
                throw new CorruptStateException("there is no header, but its changelog had records that were deleted");
            }
            return openUndamaged(config, learnerConfig, fingerprint, store);
        } catch (CorruptStateException e) {
            throw config.isAtLeastOnce() ? damagedOrTorn(store, e) : damaged(store, e);
        }
    }

    private static LearnerTask openUndamaged(
            MillraceConfig config, LearnerConfig learnerConfig, Fingerprint fingerprint, LearnerStore store) {
        ModelHeader header = store.model().readHeader();
        if (header != null && !header.getFingerprint().equals(fingerprint.hex())) {
            throw new StartRefusedException(refusal(learnerConfig, fingerprint, header));
        }
        store.model().requireWhole(header);
        Learner learner = LearnerFactory.create(
                config,
                learnerConfig.spec(),
                store.model(),
                header == null ? 0 : header.getParameterDigest(),
                config.workingSetBytes());
        return new LearnerTask(learnerConfig, fingerprint, store, learner, header, config.topics());
    }

    String name() {
        return config.name();
    }

    boolean publishesPredictions() {
        return config.publishPredictions();
    }

    /**
     * Predicts the example and learns from it.
     *
     * @throws CorruptStateException if a block that it needs is damaged
     */
    Outcome process(ExampleReader example) {
        try {
            return learner.process(example.features(), example.label(), example.weight(), example.eventTimeMillis());
        } catch (CorruptStateException e) {
            throw damaged(store, e);
        }
    }

    /**
     * Whether the learner's state has this event in it already. Then it must neither learn it again, nor predict it: it
     * knows the label.
     */
    boolean isBehind(EventSource source) {
        return source.offset() <= offset
                && source.partition() == partition
                && source.topic().equals(topic);
    }

    /** Whether there may be events between its position and this one: it has a position, which is not right before. */
    boolean misses(EventSource source) {
        boolean follows = source.offset() <= offset + 1
                && source.partition() == partition
                && source.topic().equals(topic);
        return partition >= 0 && !follows;
    }

    boolean hasWarmStart() {
        return config.warmStart() != null;
    }

    /** Whether it has never seen an event, in this life or another. */
    boolean isNew() {
        return partition < 0 && learner.step() == 0 && learner.examples() == 0;
    }

    /** Where the learner is, for messages. */
    String position() {
        return topic + "-" + partition + "@" + offset;
    }

    /** Passes over an event that is in the learner's state already. */
    void skip(EventSource source) {
        sources.advance(source);
    }

    /** Ends an event, whether it was learned from or not: the learner's position is now behind it. */
    void advance(EventSource source, long eventTime) {
        topic = source.topic();
        partition = source.partition();
        offset = source.offset();
        eventTimeMillis = eventTime;
        sources.advance(source);
        WorkingSet parameters = learner.parameters();
        if (parameters.isOverLimit()) {
            if (parameters.needsWriteBack()) {
                store.writeBackNow();
            }
            parameters.makeRoom();
        }
    }

    /** Events that this learner scored or refused. */
    long events() {
        return learner.examples() + learner.unlabeled() + learner.refused();
    }

    /** The prediction that an outcome stands for. */
    Prediction prediction(Outcome outcome, EventSource source, ExampleReader example) {
        return Predictions.of(config.spec(), outcome, source, example.eventTimeMillis(), example.label());
    }

    /** How the learner did up to its position. */
    LossReport report() {
        return LossReports.of(learner, fingerprint.hex(), topic, partition, offset, eventTimeMillis);
    }

    /** Publishes how far the learner is: now, and with each write-back. */
    void publishTo(Consumer<LearnerProgress> published) {
        recorder.publishTo(published, topic, partition, offset, eventTimeMillis);
    }

    private void resume(ModelHeader header) {
        LearnerFactory.resume(learner, header);
        if (learner.digest() != header.getDigest()) {
            throw new CorruptStateException(String.format(
                    "learner state: expected digest %016x, found %016x", header.getDigest(), learner.digest()));
        }
        topic = header.getTopic();
        partition = header.getPartition();
        offset = header.getOffset();
        eventTimeMillis = header.getEventTime().toEpochMilli();
        overflow = header.getOverflow();
    }

    private void writeBack() {
        model.writeTogether(learner.parameters()::writeBack);
        ModelHeader header = ModelHeaders.of(
                learner, config.name(), fingerprint, topic, partition, offset, eventTimeMillis, sources.list(), state);
        model.writeHeader(header, overflow);
        overflow = header.getOverflow();
        recorder.wroteBack(topic, partition, offset, eventTimeMillis);
    }

    /** At least once, a process that is killed in the middle of a write-back leaves blocks that are newer than the header. */
    private static CorruptStateException damagedOrTorn(LearnerStore store, CorruptStateException e) {
        return explained(
                store,
                e,
                "Under processing.guarantee at_least_once this is what a kill in the middle of a write-back leaves, on disk"
                        + " and in the changelog: learn anew under another application name. With exactly_once_v2, the"
                        + " default, that cannot happen. " + IF_THE_DISK_IS_AT_FAULT);
    }

    private static CorruptStateException damaged(LearnerStore store, CorruptStateException e) {
        return explained(
                store,
                e,
                IF_THE_DISK_IS_AT_FAULT + ". If that does not help, the changelog has the same damage: learn anew under"
                        + " another application name");
    }

    private static CorruptStateException explained(LearnerStore store, CorruptStateException e, String advice) {
        CorruptStateException explained =
                new CorruptStateException("store " + store.name() + ": " + e.getMessage() + ". " + advice);
        explained.initCause(e);
        return explained;
    }

    private static String refusal(LearnerConfig config, Fingerprint fingerprint, ModelHeader header) {
        return "learner '" + config.name() + "' was trained with another config (fingerprint " + header.getFingerprint()
                + ", now " + fingerprint.hex() + "): "
                + String.join("; ", Fingerprint.differences(header.getConfiguration(), fingerprint.json()))
                + ". To go on learning, restore the old config. To learn anew with the new one, give the application"
                + " another name: it then starts at the beginning of the topic, beside the old one.";
    }
}
