package dev.millrace.core.optimizer;

import dev.millrace.core.optimizer.Optimizer.Input;
import java.util.Arrays;
import java.util.Random;

/** Rows here and there in a page, and beside them each of their weights as a row by itself. */
final class SomeRows {

    private static final float[] EDGES = {
        0, -0.0f, Float.MIN_VALUE, -1e-40f, Float.MIN_NORMAL, 1e-30f, -1e30f, 1e30f, Float.MAX_VALUE, 1
    };
    private static final float UNTOUCHED = 12345.678f;

    private final Optimizer optimizer;
    private final int width;
    private final int stride;
    private final int[] offsets;
    private final float[] page;
    private final float[] input;
    private final RowColumns columns;
    private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
    /** By row and weight: the weight, its slots, the numbers of its row. */
    private final float[][][] alone;

    private final float[] inputAlone;
    /** By weight: what the rows have in common, if there is no other weight. */
    private final double[][] coefficientsAlone;

    /** @param random decides where the rows stand and what is in them */
    SomeRows(Optimizer optimizer, int count, int width, Random random) {
        this.optimizer = optimizer;
        this.width = width;
        this.stride = optimizer.input().floats(width);
        int floats = width * (1 + optimizer.slotsPerWeight()) + optimizer.slotsPerRow();
        this.offsets = new int[count];
        int end = 0;
        for (int row = 0; row < count; row++) {
            offsets[row] = end + random.nextInt(20);
            end = offsets[row] + floats;
        }
        this.page = new float[end + random.nextInt(20)];
        this.input = new float[count * stride];
        this.columns = new RowColumns(optimizer, width);
        this.alone = new float[count][width][1 + optimizer.slotsPerWeight() + optimizer.slotsPerRow()];
        this.inputAlone = new float[optimizer.input().floats(1)];
        this.coefficientsAlone = new double[width][Optimizer.MAX_COEFFICIENTS];
        Arrays.fill(page, UNTOUCHED);
        for (int row = 0; row < count; row++) {
            Arrays.fill(page, offsets[row], offsets[row] + floats, 0);
            fill(row, random);
        }
    }

    /** One in three is fresh. The others have weights, and half of these have slots too. */
    private void fill(int row, Random random) {
        int kind = random.nextInt(3);
        for (int i = 0; i < width * (1 + optimizer.slotsPerWeight()) && kind > 0; i++) {
            if (i < width) {
                page[offsets[row] + i] = number(random);
            } else if (kind == 2) {
                page[offsets[row] + i] = Math.abs(number(random));
            }
        }
        for (int i = 0; i < width; i++) {
            for (int slot = 0; slot <= optimizer.slotsPerWeight(); slot++) {
                alone[row][i][slot] = page[offsets[row] + slot * width + i];
            }
        }
    }

    /** A step of the rows, with random input, and of their weights by themselves. */
    void update(Random random, double rate, long step) {
        for (int row = 0; row < offsets.length; row++) {
            for (int i = 0; i < width; i++) {
                input[row * stride + i] = number(random);
                if (optimizer.input() == Input.CURVATURE) {
                    input[row * stride + width + i] = Math.abs(number(random));
                }
            }
            if (optimizer.input() == Input.MAGNITUDE) {
                input[row * stride + width] = Math.abs((float) random.nextGaussian());
            }
        }
        update(rate, step);
        for (int i = 0; i < width; i++) {
            for (int row = 0; row < offsets.length; row++) {
                OneRow.observe(optimizer, alone[row][i], 0, inputAlone(row, i), 0, 1, coefficientsAlone[i]);
            }
            optimizer.prepareStep(rate, step, coefficientsAlone[i]);
            for (int row = 0; row < offsets.length; row++) {
                OneRow.update(optimizer, alone[row][i], 0, inputAlone(row, i), 0, 1, coefficientsAlone[i]);
            }
        }
    }

    /** A step of the rows alone, with the input of the last one. */
    void update(double rate, long step) {
        columns.gather(page, offsets, 0, offsets.length);
        columns.take(input);
        if (optimizer.commonNumbers() > 0) {
            optimizer.observe(columns, coefficients);
        }
        optimizer.prepareStep(rate, step, coefficients);
        optimizer.update(columns, coefficients);
        columns.scatter(page, offsets);
    }

    /** What the columns say of their own numbers. */
    boolean areFinite() {
        return columns.areFinite();
    }

    /** Whether all of the rows, as they stand in the page, are. */
    boolean areFiniteInPage() {
        for (float number : page) {
            if (!Float.isFinite(number)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The bits of the whole page. All that is not a number is one: which of these bits it has is up to the processor, and a
     * step that ends there is refused.
     */
    int[] bits() {
        int[] bits = new int[page.length];
        for (int i = 0; i < page.length; i++) {
            bits[i] = Float.floatToIntBits(page[i]);
        }
        return bits;
    }

    /** What {@link #bits} should be. */
    int[] expectedBits() {
        int[] bits = new int[page.length];
        Arrays.fill(bits, Float.floatToIntBits(UNTOUCHED));
        int own = 1 + optimizer.slotsPerWeight();
        for (int row = 0; row < offsets.length; row++) {
            for (int i = 0; i < width; i++) {
                for (int slot = 0; slot < own; slot++) {
                    bits[offsets[row] + slot * width + i] = Float.floatToIntBits(alone[row][i][slot]);
                }
            }
            for (int i = 0; i < optimizer.slotsPerRow(); i++) {
                bits[offsets[row] + own * width + i] = Float.floatToIntBits(alone[row][0][own + i]);
            }
        }
        return bits;
    }

    private float[] inputAlone(int row, int weight) {
        inputAlone[0] = input[row * stride + weight];
        if (inputAlone.length > 1) {
            inputAlone[1] = input[row * stride + width + (optimizer.input() == Input.CURVATURE ? weight : 0)];
        }
        return inputAlone;
    }

    private static float number(Random random) {
        return random.nextInt(4) == 0 ? EDGES[random.nextInt(EDGES.length)] : (float) random.nextGaussian();
    }
}
