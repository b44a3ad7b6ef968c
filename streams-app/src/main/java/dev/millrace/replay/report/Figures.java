package dev.millrace.replay.report;

import java.util.Locale;

/** Numbers for people, the same in every locale; {@code -} for what is not a number. */
final class Figures {

    private static final String NONE = "-";

    private Figures() {}

    /** A loss or an error: as many digits as its size bears. */
    static String loss(double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, pattern(value, ""), value);
    }

    /** A difference of losses, with its sign. */
    static String difference(double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, pattern(value, "+"), value);
    }

    static String percent(double share) {
        return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String pattern(double value, String flag) {
        double size = Math.abs(value);
        if ((size != 0 && size < 5e-5) || size >= 1e6) {
            return "%" + flag + ".2e";
        }
        return "%" + flag + (size < 10 ? ".4f" : size < 1_000 ? ".3f" : ".1f");
    }
}
