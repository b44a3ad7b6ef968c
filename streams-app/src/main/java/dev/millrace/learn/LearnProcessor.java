package dev.millrace.learn;

import dev.millrace.config.Fingerprint;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.learn.Outcome;
import dev.millrace.ingest.EventDecoder;
import dev.millrace.ingest.ExampleReader;
import dev.millrace.ingest.RejectedEventException;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.registry.RegistryUnavailableException;
import dev.millrace.state.FeatureNames;
import dev.millrace.state.LearnerStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event in; a prediction of each publishing learner, now and then a loss report, or a quarantined event out. The event
 * is read once, however many learners there are. Owned by the stream thread.
 *
 * <p>A learner skips events at or before its position, each learner on its own: they are in its state. So it is after a
 * crash under at_least_once, and after the application's offsets were set back by hand. For a skipped event nothing is
 * published on behalf of that learner: it was predicted before it was learned from, and another prediction now would know
 * the label. An event that all learners skip is not even read, nor quarantined again.
 */
public final class LearnProcessor extends ContextualProcessor<byte[], byte[], byte[], SpecificRecord> {

    /** Names of the children that records of each kind are sent to. */
    public static final String PREDICTIONS = "predictions";

    public static final String LOSS_REPORTS = "loss-reports";
    public static final String QUARANTINED = "quarantined";

    /**
     * Largest record, unless told otherwise: one of the quarantine topic holds a whole event, which may itself be as large
     * as a broker takes by default (1 MiB), its headers once more, and why it was refused.
     */
    public static final int RECORD_BYTES = 4 << 20;

    private static final Logger log = LoggerFactory.getLogger(LearnProcessor.class);

    private final MillraceConfig config;
    private final Surroundings surroundings;
    private final Runnable prepareOutputs;
    private final EventSource source;
    private final List<LearnerTask> learners = new ArrayList<>();
    private EventDecoder decoder;
    private ExampleReader example;
    private FeatureNames names;
    private TaskProgress progress;
    private boolean begun;
    private boolean toldOfRepeated;
    private boolean prepared;

    /** In plain surroundings. */
    public LearnProcessor(MillraceConfig config) {
        this(config, Surroundings.plain(), () -> {});
    }

    /**
     * @param prepareOutputs called before the first event, so that later outputs need no registry
     */
    public LearnProcessor(MillraceConfig config, Surroundings surroundings, Runnable prepareOutputs) {
        this.config = config;
        this.surroundings = surroundings;
        this.prepareOutputs = prepareOutputs;
        this.source = new EventSource(config.topics().events());
    }

    /** Name of a learner's store. */
    public static String storeName(String learner) {
        return "learner-" + learner;
    }

    /**
     * @throws StartRefusedException if a store is that of a learner with another config, or if this is not the only task
     * @throws CorruptStateException if a store is damaged
     */
    @Override
    public void init(ProcessorContext<byte[], SpecificRecord> context) {
        super.init(context);
        requireFirstPartition(context.taskId());
        RowMap rows = new RowMap(config.recipe());
        decoder = new EventDecoder(config);
        names = new FeatureNames(context.getStateStore(FeatureNames.STORE), config.recipe());
        example = new ExampleReader(config, rows, names);
        learners.clear();
        progress = new TaskProgress(config.learners().size());
        config.learners().forEach(learner -> learners.add(open(learner)));
        begun = false;
        surroundings.board().show(progress);
    }

    private LearnerTask open(LearnerConfig learner) {
        LearnerTask task = LearnerTask.open(
                config,
                learner,
                Fingerprint.of(config, learner.spec()),
                store(learner),
                surroundings.changelogIsCut().test(learner.name()));
        int number = config.learners().indexOf(learner);
        task.publishTo(published -> progress.publish(number, published));
        return task;
    }

    private LearnerStore store(LearnerConfig learner) {
        return context().getStateStore(storeName(learner.name()));
    }

    /** Not when the task starts: what is written before an event would open a transaction that nobody commits. */
    private void begin() {
        for (int i = 0; i < learners.size(); i++) {
            LearnerConfig learner = config.learners().get(i);
            if (learner.warmStart() != null && learners.get(i).isNew()) {
                WarmStart.load(config, learner, store(learner), names);
                learners.set(i, open(learner));
                log.info(
                        "learner '{}' begins with the model of {}, behind {}",
                        learner.name(),
                        learner.warmStart(),
                        learners.get(i).position());
                if (learners.get(i).misses(source)) {
                    log.warn(
                            "learner '{}' begins with the model of {}, which is that behind {}, but the application goes on"
                                    + " at {}-{}@{}: the events between are not learned from. An application of another"
                                    + " name begins at the start of the topic, and skips what the model knows",
                            learner.name(),
                            learner.warmStart(),
                            learners.get(i).position(),
                            source.topic(),
                            source.partition(),
                            source.offset());
                }
            }
        }
    }

