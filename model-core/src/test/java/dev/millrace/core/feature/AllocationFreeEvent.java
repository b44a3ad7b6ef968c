package dev.millrace.core.feature;

import dev.millrace.core.feature.FeatureRecipe.Limits;
import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Cross;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import dev.millrace.core.feature.FeatureSpec.TimePart.Part;
import dev.millrace.core.feature.FeatureSpec.Transform;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;

/** An event whose view makes no garbage, with a recipe that has a feature of every kind. */
public final class AllocationFreeEvent implements EventFields {

    public static final FeatureRecipe RECIPE = new FeatureRecipe(
            List.of(
                    new Numeric("n1", "number", Transform.NONE, true),
                    new Numeric("n2", "number", Transform.LOG1P, false),
                    new Categorical("bytes", "utf8"),
                    new Categorical("integer", "integer"),
                    new Categorical("text", "text"),
                    new TimePart("hour", Part.HOUR, Encoding.CATEGORICAL),
                    new TimePart("weekday", Part.WEEKDAY, Encoding.CYCLIC),
                    new TimePart("month", Part.MONTH, Encoding.CYCLIC),
                    new Cross("cross", "bytes", "hour"),
                    new Cross("other", "text", "utf8"),
                    new Sparse("own", "indices", "values", 100),
                    new Sparse("hashed", "indices", "values", 0)),
            10,
            1,
            ZoneId.of("Europe/Berlin"),
            Limits.DEFAULT);

    /** In the order in which the extractor asks for them. */
    public static final List<String> FIELDS = List.of("utf8", "integer", "text", "number", "indices", "values");

    private static final byte[][] CATEGORIES = {
        "category-0".getBytes(StandardCharsets.UTF_8),
        "category-1".getBytes(StandardCharsets.UTF_8),
        "category-2".getBytes(StandardCharsets.UTF_8)
    };
    private static final String[] TEXTS = {"plain", "Grüße", "\ud83d\ude00 smile"};

    private int n;

    public void set(int event) {
        n = event;
    }

    @Override
    public boolean isNull(int field) {
        return field > 0 && n % 17 == field;
    }

    @Override
    public double number(int field) {
        return n % 100 - 50;
    }

    @Override
    public void category(int field, Utf8Buffer into) {
        switch (field) {
            case 0 -> into.append(CATEGORIES[n % 3], 0, CATEGORIES[n % 3].length);
            case 1 -> into.append(n % 2 == 0 ? n : -n);
            default -> into.append(TEXTS[n % 3]);
        }
    }

    @Override
    public int length(int field) {
        return 10;
    }

    @Override
    public void integers(int field, long[] into) {
        for (int i = 0; i < length(field); i++) {
            into[i] = (n + i) % 100L;
        }
    }

    @Override
    public void numbers(int field, double[] into) {
        for (int i = 0; i < length(field); i++) {
            into[i] = i;
        }
    }
}
