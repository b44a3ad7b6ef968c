package dev.millrace.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of the optimizers over the weights of a row, {@link #LENGTH} weights at a time. Each kernel does what the loop of
 * its optimizer does, operation by operation: a lane rounds as a float does, so both give the same bits. The Java compiler
 * does not get there by itself, since it must assume that weights and slots, which share an array, overlap.
 *
 * <p>A kernel takes the front of the row, a multiple of {@link #LENGTH}, and returns how many weights that were. The
 * optimizer's own loop takes the rest: so there is no second version of the end of a row.
 *
 * <p>Arguments are those of {@code Optimizer.updateRow}, then factors as floats. Without state; the arrays belong to the
 * caller.
 *
 * <p>Vectors must not meet behind a branch ({@code v = flag ? a : b}): on Java 17 each then becomes an object, and all is
 * lost.
 */
public final class LaneKernels {

    /** At most 256 bits: wider ones gained nothing where they were measured, and rows of 8 to 15 weights would miss out. */
    private static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() > FloatVector.SPECIES_256.length()
                    ? FloatVector.SPECIES_256
                    : FloatVector.SPECIES_PREFERRED;

    /** Weights that are updated at once. */
    static final int LENGTH = SPECIES.length();

    private LaneKernels() {}

    /** {@code w -= rate * g}. */
    public static int sgd(float[] page, int offset, float[] input, int inputOffset, int width, float rate) {
        int end = SPECIES.loopBound(width);
        FloatVector back = FloatVector.broadcast(SPECIES, -rate);
        for (int i = 0; i < end; i += LENGTH) {
            back.fma(at(input, inputOffset + i), at(page, offset + i)).intoArray(page, offset + i);
        }
        return end;
    }

    /** {@code b = keep * b + gain * g}, {@code w -= rate * b}. */
    public static int momentum(
            float[] page, int offset, float[] input, int inputOffset, int width, float rate, float gain, float keep) {
        int end = SPECIES.loopBound(width);
        int buffer = offset + width;
        FloatVector back = FloatVector.broadcast(SPECIES, -rate);
        FloatVector gains = FloatVector.broadcast(SPECIES, gain);
        for (int i = 0; i < end; i += LENGTH) {
            FloatVector b =
                    gains.fma(at(input, inputOffset + i), at(page, buffer + i).mul(keep));
            b.intoArray(page, buffer + i);
            back.fma(b, at(page, offset + i)).intoArray(page, offset + i);
        }
        return end;
    }

    /** {@code b = keep * b + g}, {@code w -= rate * (g + keep * b)}. */
    public static int nesterov(
            float[] page, int offset, float[] input, int inputOffset, int width, float rate, float keep) {
        int end = SPECIES.loopBound(width);
        int buffer = offset + width;
        FloatVector back = FloatVector.broadcast(SPECIES, -rate);
        FloatVector keeps = FloatVector.broadcast(SPECIES, keep);
        for (int i = 0; i < end; i += LENGTH) {
            FloatVector g = at(input, inputOffset + i);
            FloatVector b = keeps.mul(at(page, buffer + i)).add(g);
            b.intoArray(page, buffer + i);
            back.fma(keeps.fma(b, g), at(page, offset + i)).intoArray(page, offset + i);
        }
        return end;
    }

    /** {@code s = max(s, start) + g^2}, {@code w -= rate * g / (sqrt(s) + eps)}. */
    public static int adaGrad(
            float[] page, int offset, float[] input, int inputOffset, int width, float rate, float start, float eps) {
        int end = SPECIES.loopBound(width);
        int squares = offset + width;
        for (int i = 0; i < end; i += LENGTH) {
            FloatVector g = at(input, inputOffset + i);
            FloatVector s = g.fma(g, at(page, squares + i).max(start));
            s.intoArray(page, squares + i);
            subtractRatio(page, offset + i, g.mul(rate), s.sqrt().add(eps));
        }
        return end;
    }

    /** {@code s = keep * s + gain * g^2}, {@code w -= rate * g / (sqrt(s) + eps)}. */
    public static int rmsProp(
            float[] page,
            int offset,
            float[] input,
            int inputOffset,
            int width,
            float rate,
            float keep,
            float gain,
            float eps) {
        int end = SPECIES.loopBound(width);
        int squares = offset + width;
        for (int i = 0; i < end; i += LENGTH) {
            FloatVector g = at(input, inputOffset + i);
            FloatVector s = meanSquare(at(page, squares + i), g, keep, gain);
            s.intoArray(page, squares + i);
            subtractRatio(page, offset + i, g.mul(rate), s.sqrt().add(eps));
        }
        return end;
    }

    /**
     * {@code m += gain1 * (g - m)}, {@code v = keep2 * v + gain2 * g^2}, {@code w -= rate * m / (sqrt(v) / root + eps)}.
     *
     * @param gain1 below 0.5: from there on, the optimizer computes m from the other end
     */
    public static int adam(
            float[] page,
            int offset,
            float[] input,
            int inputOffset,
            int width,
            float rate,
            float root,
            float gain1,
            float keep2,
            float gain2,
            float eps) {
        int end = SPECIES.loopBound(width);
        int first = offset + width;
        int second = first + width;
        FloatVector gains1 = FloatVector.broadcast(SPECIES, gain1);
        for (int i = 0; i < end; i += LENGTH) {
            FloatVector g = at(input, inputOffset + i);
            FloatVector m = lerp(at(page, first + i), g, gains1);
            FloatVector v = meanSquare(at(page, second + i), g, keep2, gain2);
            m.intoArray(page, first + i);
            v.intoArray(page, second + i);
            subtractRatio(page, offset + i, m.mul(rate), v.sqrt().div(root).add(eps));
        }
        return end;
    }

    /** {@link #adam} that divides by the root of the largest v so far. */
    public static int amsGrad(
            float[] page,
            int offset,
            float[] input,
            int inputOffset,
            int width,
            float rate,
            float root,
            float gain1,
            float keep2,
            float gain2,
            float eps) {
        int end = SPECIES.loopBound(width);
        int first = offset + width;
        int second = first + width;
        int largest = second + width;
        FloatVector gains1 = FloatVector.broadcast(SPECIES, gain1);
        for (int i = 0; i < end; i += LENGTH) {
            FloatVector g = at(input, inputOffset + i);
            FloatVector m = lerp(at(page, first + i), g, gains1);
            FloatVector v = meanSquare(at(page, second + i), g, keep2, gain2);
            FloatVector max = at(page, largest + i).max(v);
            m.intoArray(page, first + i);
            v.intoArray(page, second + i);
            max.intoArray(page, largest + i);
            subtractRatio(page, offset + i, m.mul(rate), max.sqrt().div(root).add(eps));
        }
        return end;
    }

    private static FloatVector at(float[] array, int index) {
        return FloatVector.fromArray(SPECIES, array, index);
    }

    private static FloatVector lerp(FloatVector from, FloatVector to, FloatVector weight) {
        return weight.fma(to.sub(from), from);
    }

    private static FloatVector meanSquare(FloatVector mean, FloatVector value, float keep, float gain) {
        return value.mul(gain).fma(value, mean.mul(keep));
    }

    /** Where the denominator is 0, the weight stays. */
    private static void subtractRatio(float[] page, int index, FloatVector numerator, FloatVector denominator) {
        FloatVector ratio = numerator.div(denominator).blend(0f, denominator.compare(VectorOperators.EQ, 0f));
        at(page, index).sub(ratio).intoArray(page, index);
    }
}
