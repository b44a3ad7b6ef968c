package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Parts of answers as a person reads them. What is not known, or does not apply, is a dash. */
final class Figures {

    /** More stand in the JSON. */
    private static final int MOST_WEIGHTS = 6;

    private static final int DIGITS = 4;
    private static final String NONE = "-";

    private Figures() {}

    /** With four digits behind the point. */
    static String fixed(JsonNode number) {
        return isMissing(number) ? NONE : String.format(Locale.ROOT, "%.4f", number.doubleValue());
    }

    /** The same with its sign. */
    static String signed(JsonNode number) {
        return isMissing(number) ? NONE : String.format(Locale.ROOT, "%+.4f", number.doubleValue());
    }

    /** In four digits, wherever the point is. */
    static String significant(JsonNode number) {
        if (isMissing(number)) {
            return NONE;
        }
        BigDecimal rounded = BigDecimal.valueOf(number.doubleValue())
                .round(new MathContext(DIGITS))
                .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.signum() != 0 && (exponent < -DIGITS || exponent > 2 * DIGITS)
                ? rounded.toString()
                : rounded.toPlainString();
    }

    /** A share in percent. */
    static String percent(JsonNode share) {
        return isMissing(share) ? NONE : String.format(Locale.ROOT, "%.1f%%", 100 * share.doubleValue());
    }

    static String count(JsonNode number) {
        return isMissing(number) ? NONE : String.format(Locale.ROOT, "%,d", number.longValue());
    }

    /** A count and what is counted. */
    static String count(JsonNode number, String singular) {
        return count(number) + " " + singular + (number.longValue() == 1 ? "" : "s");
    }

    static String text(JsonNode value) {
        return isMissing(value) ? NONE : Printable.of(value.asText());
    }

    /** {@code topic-partition@offset}, as in the quarantine. */
    static String position(JsonNode position) {
        return isMissing(position)
                ? NONE
                : text(position.path("topic")) + "-" + position.path("partition") + "@" + position.path("offset");
    }

    /** A time span in its largest unit. */
    static String span(JsonNode millis) {
        if (isMissing(millis)) {
            return NONE;
        }
        double seconds = millis.longValue() / 1e3;
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (seconds < 100 * 60) {
            return String.format(Locale.ROOT, "%.1f min", seconds / 60);
        }
        return String.format(Locale.ROOT, "%.1f h", seconds / 3_600);
    }

    /** The first numbers of a list. */
    static String weights(JsonNode numbers) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < Math.min(numbers.size(), MOST_WEIGHTS); i++) {
            some.add(signed(numbers.get(i)));
        }
        int left = numbers.size() - some.size();
        return String.join(" ", some) + (left > 0 ? " and " + left + " more" : "");
    }

    /** Texts with commas between. */
    static String list(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text(text)));
        return all.isEmpty() ? NONE : String.join(", ", all);
    }

    /** Keys and values of an object, as a config has them. */
    static String settings(JsonNode object) {
        if (!object.isObject()) {
            return text(object);
        }
        List<String> all = new ArrayList<>();
        object.properties().forEach(setting -> all.add(setting.getKey() + " " + settings(setting.getValue())));
        return Printable.of(String.join(", ", all));
    }

    private static boolean isMissing(JsonNode value) {
        return value.isNull() || value.isMissingNode();
    }
}
