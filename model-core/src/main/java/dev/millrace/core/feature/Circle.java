package dev.millrace.core.feature;

/**
 * Sine and cosine of whole turns. The angle is brought to at most an eighth of a turn from an axis first: that is exact in
 * turns, and beyond it {@link StrictMath} makes garbage on newer Java versions.
 */
final class Circle {

    private Circle() {}

    /** @param turns 0 to 1 */
    static double sine(double turns) {
        int quarter = nearestQuarter(turns);
        double rest = 2 * Math.PI * (turns - quarter / 4.0);
        return switch (quarter) {
            case 1 -> StrictMath.cos(rest);
            case 2 -> -StrictMath.sin(rest);
            case 3 -> -StrictMath.cos(rest);
            default -> StrictMath.sin(rest);
        };
    }

    /** @param turns 0 to 1 */
    static double cosine(double turns) {
        int quarter = nearestQuarter(turns);
        double rest = 2 * Math.PI * (turns - quarter / 4.0);
        return switch (quarter) {
            case 1 -> -StrictMath.sin(rest);
            case 2 -> -StrictMath.cos(rest);
            case 3 -> StrictMath.sin(rest);
            default -> StrictMath.cos(rest);
        };
    }

    /** 0 to 4. */
    private static int nearestQuarter(double turns) {
        return (int) (4 * turns + 0.5);
    }
}
