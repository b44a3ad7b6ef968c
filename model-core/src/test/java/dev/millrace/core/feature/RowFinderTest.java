package dev.millrace.core.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Cross;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import dev.millrace.core.feature.FeatureSpec.TimePart.Part;
import dev.millrace.core.feature.FeatureSpec.Transform;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFinderTest {

    private static final FeatureSpec SHOP = new Categorical("shop", "shop_id");
    private static final FeatureSpec WEEKDAY = new TimePart("weekday", Part.WEEKDAY, Encoding.CATEGORICAL);
    private static final FeatureSpec CROSS = new Cross("shop*street", "shop", "street");
    private static final FeatureSpec IDS = new Sparse("ids", "i_index", "i_value", 0);

    private final RowMap rows = new RowMap(new FeatureRecipe(
            List.of(
                    SHOP,
                    new Numeric("amount", "amount", Transform.NONE, false),
                    new TimePart("hour", Part.HOUR, Encoding.CYCLIC),
                    WEEKDAY,
                    CROSS,
                    new Sparse("words", "w_index", "w_value", 10),
                    IDS,
                    new Numeric("am", "am", Transform.NONE, true)),
            16,
            17,
            ZoneOffset.UTC,
            FeatureRecipe.Limits.DEFAULT));

    private final RowFinder finder = new RowFinder(rows);

    @Test
    void shouldFindEachRowThatBelongsToOneFeatureByItsName() {
        assertThat(rows.hashBase()).isEqualTo(15);
        for (int row = 0; row < rows.hashBase(); row++) {
            assertThat(finder.fixedRow(String.valueOf(rows.fixedName(row)))).isEqualTo(row);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hour",
                "hour.tan",
                "words",
                "words[10]",
                "words[-1]",
                "words[01]",
                "words[1",
                "shop",
                "amoun",
                "amount2",
                "words[9999999999]",
                "ids[1]"
            })
    void shouldFindNoRowOfItsOwnWhenTheNameIsAnother(String name) {
        assertThat(finder.fixedRow(name)).isEqualTo(-1);
    }

    @Test
    void shouldTellTheRowsOfAFeature() {
        assertThat(finder.ownRows(feature("hour"))).containsExactly(2, 3);
        assertThat(finder.ownRows(feature("am"))).containsExactly(14);
        assertThat(finder.ownRows(SHOP)).isEmpty();
        assertThat(finder.ownRows(IDS)).isEmpty();
        assertThat(finder.feature("nowhere")).isNull();
    }

    /** The extractor names rows; the finder must lead back to them. */
    @Test
    void shouldFindTheRowsThatTheExtractorNames() throws Exception {
        Map<String, Integer> named = new TreeMap<>();
        FeatureExtractor extractor = new FeatureExtractor(rows, new RowNames() {
            @Override
            public boolean isNamed(int row) {
                return false;
            }

            @Override
            public void name(int row, String name) {
                named.put(name, row);
            }
        });
        TestEvent event = new TestEvent(extractor.fields())
                .with("shop_id", "Köln=1/2 😀")
                .with("street", "a*b")
                .with("amount", 1)
                .with("am", 1)
                .with("w_index", new int[0])
                .with("w_value", new double[0])
                .with("i_index", new long[] {Long.MAX_VALUE, 7})
                .with("i_value", new float[] {4, 1});
        extractor.extract(event, Instant.parse("2025-05-14T12:30:00Z").toEpochMilli(), new FeatureVector());

        assertThat(named.keySet())
                .containsExactlyInAnyOrder(
                        "shop=Köln=1/2 😀",
                        "weekday=3",
                        "shop*street=Köln=1/2 😀*a*b",
                        "ids=9223372036854775807",
                        "ids=7");
        assertThat(finder.hashedRows(SHOP, "Köln=1/2 😀")).containsExactly(named.get("shop=Köln=1/2 😀"));
        assertThat(finder.hashedRows(WEEKDAY, "3")).containsExactly(named.get("weekday=3"));
        assertThat(finder.hashedRows(IDS, "7")).containsExactly(named.get("ids=7"));
        assertThat(finder.hashedRows(IDS, "9223372036854775807")).containsExactly(named.get("ids=9223372036854775807"));
        assertThat(finder.hashedRows(CROSS, "Köln=1/2 😀*a*b"))
                .hasSize(2)
                .contains(named.get("shop*street=Köln=1/2 😀*a*b"));
    }

    @ParameterizedTest
    @CsvSource({
        "weekday,0",
        "hour,3",
        "words,3",
        "amount,1",
        "weekday,8",
        "weekday,03",
        "weekday,''",
        "weekday,x",
        "ids,1.0",
        "ids,-1",
        "ids,9223372036854775808",
        "shop*street,x"
    })
    void shouldFindNoRowWhenTheFeatureCannotHaveTheValue(String name, String value) {
        assertThat(finder.hashedRows(feature(name), value)).isEmpty();
    }

    private FeatureSpec feature(String name) {
        FeatureSpec feature = finder.feature(name);
        assertThat(feature).isNotNull();
        return feature;
    }
}
