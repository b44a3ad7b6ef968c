package dev.millrace.core.feature;

/**
 * Sine and cosine of angles in turns, within 1e-15. {@link StrictMath}'s make garbage on newer Java versions.
 *
 * <p>The angle is brought to at most an eighth of a turn from an axis, which is exact in turns. There, Taylor's series
 * ends below the last digit after eight terms.
 */
final class Circle {

    private Circle() {}

    /** @param turns 0 to 1 */
    static double sine(double turns) {
        int quarter = nearestQuarter(turns);
        double rest = 2 * Math.PI * (turns - quarter / 4.0);
        return switch (quarter) {
            case 1 -> cosineNearZero(rest);
            case 2 -> -sineNearZero(rest);
            case 3 -> -cosineNearZero(rest);
            default -> sineNearZero(rest);
        };
    }

    /** @param turns 0 to 1 */
    static double cosine(double turns) {
        int quarter = nearestQuarter(turns);
        double rest = 2 * Math.PI * (turns - quarter / 4.0);
        return switch (quarter) {
            case 1 -> -sineNearZero(rest);
            case 2 -> -cosineNearZero(rest);
            case 3 -> sineNearZero(rest);
            default -> cosineNearZero(rest);
        };
    }

    /** 0 to 4. */
    private static int nearestQuarter(double turns) {
        return (int) (4 * turns + 0.5);
    }

    /** {@code x - x^3/3! + x^5/5! - ...}, from the smallest term on. */
    private static double sineNearZero(double x) {
        double sum = 1;
        for (int n = 16; n >= 2; n -= 2) {
            sum = 1 - sum * x * x / (n * (n + 1));
        }
        return x * sum;
    }

    /** {@code 1 - x^2/2! + x^4/4! - ...} */
    private static double cosineNearZero(double x) {
        double sum = 1;
        for (int n = 17; n >= 1; n -= 2) {
            sum = 1 - sum * x * x / (n * (n + 1));
        }
        return sum;
    }
}
