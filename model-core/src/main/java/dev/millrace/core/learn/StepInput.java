package dev.millrace.core.learn;

import dev.millrace.core.loss.Loss;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RowColumns;
import dev.millrace.core.parameter.WorkingSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one step, and for each what the optimizer takes: the gradient, and whatever else it asks for. Reused from step
 * to step.
 */
final class StepInput {

    private final Optimizer.Input kind;
    private final int width;
    private final int stride;
    private final double[] byScore;
    private int[] ownRows = new int[0];
    private int[] ownOffsets = new int[0];
    /** Of the event, or our own. */
    private int[] rows = ownRows;

    private int[] offsets = ownOffsets;
    private float[] input = new float[0];
    private int size;
    /** Copies of the rows, if the event has them already. */
    private @Nullable RowColumns columns;

    private float @Nullable [] caughtUp;

    StepInput(Optimizer optimizer, int width) {
        this.kind = optimizer.input();
        this.width = width;
        this.stride = kind.floats(width);
        this.byScore = new double[width];
    }

    /** Rows, each of them once. */
    int size() {
        return size;
    }

    int[] rows() {
        return rows;
    }

    /** Where the rows begin in the working set, as long as nothing else is located there. */
    int[] offsets() {
        return offsets;
    }

    /** {@link #stride} floats a row, the gradient in front. */
    float[] input() {
        return input;
    }

    /**
     * The rows as the event has gathered them, for who updates them there: to be had once. Null if they are to be gathered.
     */
    @Nullable
    RowColumns takeColumns() {
        RowColumns taken = columns;
        columns = null;
        return taken;
    }

    /** Copies of the rows, one after the other, if the event has them caught up so; else null. */
    float @Nullable [] caughtUp() {
        return caughtUp;
    }

    /** Floats a row that add up over a batch, in front; of the others, the largest counts. */
    int summed() {
        return kind == Optimizer.Input.MAGNITUDE ? width : stride;
    }

    /** Floats a row. */
    int stride() {
        return stride;
    }

    /**
     * The input of one event's rows: the derivative by the score times the feature's value (times its square for the second
     * derivative). Uses the arrays of {@code active} until the next event is activated.
     *
     * @param importance factor of the loss
     */
    void compute(ActiveRows active, Loss loss, double[] scores, double[] prediction, double label, double importance) {
        size = active.size();
        rows = active.rows();
        offsets = active.offsets();
        columns = active.columns();
        caughtUp = active.caughtUp();
        reserveInput(size);
        loss.gradient(scores, prediction, label, byScore);
        scale(importance);
        addGradient(active.values());
        switch (kind) {
            case GRADIENT -> {}
            case CURVATURE -> {
                loss.curvature(scores, prediction, label, byScore);
                scale(importance);
                addCurvature(active.values());
            }
            case MAGNITUDE -> addMagnitude(active.values());
        }
    }

    /** Takes over a batch, which is then empty, and locates its rows. */
    void take(GradientBatch batch, Batching.Combine combine, WorkingSet parameters) {
        reserve(batch.size());
        size = batch.size();
        columns = null;
        caughtUp = null;
        batch.copyTo(rows, input, combine == Batching.Combine.MEAN ? batch.count() : 1);
        batch.clear();
        parameters.locate(rows, size, offsets);
    }

    void copyFrom(StepInput other) {
        reserve(other.size);
        size = other.size;
        columns = null;
        caughtUp = other.caughtUp;
        System.arraycopy(other.rows, 0, rows, 0, size);
        System.arraycopy(other.offsets, 0, offsets, 0, size);
        System.arraycopy(other.input, 0, input, 0, size * stride);
    }

    /** The Euclidean norm of the gradient over all rows; not finite if anything of the input is not. */
    double norm() {
        return Math.sqrt(stride == width ? squares() : squaresOfGradient());
    }

    /** Four sums side by side, because each addition waits for the one before. */
    private double squares() {
        int length = size * width;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 3;
        for (; i < length; i += 4) {
            a += (double) input[i - 3] * input[i - 3];
            b += (double) input[i - 2] * input[i - 2];
            c += (double) input[i - 1] * input[i - 1];
            d += (double) input[i] * input[i];
        }
        for (i -= 3; i < length; i++) {
            a += (double) input[i] * input[i];
        }
        return a + b + (c + d);
    }

    /** What is not gradient adds 0, or NaN. */
    private double squaresOfGradient() {
        double squares = 0;
        for (int i = 0; i < size * stride; i++) {
            double value = input[i];
            squares += i % stride < width ? value * value : value * 0;
        }
        return squares;
    }

    private void scale(double importance) {
        if (importance != 1) {
            for (int k = 0; k < width; k++) {
                byScore[k] *= importance;
            }
        }
    }

    private void addGradient(float[] values) {
        if (stride == 1) {
            double slope = byScore[0];
            for (int i = 0; i < size; i++) {
                input[i] = (float) (slope * values[i]);
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            double value = values[i];
            for (int k = 0; k < width; k++) {
                input[i * stride + k] = (float) (byScore[k] * value);
            }
        }
    }

    /** The diagonal of the Hessian. */
    private void addCurvature(float[] values) {
        for (int i = 0; i < size; i++) {
            double square = (double) values[i] * values[i];
            for (int k = 0; k < width; k++) {
                input[i * stride + width + k] = (float) (byScore[k] * square);
            }
        }
    }

    private void addMagnitude(float[] values) {
        for (int i = 0; i < size; i++) {
            input[i * stride + width] = Math.abs(values[i]);
        }
    }

    private void reserve(int count) {
        if (ownRows.length < count) {
            ownRows = new int[Math.max(count, 2 * ownRows.length)];
            ownOffsets = new int[ownRows.length];
        }
        rows = ownRows;
        offsets = ownOffsets;
        reserveInput(count);
    }

    private void reserveInput(int count) {
        if (input.length < count * stride) {
            input = new float[Math.max(count * stride, 2 * input.length)];
        }
    }
}
