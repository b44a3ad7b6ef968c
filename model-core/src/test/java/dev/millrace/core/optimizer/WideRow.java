package dev.millrace.core.optimizer;

import dev.millrace.core.optimizer.Optimizer.Input;
import java.util.Arrays;
import java.util.Random;

/** A row somewhere in a page, and beside it each of its weights as a row by itself, which goes through no lanes. */
final class WideRow {

    private static final float[] EDGES = {
        0, -0.0f, Float.MIN_VALUE, -1e-40f, Float.MIN_NORMAL, 1e-30f, -1e30f, 1e30f, Float.MAX_VALUE, 1
    };
    private static final float UNTOUCHED = 12345.678f;

    private final Optimizer optimizer;
    private final int width;
    private final int floats;
    private final int offset;
    private final int inputOffset;
    private final float[] page;
    private final float[] input;
    private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
    private final float[][] alone;
    private final float[] inputAlone;
    private final double[][] coefficientsAlone;

    /** @param random decides where the row stands and what is in it */
    WideRow(Optimizer optimizer, int width, Random random) {
        this.optimizer = optimizer;
        this.width = width;
        this.floats = width * (1 + optimizer.slotsPerWeight()) + optimizer.slotsPerRow();
        this.offset = random.nextInt(20);
        this.inputOffset = random.nextInt(20);
        this.page = new float[offset + floats + random.nextInt(20)];
        this.input = new float[inputOffset + optimizer.input().floats(width)];
        this.alone = new float[width][1 + optimizer.slotsPerWeight() + optimizer.slotsPerRow()];
        this.inputAlone = new float[optimizer.input().floats(1)];
        this.coefficientsAlone = new double[width][Optimizer.MAX_COEFFICIENTS];
        fill(random);
    }

    /** One in three is fresh. The others have weights, and half of these have slots too. */
    private void fill(Random random) {
        Arrays.fill(page, UNTOUCHED);
        Arrays.fill(page, offset, offset + floats, 0);
        int kind = random.nextInt(3);
        for (int i = 0; i < width * (1 + optimizer.slotsPerWeight()) && kind > 0; i++) {
            if (i < width) {
                page[offset + i] = number(random);
            } else if (kind == 2) {
                page[offset + i] = Math.abs(number(random));
            }
        }
        for (int i = 0; i < width; i++) {
            for (int slot = 0; slot <= optimizer.slotsPerWeight(); slot++) {
                alone[i][slot] = page[offset + slot * width + i];
            }
        }
    }

    /** A step of the row, with random input, and of its weights by themselves. */
    void update(Random random, double rate, long step) {
        for (int i = 0; i < width; i++) {
            input[inputOffset + i] = number(random);
            if (optimizer.input() == Input.CURVATURE) {
                input[inputOffset + width + i] = Math.abs(number(random));
            }
        }
        if (optimizer.input() == Input.MAGNITUDE) {
            input[inputOffset + width] = Math.abs((float) random.nextGaussian());
        }
        update(rate, step);
        for (int i = 0; i < width; i++) {
            inputAlone[0] = input[inputOffset + i];
            if (inputAlone.length > 1) {
                inputAlone[1] = input[inputOffset + (optimizer.input() == Input.CURVATURE ? width + i : width)];
            }
            optimizer.observeRow(alone[i], 0, inputAlone, 0, 1, coefficientsAlone[i]);
            optimizer.prepareStep(rate, step, coefficientsAlone[i]);
            optimizer.updateRow(alone[i], 0, inputAlone, 0, 1, coefficientsAlone[i]);
        }
    }

    /** A step of the row by itself, with the input of the last one. */
    void update(double rate, long step) {
        optimizer.observeRow(page, offset, input, inputOffset, width, coefficients);
        optimizer.prepareStep(rate, step, coefficients);
        optimizer.updateRow(page, offset, input, inputOffset, width, coefficients);
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
        for (int i = 0; i < width; i++) {
            for (int slot = 0; slot <= optimizer.slotsPerWeight(); slot++) {
                bits[offset + slot * width + i] = Float.floatToIntBits(alone[i][slot]);
            }
        }
        for (int i = 0; i < optimizer.slotsPerRow(); i++) {
            int own = 1 + optimizer.slotsPerWeight();
            bits[offset + own * width + i] = Float.floatToIntBits(alone[0][own + i]);
        }
        return bits;
    }

    private static float number(Random random) {
        return random.nextInt(4) == 0 ? EDGES[random.nextInt(EDGES.length)] : (float) random.nextGaussian();
    }
}
