package dev.millrace.core.feature;

import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Cross;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import dev.millrace.core.feature.FeatureSpec.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the fields of an event into a {@link FeatureVector}, as a {@link FeatureRecipe} says. Done once per event,
 * however many learners there are; what differs between learners (running standardisation) is left to them.
 *
 * <p>Depends on nothing but the event. Allocates nothing after warm-up, unless a row is named for the first time. One
 * thread.
 */
public final class FeatureExtractor {

    /** A step of the recipe, bound to rows and fields. */
    @FunctionalInterface
    private interface Step {
        void run(EventFields fields, FeatureVector into) throws InvalidEventException;
    }

    private final RowMap rows;
    private final RowNames names;
    private final FeatureRecipe.Limits limits;
    private final EventClock clock;
    private final Map<String, Integer> fields = new LinkedHashMap<>();
    private final Map<String, Category> categories = new LinkedHashMap<>();
    private final Step[] steps;
    private final Category[] categoryOrder;

    public FeatureExtractor(RowMap rows, RowNames names) {
        this.rows = rows;
        this.names = names;
        this.limits = rows.recipe().limits();
        this.clock = new EventClock(rows.recipe().zone());
        this.steps = compile(rows.recipe().features());
        this.categoryOrder = categories.values().toArray(new Category[0]);
    }

    /** Names of the event's fields that {@link #extract} reads; position in this list is the field's number. */
    public List<String> fields() {
        return List.copyOf(fields.keySet());
    }

    /**
     * Replaces the content of {@code into} with the event's features.
     *
     * @param eventTimeMillis event time, milliseconds since 1970-01-01T00:00Z
     * @throws InvalidEventException if a feature is of the wrong type, not finite or beyond the recipe's limits; the
     *     content of {@code into} is then undefined
     */
    public void extract(EventFields event, long eventTimeMillis, FeatureVector into) throws InvalidEventException {
        into.clear();
        clock.set(eventTimeMillis);
        for (Category category : categoryOrder) {
            category.read(event);
        }
        for (Step step : steps) {
            step.run(event, into);
        }
        if (into.size() > limits.maxFeatures()) {
            throw tooMany(into.size());
        }
    }

    private Step[] compile(List<FeatureSpec> features) {
        // Categories first: a cross may name one that stands further down.
        for (FeatureSpec feature : features) {
            if (feature instanceof Categorical c) {
                categories.put(c.name(), new FieldCategory(field(c.field()), c.name(), namespace(c.name())));
            } else if (feature instanceof TimePart t && t.encoding() == Encoding.CATEGORICAL) {
                categories.put(t.name(), new TimeCategory(t.part(), namespace(t.name())));
            }
        }
        // Standardised features lead the vector.
        List<Step> order = new ArrayList<>();
        List<Step> rest = new ArrayList<>();
        rest.add((event, into) -> into.add(RowMap.BIAS_ROW, 1));
        for (int i = 0; i < features.size(); i++) {
            FeatureSpec feature = features.get(i);
            if (feature instanceof Numeric n && n.standardize()) {
                order.add(scaled(n, rows.firstRow(i)));
            } else {
                rest.add(compile(feature, rows.firstRow(i)));
            }
        }
        order.addAll(rest);
        return order.toArray(new Step[0]);
    }

    private Step compile(FeatureSpec feature, int row) {
        if (feature instanceof Numeric numeric) {
            int field = field(numeric.field());
            return (event, into) -> {
                if (!event.isNull(field)) {
                    into.add(row, number(event, field, numeric));
                }
            };
        }
        if (feature instanceof Categorical categorical) {
            return single(categorical.name());
        }
        if (feature instanceof TimePart part) {
            return part.encoding() == Encoding.CATEGORICAL ? single(part.name()) : cyclic(part.part(), row);
        }
        if (feature instanceof Cross cross) {
            return cross(cross);
        }
        return sparse((Sparse) feature, row);
    }

    private Step scaled(Numeric numeric, int row) {
        int field = field(numeric.field());
        return (event, into) -> into.addScaled(row, event.isNull(field) ? Float.NaN : number(event, field, numeric));
    }

