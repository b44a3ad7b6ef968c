package dev.millrace.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.feature.FeatureRecipe.Limits;
import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Cross;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.Transform;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that are refused, with what reason, and that they leave no trace. */
class FeatureRefusalTest {

    private static final FeatureRecipe RECIPE = new FeatureRecipe(
            List.of(
                    new Numeric("n", "n_field", Transform.NONE, true),
                    new Numeric("log", "log_field", Transform.LOG1P, false),
                    new Categorical("c", "c_field"),
                    new Cross("x", "c", "other"),
                    new Sparse("s", "i", "v", 100),
                    new Sparse("h", "hi", "hv", 0)),
            4,
            0,
            ZoneOffset.UTC,
            new Limits(20, 1000, 20));

    private final FeatureExtractor extractor = new FeatureExtractor(new RowMap(RECIPE), RowNames.NONE);
    private final FeatureVector vector = new FeatureVector();

    @ParameterizedTest
    @ValueSource(doubles = {1000.1, -1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void shouldRefuseWhenANumberIsBeyondTheLimit(double number) {
        String problem = "expected a number between -1000.0 and 1000.0 (limits.max-magnitude), got " + number;

        assertRefused(event().with("n_field", number), "feature 'n': " + problem);
        assertRefused(event().with("log_field", number), "feature 'log': " + problem);
        assertRefused(sparse("i", new int[] {1, 2}, "v", new double[] {1, number}), "feature 's': " + problem);
        assertRefused(sparse("hi", new int[] {1, 2}, "hv", new double[] {1, number}), "feature 'h': " + problem);
    }

    @Test
    void shouldNameTheFeatureWhenATypeIsWrong() {
        assertRefused(event().with("n_field", "text"), "feature 'n': expected a number, got String");
        assertRefused(event().with("c_field", 1.5), "feature 'c': expected a category, got Double");
        assertRefused(
                event().with("c_field", "a").with("other", 1.5), "feature 'other': expected a category, got Double");
        assertRefused(event().with("i", 1).with("v", new double[1]), "feature 's': expected an array, got Integer");
        assertRefused(event().with("i", new int[1]).with("v", "a"), "feature 's': expected an array, got String");
        assertRefused(
                sparse("i", new double[] {1.0}, "v", new int[] {1}), "feature 's': expected an integer, got Double");
        assertRefused(
                sparse("hi", new int[] {1}, "hv", new String[] {"a"}), "feature 'h': expected a number, got String");
    }

    @Test
    void shouldRefuseWhenAnIndexIsOutOfRange() {
        assertRefused(
                sparse("i", new int[] {5, 100}, "v", new int[] {1, 1}),
                "feature 's': expected an index from 0 to 99, got 100");
        assertRefused(
                sparse("i", new long[] {1L << 32}, "v", new int[] {1}),
                "feature 's': expected an index from 0 to 99, got 4294967296");
        assertRefused(
                sparse("i", new int[] {-1}, "v", new int[] {0}), "feature 's': expected an index from 0 to 99, got -1");
        assertRefused(
                sparse("hi", new long[] {Long.MIN_VALUE}, "hv", new int[] {1}),
                "feature 'h': expected an index of 0 or more, got -9223372036854775808");
    }

    @Test
    void shouldRefuseWhenArraysAreOfDifferentLengthsOrTooLong() {
        assertRefused(
                sparse("i", new int[] {1, 2}, "v", new int[] {1}),
                "feature 's': expected as many values as indices, got 1 and 2");
        assertRefused(
                sparse("i", new int[21], "v", new int[21]),
                "expected at most 20 features (limits.max-features), got 21");
        int[] nineteen = IntStream.range(0, 19).toArray();
        int[] ones = IntStream.generate(() -> 1).limit(19).toArray();
        assertRefused(
                sparse("i", nineteen, "v", ones).with("log_field", 1),
                "expected at most 20 features (limits.max-features), got 22");
    }

    @Test
    void shouldRefuseRecipesThatMakeNoSense() {
        Numeric numeric = new Numeric("n", "f", Transform.NONE, false);
        assertThatThrownBy(() -> recipe(List.of(), 4)).hasMessage("features: expected at least one");
        assertThatThrownBy(() -> recipe(List.of(numeric), 0)).hasMessage("hashBits: expected 1 to 26, got 0");
        assertThatThrownBy(() -> recipe(List.of(numeric), 27)).hasMessage("hashBits: expected 1 to 26, got 27");
        assertThatThrownBy(() -> recipe(List.of(numeric, new Categorical("n", "g")), 4))
                .hasMessage("features: two have the name 'n'");
        assertThatThrownBy(() -> recipe(List.of(new Categorical("bias", "g")), 4))
                .hasMessage("features: two have the name 'bias'");
        assertThatThrownBy(() -> recipe(List.of(new Categorical("a=b", "g")), 4))
                .hasMessage("a feature's name must not be blank nor contain '=', got 'a=b'");
        assertThatThrownBy(() -> new Sparse("s", "i", "v", -1)).hasMessage("dimension: expected 0 or more, got -1");
        assertThatThrownBy(() -> new Limits(0, 1, 20)).hasMessage("maxFeatures: expected 1 or more, got 0");
        assertThatThrownBy(() -> new Limits(1, Double.NaN, 20))
                .hasMessage("maxMagnitude: expected above 0 and at most 1e30, got NaN");
        assertThatThrownBy(() -> new Limits(1, 1, 2.9))
                .hasMessage("maxDeviations: expected 3 to 1e6, or UNLIMITED, got 2.9");
        assertThatThrownBy(() -> new Limits(1, 1, Double.NaN))
                .hasMessage("maxDeviations: expected 3 to 1e6, or UNLIMITED, got NaN");
    }

    @Test
    void shouldRefuseWhenDimensionsAddUpToTooManyRows() {
        FeatureRecipe recipe =
                recipe(List.of(new Sparse("s", "i", "v", 1 << 28), new Sparse("t", "i", "v", Integer.MAX_VALUE)), 4);

        assertThatThrownBy(() -> new RowMap(recipe))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("features: the dimensions add up to more than 268435456 rows; hash the indices instead");
    }

    private static FeatureRecipe recipe(List<FeatureSpec> features, int bits) {
        return new FeatureRecipe(features, bits, 0, ZoneOffset.UTC, Limits.DEFAULT);
    }

    private TestEvent event() {
        // Fills the vector before the fault is met.
        return new TestEvent(extractor.fields()).with("log_field", 2);
    }

    private TestEvent sparse(String indexField, Object indices, String valueField, Object values) {
        return event().with(indexField, indices).with(valueField, values);
    }

    private void assertRefused(TestEvent event, String message) {
        assertThatThrownBy(() -> extractor.extract(event, 0, vector))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.part()).isEqualTo(InvalidEventException.Part.FEATURES))
                .hasMessage(message);
        assertNextEventIsUnaffected();
    }

    /** If a row were still marked as present, the next event that has it would fail. */
    private void assertNextEventIsUnaffected() {
        int[] indices = IntStream.range(0, 14).toArray();
        TestEvent good = event().with("n_field", 3)
                .with("c_field", "a")
                .with("other", "b")
                .with("i", new int[] {5})
                .with("v", new int[] {7})
                .with("hi", indices)
                .with("hv", indices);
        FeatureVector fresh = new FeatureVector();
        try {
            extractor.extract(good, 0, vector);
            new FeatureExtractor(new RowMap(RECIPE), RowNames.NONE).extract(good, 0, fresh);
        } catch (InvalidEventException e) {
            throw new AssertionError(e);
        }
        assertThat(vector.size()).isEqualTo(fresh.size());
        for (int i = 0; i < fresh.size(); i++) {
            assertThat(vector.row(i)).isEqualTo(fresh.row(i));
            assertThat(vector.value(i)).isEqualTo(fresh.value(i));
        }
    }
}
