package dev.millrace.testing;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.feature.EventFields;
import dev.millrace.core.feature.FeatureExtractor;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.InvalidEventException;
import dev.millrace.core.feature.LabelReader;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.feature.Utf8Buffer;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.Outcome;
import dev.millrace.core.learn.Task;
import dev.millrace.core.parameter.WorkingSet;
import java.util.List;
import org.apache.avro.generic.GenericRecord;

/** A learner of the model core alone, without Kafka: what the application's learners are held against. */
public final class CoreLearner {

    private static final RowNames NAMED = new RowNames() {
        @Override
        public boolean isNamed(int row) {
            return true;
        }

        @Override
        public void name(int row, String name) {
            throw new AssertionError("all rows are named");
        }
    };

    private final Learner learner;
    private final FeatureExtractor extractor;
    private final LabelReader labels;
    private final FeatureVector features = new FeatureVector();

    public CoreLearner(MillraceConfig config, String name) {
        LearnerSpec spec = config.learners().stream()
                .filter(l -> l.name().equals(name))
                .findFirst()
                .orElseThrow()
                .spec();
        RowMap rows = new RowMap(config.recipe());
        long scaled = config.recipe().features().stream()
                .filter(f -> f instanceof FeatureSpec.Numeric n && n.standardize())
                .count();
        this.learner = new Learner(
                spec,
                new WorkingSet(Learner.layout(spec, rows.rowCount()), null, 0, Long.MAX_VALUE),
                (int) scaled,
                config.recipe().limits().maxDeviations(),
                config.reports().window());
        this.extractor = new FeatureExtractor(rows, NAMED);
        this.labels = new LabelReader(
                config.label(),
                switch (spec.task()) {
                    case REGRESSION -> new LabelReader.Domain.Numbers();
                    case BINARY -> new LabelReader.Domain.ClassIndices(2);
                    case MULTICLASS -> new LabelReader.Domain.ClassIndices(spec.outputs());
                },
                config.recipe().limits().maxMagnitude());
    }

    /** Predicts the event and learns from it; gives its label. */
    public double process(GenericRecord event, long eventTimeMillis) {
        try {
            extractor.extract(new RecordFields(event, extractor.fields()), eventTimeMillis, features);
            double label = labels.read(new RecordFields(event, labels.fields()));
            learner.process(features, label);
            return label;
        } catch (InvalidEventException e) {
            throw new AssertionError("expected events that can be used", e);
        }
    }

    public Learner learner() {
        return learner;
    }

    public Outcome outcome() {
        return learner.outcome();
    }

    /** All state that is not in parameter blocks. */
    public byte[] state() {
        StateWriter out = new StateWriter();
        learner.save(out);
        return out.toByteArray();
    }

    /** Positive class of a binary task, class index, or value. */
    public boolean isMulticlass() {
        return learner.spec().task() == Task.MULTICLASS;
    }

    /** Fields of a generic record, looked up by name each time. */
    private record RecordFields(GenericRecord event, List<String> names) implements EventFields {

        private Object value(int field) {
            return event.get(names.get(field));
        }

        @Override
        public boolean isNull(int field) {
            return value(field) == null;
        }

        @Override
        public double number(int field) {
            return ((Number) value(field)).doubleValue();
        }

        @Override
        public void category(int field, Utf8Buffer into) {
            into.append(value(field).toString());
        }

        @Override
        public int length(int field) {
            return ((List<?>) value(field)).size();
        }

        @Override
        public void integers(int field, long[] into) {
            for (int i = 0; i < length(field); i++) {
                into[i] = ((Number) ((List<?>) value(field)).get(i)).longValue();
            }
        }

        @Override
        public void numbers(int field, double[] into) {
            for (int i = 0; i < length(field); i++) {
                into[i] = ((Number) ((List<?>) value(field)).get(i)).doubleValue();
            }
        }
    }
}