    private Step single(String name) {
        Category category = category(name);
        return (event, into) -> {
            if (category.isPresent()) {
                int row = rows.hashedRow(category.hash());
                if (!names.isNamed(row)) {
                    names.name(row, name + "=" + category.text());
                }
                into.add(row, 1);
            }
        };
    }

    private Step cyclic(TimePart.Part part, int row) {
        return (event, into) -> {
            double turns = clock.turns(part);
            into.add(row, (float) Circle.sine(turns));
            into.add(row + 1, (float) Circle.cosine(turns));
        };
    }

    private Step cross(Cross cross) {
        Category left = category(cross.left());
        Category right = category(cross.right());
        long namespace = namespace(cross.name());
        return (event, into) -> {
            if (left.isPresent() && right.isPresent()) {
                int row = rows.hashedRow(Category.hashPair(left, right, namespace));
                if (!names.isNamed(row)) {
                    names.name(row, cross.name() + "=" + left.text() + "*" + right.text());
                }
                into.add(row, 1);
            }
        };
    }

    private Step sparse(Sparse sparse, int firstRow) {
        SparseArrays arrays = new SparseArrays(sparse, field(sparse.indices()), field(sparse.values()));
        long namespace = namespace(sparse.name());
        return (event, into) -> {
            int length = arrays.length(event);
            if (length > limits.maxFeatures()) {
                throw tooMany(length);
            }
            if (length == 0) {
                return;
            }
            arrays.read(event, length);
            for (int i = 0; i < length; i++) {
                float value = inRange(arrays.value(i), sparse.name());
                int row = sparseRow(sparse, firstRow, arrays.index(i), namespace);
                if (value != 0) {
                    into.add(row, value);
                }
            }
        };
    }

    private int sparseRow(Sparse sparse, int firstRow, long index, long namespace) {
        if (sparse.dimension() > 0) {
            return firstRow + (int) index;
        }
        int row = rows.hashedRow(Category.hashIndex(index, namespace));
        if (!names.isNamed(row)) {
            names.name(row, sparse.name() + "=" + index);
        }
        return row;
    }

    private float number(EventFields event, int field, Numeric numeric) throws InvalidEventException {
        double number;
        try {
            number = event.number(field);
        } catch (InvalidEventException e) {
            throw InvalidEventException.feature(numeric.name(), e.reason());
        }
        float checked = inRange(number, numeric.name());
        return numeric.transform() == Transform.LOG1P
                ? (float) Math.copySign(StrictMath.log1p(Math.abs(number)), number)
                : checked;
    }

    private float inRange(double number, String name) throws InvalidEventException {
        if (!(Math.abs(number) <= limits.maxMagnitude())) {
            throw InvalidEventException.feature(
                    name, FeatureRecipe.Limits.magnitudeProblem(number, limits.maxMagnitude()));
        }
        return (float) number;
    }

    private Category category(String name) {
        return categories.computeIfAbsent(name, n -> new FieldCategory(field(n), n, namespace(n)));
    }

    private int field(String name) {
        return fields.computeIfAbsent(name, n -> fields.size());
    }

    private long namespace(String name) {
        return Category.namespace(name, rows.recipe().hashSeed());
    }

    private InvalidEventException tooMany(int count) {
        return new InvalidEventException(
                InvalidEventException.Part.FEATURES,
                "expected at most " + limits.maxFeatures() + " features (limits.max-features), got " + count);
    }

    /** A category whose text comes from a field of the event. */
    private static final class FieldCategory extends Category {
        private final int field;
        private final String name;

        FieldCategory(int field, String name, long namespace) {
            super(namespace);
            this.field = field;
            this.name = name;
        }

        @Override
        boolean write(EventFields event, Utf8Buffer text) throws InvalidEventException {
            if (event.isNull(field)) {
                return false;
            }
            try {
                event.category(field, text);
            } catch (InvalidEventException e) {
                throw InvalidEventException.feature(name, e.reason());
            }
            return true;
        }
    }

    /** A category that is a part of the event's time. */
    private final class TimeCategory extends Category {
        private final TimePart.Part part;

        TimeCategory(TimePart.Part part, long namespace) {
            super(namespace);
            this.part = part;
        }

        @Override
        boolean write(EventFields event, Utf8Buffer text) {
            text.append(clock.value(part));
            return true;
        }
    }
}
