package dev.millrace.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.feature.FeatureRecipe.Limits;
import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Cross;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import dev.millrace.core.feature.FeatureSpec.TimePart.Part;
import dev.millrace.core.feature.FeatureSpec.Transform;
import dev.millrace.core.hash.Murmur3;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FeatureExtractorTest {

    private static final int SEED = 17;
    private static final int BITS = 12;
    /** A Wednesday in May, 14:30 in Berlin. */
    private static final long TIME = Instant.parse("2025-05-14T12:30:00Z").toEpochMilli();

    private final FeatureVector vector = new FeatureVector();

    @Test
    void shouldPutStandardisedFirstThenBiasThenTheRestWhenAllKindsArePresent() throws Exception {
        Fixture fixture = new Fixture(
                BITS,
                new Categorical("shop", "shop_id"),
                new Numeric("amount", "amount", Transform.NONE, false),
                new Numeric("age", "age", Transform.LOG1P, true),
                new TimePart("hour", Part.HOUR, Encoding.CYCLIC),
                new TimePart("weekday", Part.WEEKDAY, Encoding.CATEGORICAL),
                new Cross("shopday", "shop", "weekday"),
                new Sparse("words", "w_index", "w_value", 10),
                new Sparse("ids", "i_index", "i_value", 0),
                new Numeric("height", "height", Transform.NONE, true));
        TestEvent event = fixture.event()
                .with("shop_id", "Köln")
                .with("amount", -2.5)
                .with("age", -3)
                .with("height", 1.75f)
                .with("w_index", new int[] {9, 0})
                .with("w_value", new double[] {0.5, -1})
                .with("i_index", new long[] {1L << 40})
                .with("i_value", new float[] {4});

        fixture.extractor.extract(event, TIME, vector);

        // Own rows in the recipe's order: amount 1, age 2, hour 3 and 4, words 5 to 14, height 15; hashed from 16.
        long shop = Murmur3.hash(utf8("Köln"), Murmur3.hash(utf8("shop"), SEED));
        long weekday = Murmur3.hash(utf8("3"), Murmur3.hash(utf8("weekday"), SEED));
        Integer[] rows = {
            2,
            15,
            0,
            hashed(16, shop),
            1,
            3,
            4,
            hashed(16, weekday),
            hashed(16, Murmur3.hash(shop, weekday, Murmur3.hash(utf8("shopday"), SEED))),
            14,
            5,
            hashed(16, Murmur3.hash(1L << 40, 0, Murmur3.hash(utf8("ids"), SEED)))
        };
        float angle = (float) (2 * Math.PI * 14.5 / 24);
        double[] values = {-StrictMath.log(4), 1.75, 1, 1, -2.5, Math.sin(angle), Math.cos(angle), 1, 1, 0.5, -1, 4};
        assertThat(vector.scaled()).isEqualTo(2);
        assertThat(rowsOf(vector)).containsExactly(rows);
        assertThat(valuesOf(vector)).containsExactly(values, within(2e-7));
    }

    @Test
    void shouldGiveTheseRowsForeverWhenAFeatureIsHashed() throws Exception {
        Fixture fixture = new Fixture(
                26,
                new Categorical("shop", "shop"),
                new TimePart("month", Part.MONTH, Encoding.CATEGORICAL),
                new Cross("pair", "shop", "month"),
                new Sparse("ids", "i", "v", 0));
        TestEvent event =
                fixture.event().with("shop", "Köln").with("i", new int[] {7}).with("v", new int[] {1});

        fixture.extractor.extract(event, TIME, vector);

        // Stored weights are found by these: if one changes, every model that was ever stored is lost.
        assertThat(rowsOf(vector)).containsExactly(0, 52991287, 4669947, 19699635, 6117135);
    }

    @Test
    void shouldLeaveOutWhatIsNullExceptStandardisedFeatures() throws Exception {
        Fixture fixture = new Fixture(
                BITS,
                new Numeric("a", "a", Transform.NONE, true),
                new Numeric("b", "b", Transform.NONE, false),
                new Categorical("c", "c"),
                new Cross("d", "c", "e"),
                new Sparse("s", "i", "v", 4));

        fixture.extractor.extract(fixture.event(), TIME, vector);

        assertThat(rowsOf(vector)).containsExactly(1, 0);
        assertThat(vector.scaled()).isEqualTo(1);
        assertThat(vector.value(0)).isNaN();
        assertThat(vector.value(1)).isEqualTo(1);

        // One side of a cross, or one array, is not enough.
        fixture.extractor.extract(fixture.event().with("e", "x").with("i", new int[] {1}), TIME, vector);

        assertThat(rowsOf(vector)).containsExactly(1, 0);
    }

    @Test
    void shouldLeaveOutZerosOfSparseArraysOnly() throws Exception {
        Fixture fixture = new Fixture(BITS, new Numeric("a", "a", Transform.NONE, false), new Sparse("s", "i", "v", 4));
        TestEvent event =
                fixture.event().with("a", 0).with("i", new int[] {1, 2}).with("v", new double[] {0, -0.0});

        fixture.extractor.extract(event, TIME, vector);

        assertThat(rowsOf(vector)).containsExactly(0, 1);
    }

    @Test
    void shouldAddValuesUpWhenFeaturesShareARow() throws Exception {
        Fixture fixture = new Fixture(
                1,
                new Numeric("a", "a", Transform.NONE, true),
                new Sparse("s", "i", "v", 0),
                new Categorical("c", "c"));
        int[] indices = new int[64];
        int[] values = new int[64];
        Map<Integer, Float> expected = new TreeMap<>(Map.of(0, 1f, 1, 5f));
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i;
            values[i] = 1 << (i % 10);
            int row = 2 + (int) (Murmur3.hash(i, 0, Murmur3.hash(utf8("s"), SEED)) & 1);
            expected.merge(row, (float) values[i], Float::sum);
        }
        expected.merge(2 + (int) (Murmur3.hash(utf8("x"), Murmur3.hash(utf8("c"), SEED)) & 1), 1f, Float::sum);
        TestEvent event = fixture.event()
                .with("a", 5)
                .with("i", indices)
                .with("v", values)
                .with("c", "x");

        fixture.extractor.extract(event, TIME, vector);

        assertThat(content(vector)).isEqualTo(expected);
        assertThat(vector.size()).isEqualTo(4);
    }

    @Test
    void shouldAddValuesUpWhenAnIndexIsThereTwice() throws Exception {
        Fixture fixture = new Fixture(BITS, new Sparse("s", "i", "v", 4));
        TestEvent event = fixture.event().with("i", new int[] {3, 1, 3}).with("v", new double[] {1, 10, 0.5});

        fixture.extractor.extract(event, TIME, vector);

        assertThat(content(vector)).isEqualTo(Map.of(0, 1f, 2, 10f, 4, 1.5f));
    }

    @Test
    void shouldSeparateEqualValuesOfTwoFeaturesAndSidesOfACross() throws Exception {
        Fixture fixture = new Fixture(
                26,
                new Categorical("a", "a"),
                new Categorical("b", "b"),
                new Cross("ab", "a", "b"),
                new Cross("ba", "b", "a"));

        fixture.extractor.extract(fixture.event().with("a", "x").with("b", "x"), TIME, vector);

        assertThat(rowsOf(vector)).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void shouldReadAFieldAsCategoryWhenACrossNamesNoFeature() throws Exception {
        Fixture fixture = new Fixture(BITS, new Cross("ab", "shop", "flag"), new Categorical("shop", "shop_id"));

        fixture.extractor.extract(fixture.event().with("shop_id", 4).with("flag", true), TIME, vector);

        assertThat(fixture.extractor.fields()).containsExactly("shop_id", "flag");
        assertThat(fixture.named).containsValues("shop=4", "ab=4*true");
    }

    @Test
    void shouldNameEachHashedRowOnceWhenItIsFirstSeen() throws Exception {
        Fixture fixture = new Fixture(
                BITS,
                new Categorical("shop", "shop"),
                new TimePart("day", Part.WEEKDAY, Encoding.CATEGORICAL),
                new Cross("x", "shop", "day"),
                new Sparse("s", "i", "v", 0),
                new Sparse("t", "i", "v", 9),
                new Numeric("n", "n", Transform.NONE, false));
        TestEvent event = fixture.event()
                .with("shop", "A")
                .with("i", new int[] {8})
                .with("v", new int[] {1})
                .with("n", 1);

        fixture.extractor.extract(event, TIME, vector);
        fixture.extractor.extract(event, TIME, vector);

        assertThat(fixture.namings).containsExactly("shop=A", "day=3", "x=A*3", "s=8");
        fixture.named.keySet().forEach(row -> assertThat(row).isGreaterThanOrEqualTo(fixture.rows.hashBase()));
    }

    @Test
    void shouldTakeTimePartsInTheRecipesZone() throws Exception {
        Fixture fixture = new Fixture(BITS, new TimePart("hour", Part.HOUR, Encoding.CATEGORICAL));

        fixture.extractor.extract(fixture.event(), TIME, vector);

        assertThat(fixture.namings).containsExactly("hour=14");
    }

    @Test
    void shouldTransformEvenlyAroundZeroWhenLog1p() throws Exception {
        Fixture fixture = new Fixture(BITS, new Numeric("n", "n", Transform.LOG1P, false));
        double[] numbers = {0, 1e-10, -1e-10, 1, -1, 1e15, -1e15};
        for (double number : numbers) {
            fixture.extractor.extract(fixture.event().with("n", number), TIME, vector);

            assertThat(vector.value(1)).isEqualTo((float) (Math.signum(number) * StrictMath.log1p(Math.abs(number))));
        }
    }

    private static List<Integer> rowsOf(FeatureVector vector) {
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < vector.size(); i++) {
            rows.add(vector.row(i));
        }
        return rows;
    }

    private static double[] valuesOf(FeatureVector vector) {
        double[] values = new double[vector.size()];
        for (int i = 0; i < vector.size(); i++) {
            values[i] = vector.value(i);
        }
        return values;
    }

    private static Map<Integer, Float> content(FeatureVector vector) {
        Map<Integer, Float> content = new TreeMap<>();
        for (int i = 0; i < vector.size(); i++) {
            content.put(vector.row(i), vector.value(i));
        }
        return content;
    }

    private static int hashed(int hashBase, long hash) {
        return hashBase + (int) (hash & ((1 << BITS) - 1));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** An extractor with names that can be looked at. */
    private static final class Fixture implements RowNames {
        final Map<Integer, String> named = new HashMap<>();
        final List<String> namings = new ArrayList<>();
        final RowMap rows;
        final FeatureExtractor extractor;

        Fixture(int bits, FeatureSpec... features) {
            ZoneId zone = ZoneId.of("Europe/Berlin");
            rows = new RowMap(new FeatureRecipe(List.of(features), bits, SEED, zone, Limits.DEFAULT));
            extractor = new FeatureExtractor(rows, this);
        }

        TestEvent event() {
            return new TestEvent(extractor.fields());
        }

        @Override
        public boolean isNamed(int row) {
            return named.containsKey(row);
        }

        @Override
        public void name(int row, String name) {
            named.put(row, name);
            namings.add(name);
        }
    }
}
