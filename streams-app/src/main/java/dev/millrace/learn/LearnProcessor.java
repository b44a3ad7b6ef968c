package dev.millrace.learn;

import dev.millrace.config.Fingerprint;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.learn.Outcome;
import dev.millrace.ingest.ExampleReader;
import dev.millrace.ingest.RejectedEventException;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.serde.SerdesByName;
import dev.millrace.state.FeatureNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * One event in; a prediction of each publishing learner, now and then a loss report, or a quarantined event out. The event
 * is read once, however many learners there are. Owned by the stream thread.
 */
public final class LearnProcessor extends ContextualProcessor<byte[], byte[], byte[], SpecificRecord> {

    /** Names of the children that records of each kind are sent to. */
    public static final String PREDICTIONS = "predictions";

    public static final String LOSS_REPORTS = "loss-reports";
    public static final String QUARANTINED = "quarantined";

    private final MillraceConfig config;
    private final EventSource source;
    private final List<LearnerTask> learners = new ArrayList<>();
    private ExampleReader example;

    public LearnProcessor(MillraceConfig config) {
        this.config = config;
        this.source = new EventSource(config.topics().events());
    }

    /** Name of a learner's store. */
    public static String storeName(String learner) {
        return "learner-" + learner;
    }

    /** @throws StartRefusedException if a store is that of a learner with another config */
    @Override
    public void init(ProcessorContext<byte[], SpecificRecord> context) {
        super.init(context);
        RowMap rows = new RowMap(config.recipe());
        example = new ExampleReader(
                config,
                rows,
                new FeatureNames(context.getStateStore(FeatureNames.STORE)),
                SerdesByName.deserializer(config.serdes().deserializer(), config.registry(), false));
        learners.clear();
        for (LearnerConfig learner : config.learners()) {
            learners.add(LearnerTask.open(
                    config,
                    learner,
                    Fingerprint.of(config, learner.spec()),
                    context.getStateStore(storeName(learner.name()))));
        }
    }

    @Override
    public void process(Record<byte[], byte[]> event) {
        source.set(context().recordMetadata().orElseThrow(), event.headers());
        try {
            example.read(source.sourceTopic(), event.headers(), event.value(), event.timestamp());
        } catch (RejectedEventException e) {
            quarantine(event, e.stage(), null, e.reason());
            for (LearnerTask learner : learners) {
                learner.advance(source, event.timestamp());
            }
            return;
        }
        for (LearnerTask learner : learners) {
            learn(learner, event);
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
            context().forward(event.withKey(LossReports.key(report)).withValue(report), LOSS_REPORTS);
        }
    }

    private void quarantine(
            Record<byte[], byte[]> event, QuarantineStage stage, @Nullable String learner, String reason) {
        context().forward(event.withValue(Quarantine.of(event, source, stage, learner, reason)), QUARANTINED);
    }
}