    @Override
    public void process(Record<byte[], byte[]> event) {
        source.set(context().recordMetadata().orElseThrow(), event.headers());
        if (!begun) {
            begin();
            begun = true;
        }
        if (skippedByAll()) {
            return;
        }
        if (!prepared) {
            prepare();
        }
        try {
            example.read(decode(event), event.timestamp());
        } catch (RejectedEventException e) {
            quarantine(event, e.stage(), null, e.reason());
            for (LearnerTask learner : learners) {
                if (!learner.isBehind(source)) {
                    learner.advance(source, event.timestamp());
                }
            }
            return;
        }
        for (LearnerTask learner : learners) {
            if (!learner.isBehind(source)) {
                learn(learner, event);
            }
        }
    }

    private void prepare() {
        try {
            prepareOutputs.run();
        } catch (RegistryUnavailableException e) {
            surroundings.registryWait().retry(e, () -> {
                prepareOutputs.run();
                return true;
            });
        }
        prepared = true;
    }

    private IndexedRecord decode(Record<byte[], byte[]> event) throws RejectedEventException {
        try {
            return decoder.decode(source.sourceTopic(), event.headers(), event.value());
        } catch (RegistryUnavailableException e) {
            return surroundings
                    .registryWait()
                    .<IndexedRecord, RejectedEventException>retry(
                            e, () -> decoder.decode(source.sourceTopic(), event.headers(), event.value()));
        }
    }

    /** Has learners skip the event that have learned it, and says whether all have; the first time it is told of. */
    private boolean skippedByAll() {
        boolean all = true;
        for (LearnerTask learner : learners) {
            if (!learner.isBehind(source)) {
                all = false;
                continue;
            }
            learner.skip(source);
            if (!toldOfRepeated) {
                toldOfRepeated = true;
                tellOfRepeated(learner);
            }
        }
        return all;
    }

    private void tellOfRepeated(LearnerTask learner) {
        String what = "event " + source.topic() + "-" + source.partition() + "@" + source.offset() + " was learned by '"
                + learner.name() + "' already, whose state is that behind " + learner.position()
                + "; events up to there are skipped by each learner that has learned them";
        if (config.isAtLeastOnce()) {
            log.info("{}. So it is after a crash under at_least_once", what);
        } else if (learner.hasWarmStart()) {
            log.info("{}. So it is when it began with a model that knows them", what);
        } else {
            log.warn(
                    "{}. Were the application's offsets set back, or the topic created anew? To learn them, give the"
                            + " application another name",
                    what);
        }
    }

    @Override
    public void close() {
        // A task is opened anew at each rebalance.
        if (decoder != null) {
            decoder.close();
        }
        if (progress != null) {
            surroundings.board().remove(progress);
        }
    }

    private void learn(LearnerTask learner, Record<byte[], byte[]> event) {
        Outcome outcome = learner.process(example);
        learner.advance(source, example.eventTimeMillis());
        if (outcome.status() == Outcome.Status.REFUSED) {
            quarantine(event, QuarantineStage.LEARN, learner.name(), outcome.refusal());
        } else if (learner.publishesPredictions()) {
            context().forward(event.withValue(learner.prediction(outcome, source, example)), PREDICTIONS);
        }
        if (learner.events() % config.reports().every() == 0) {
            LossReport report = learner.report();
            // Without the event's headers: they are nothing of the report's, and its topic keeps them.
            context().forward(new Record<>(LossReports.key(report), report, event.timestamp()), LOSS_REPORTS);
        }
    }

    /** Of several partitions, each would teach a model of its own, of which only one would be seen. */
    private static void requireFirstPartition(TaskId task) {
        if (task.partition() != 0) {
            throw new StartRefusedException(
                    "the events to learn from come from several partitions, expected one, because"
                            + " one model needs one order of events. If the events topic was given more partitions, start the"
                            + " application again: their order is then logged in the sequence topic. In a topology of your own,"
                            + " repartition them to one partition first.");
        }
    }

    private void quarantine(
            Record<byte[], byte[]> event, QuarantineStage stage, @Nullable String learner, String reason) {
        progress.quarantined(stage);
        QuarantinedEvent quarantined =
                Quarantine.of(event, source, stage, learner, reason, surroundings.quarantineBytes());
        context().forward(event.withValue(quarantined), QUARANTINED);
    }
}
