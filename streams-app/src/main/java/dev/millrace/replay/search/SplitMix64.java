package dev.millrace.replay.search;

/**
 * Random numbers that are the same in every Java version. Steele, Lea and Flood, Fast splittable pseudorandom number
 * generators, OOPSLA 2014. One thread.
 */
final class SplitMix64 {

    private long state;

    SplitMix64(long seed) {
        state = seed;
    }

    /** Any long. */
    long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** From 0, and below 1. */
    double unit() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** From 0, and below a bound. */
    int below(int bound) {
        return (int) (unit() * bound);
    }
}
