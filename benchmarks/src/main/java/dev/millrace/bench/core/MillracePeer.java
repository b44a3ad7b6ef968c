package dev.millrace.bench.core;

import dev.millrace.core.feature.EventFields;
import dev.millrace.core.feature.FeatureExtractor;
import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.InvalidEventException;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.feature.Utf8Buffer;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.Outcome;
import dev.millrace.core.learn.Task;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.optimizer.UpdateRule;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.LearningRateSchedule;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The learner that runs in the topology, with all that it measures and guards against. */
final class MillracePeer implements Peer {

    private static final String INDICES = "indices";
    private static final String VALUES = "values";

    private final String name;
    private final LearnerSpec spec;
    private final FeatureExtractor extractor;
    private final RowFields fields;
    private final FeatureVector[] vectors =
            Stream.generate(FeatureVector::new).limit(CHUNK).toArray(FeatureVector[]::new);
    private final double[] labels = new double[CHUNK];
    private int size;
    private int refused;
    private Learner learner;

    MillracePeer(double rate, double epsilon) {
        this("millrace", new AdaGrad(0, epsilon), new Constant(rate));
    }

    MillracePeer(String name, UpdateRule rule, LearningRateSchedule schedule) {
        this.name = name;
        this.spec = new LearnerSpec("core", Task.BINARY, 1, new LogisticLoss(), rule, schedule, 1);
        this.extractor = new FeatureExtractor(new RowMap(recipe()), RowNames.NONE);
        this.fields = new RowFields(extractor.fields());
        this.learner = fresh();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        learner = fresh();
    }

    @Override
    public void prepare(Rows rows, int from, int to) {
        size = to - from;
        for (int i = 0; i < size; i++) {
            fields.show(rows, from + i);
            labels[i] = rows.labels[from + i];
            try {
                extractor.extract(fields, 0, vectors[i]);
            } catch (InvalidEventException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void learn() {
        for (int i = 0; i < size; i++) {
            if (learner.process(vectors[i], labels[i]).status() != Outcome.Status.LEARNED) {
                refused++;
            }
        }
    }

    /** The learner judges itself, in the time that is taken. */
    @Override
    public void judge() {
        if (refused > 0) {
            throw new IllegalStateException("expected all rows to be learned from, " + refused + " were refused");
        }
    }

    @Override
    public double meanLoss() {
        return learner.evaluation().meanLoss();
    }

    /** Where it differs from what the fixed loop ended with; -1 if nowhere. */
    int firstDifference(FixedLoop loop) {
        WorkingSet parameters = learner.parameters();
        for (int index = 0; index < Rows.DIMENSION; index++) {
            int offset = parameters.locate(index);
            if (!loop.isEqual(index, parameters.data(), offset)) {
                return index;
            }
        }
        return -1;
    }

    @Override
    public void close() {}

    private Learner fresh() {
        return new Learner(
                spec,
                new WorkingSet(Learner.layout(spec, Rows.DIMENSION), null, 0, Long.MAX_VALUE),
                0,
                Double.POSITIVE_INFINITY,
                10_000);
    }

    private static FeatureRecipe recipe() {
        List<FeatureSpec> features = new ArrayList<>();
        for (int i = 1; i <= Rows.NUMBERS; i++) {
            features.add(new FeatureSpec.Numeric("n" + i, "n" + i, FeatureSpec.Transform.NONE, false));
        }
        features.add(new FeatureSpec.Sparse("categories", INDICES, VALUES, Rows.HASHES));
        return new FeatureRecipe(features, 1, 0, ZoneOffset.UTC, FeatureRecipe.Limits.DEFAULT);
    }

    /** One row as the fields of an event. */
    private static final class RowFields implements EventFields {

        private static final int FIRST_CATEGORY = 1 + Rows.NUMBERS;

        private final int indicesField;
        private Rows rows = new Rows(0, 0);
        private int start;

        RowFields(List<String> names) {
            for (int i = 1; i <= Rows.NUMBERS; i++) {
                if (!names.get(i - 1).equals("n" + i)) {
                    throw new IllegalStateException("expected the numbers in front, got " + names);
                }
            }
            indicesField = names.indexOf(INDICES);
        }

        void show(Rows shown, int row) {
            rows = shown;
            start = row * Rows.WIDTH;
        }

        @Override
        public boolean isNull(int field) {
            return false;
        }

        @Override
        public double number(int field) {
            return rows.values[start + 1 + field];
        }

        @Override
        public void category(int field, Utf8Buffer into) {
            throw new UnsupportedOperationException("categories are hashed already");
        }

        @Override
        public int length(int field) {
            return Rows.CATEGORIES;
        }

        @Override
        public void integers(int field, long[] into) {
            if (field != indicesField) {
                throw new IllegalStateException("expected field " + indicesField + ", got " + field);
            }
            for (int i = 0; i < Rows.CATEGORIES; i++) {
                into[i] = (long) rows.indices[start + FIRST_CATEGORY + i] - FIRST_CATEGORY;
            }
        }

        @Override
        public void numbers(int field, double[] into) {
            for (int i = 0; i < Rows.CATEGORIES; i++) {
                into[i] = rows.values[start + FIRST_CATEGORY + i];
            }
        }
    }
}
