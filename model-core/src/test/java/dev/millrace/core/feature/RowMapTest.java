package dev.millrace.core.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.feature.FeatureRecipe.Limits;
import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import dev.millrace.core.feature.FeatureSpec.TimePart.Part;
import dev.millrace.core.feature.FeatureSpec.Transform;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowMapTest {

    @Test
    void shouldNameRowsThatBelongToOneFeature() {
        RowMap map = map(
                new Categorical("c", "c"),
                new Numeric("n", "n", Transform.NONE, true),
                new TimePart("t", Part.MONTH, Encoding.CYCLIC),
                new TimePart("h", Part.HOUR, Encoding.CATEGORICAL),
                new Sparse("s", "i", "v", 2));

        assertThat(map.rowCount()).isEqualTo(6 + 256);
        assertThat(map.hashBase()).isEqualTo(6);
        assertThat(map.fixedName(0)).isEqualTo("bias");
        assertThat(map.fixedName(1)).isEqualTo("n");
        assertThat(map.fixedName(2)).isEqualTo("t.sin");
        assertThat(map.fixedName(3)).isEqualTo("t.cos");
        assertThat(map.fixedName(4)).isEqualTo("s[0]");
        assertThat(map.fixedName(5)).isEqualTo("s[1]");
        assertThat(map.fixedName(6)).isNull();
        assertThat(map.fixedName(261)).isNull();
    }

    @Test
    void shouldHaveNoHashedRowsWhenNoFeatureIsHashed() {
        RowMap map = map(new Numeric("n", "n", Transform.NONE, true));

        assertThat(map.rowCount()).isEqualTo(2);
        assertThat(map.hashBase()).isEqualTo(2);
    }

    @Test
    void shouldTakeTheLowBitsOfTheHash() {
        RowMap map = map(new Categorical("c", "c"));

        assertThat(map.hashedRow(0)).isEqualTo(1);
        assertThat(map.hashedRow(-1)).isEqualTo(256);
        assertThat(map.hashedRow(0x1234567800000102L)).isEqualTo(3);
    }

    private static RowMap map(FeatureSpec... features) {
        return new RowMap(new FeatureRecipe(List.of(features), 8, 0, ZoneOffset.UTC, Limits.DEFAULT));
    }
}
