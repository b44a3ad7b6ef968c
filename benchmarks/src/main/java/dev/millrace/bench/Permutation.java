package dev.millrace.bench;

/**
 * Puts the numbers below a power of two into an order that looks random, each in one place, without a table. So numbers that
 * are near, such as the most popular ranks, are not so by construction where they are put.
 */
public final class Permutation {

    private static final int ROUNDS = 3;

    private final int mask;
    private final int shift;

    /** @param count of the numbers: a power of two, 2 to 2^30 */
    public Permutation(int count) {
        if (count < 2 || Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("expected a power of two from 2 on, got " + count);
        }
        this.mask = count - 1;
        this.shift = (Integer.numberOfTrailingZeros(count) + 1) / 2;
    }

    /** Where a number goes; what is above the count is taken modulo the count. */
    public int of(long number) {
        int x = (int) number & mask;
        for (int round = 0; round < ROUNDS; round++) {
            // An odd factor and a shift to the right can each be undone, so that no two numbers meet.
            x = (x * 0x2C1B3C6D + 0x297A2D39) & mask;
            x ^= x >>> shift;
        }
        return x;
    }
}
