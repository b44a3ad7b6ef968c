package dev.millrace.core.parameter;

/**
 * Where a parameter row stands. Rows are numbered from 0; a row is its weights and then its optimizer slots, so that all
 * that one feature needs is together in memory; neighbouring rows share a block, the unit that is stored.
 *
 * <pre>
 *   block b:  | row b*R | row b*R + 1 | ... | row b*R + R-1 |        R = rowsPerBlock, a power of two
 *   row:      | weights (width) | slot 0 (width) | slot 1 (width) | ... | numbers of the row (rowSlots)
 * </pre>
 *
 * @param rowCount rows in all, 1 or more
 * @param width weights in a row, 1 or more
 * @param slots optimizer floats per weight, 0 or more
 * @param rowSlots optimizer floats per row, beside those of its weights, 0 or more
 * @param rowsPerBlock a power of two
 * @param tail floats that belong to no row, 0 or more: what a learner knows of its rows together, such as a covariance
 */
public record ParameterLayout(int rowCount, int width, int slots, int rowSlots, int rowsPerBlock, int tail) {

    /** A block is not made larger than this by {@link #of}, unless a single row is. */
    private static final int TARGET_BLOCK_FLOATS = 64;

    private static final int MAX_ROWS_PER_BLOCK = 64;

    /** Keeps an encoded block well below Kafka's record limit of 1 MiB. */
    public static final int MAX_BLOCK_FLOATS = 1 << 17;

    public ParameterLayout {
        if (rowCount < 1
                || width < 1
                || slots < 0
                || rowSlots < 0
                || tail < 0
                || rowsPerBlock < 1
                || Integer.bitCount(rowsPerBlock) != 1) {
            throw new IllegalArgumentException(
                    "expected at least one row and weight and a power of two rows a block, got rows " + rowCount
                            + ", width " + width + ", slots " + slots + ", rowSlots " + rowSlots + ", rowsPerBlock "
                            + rowsPerBlock + ", tail " + tail);
        }
        if (width * (1L + slots) + rowSlots > MAX_BLOCK_FLOATS / rowsPerBlock) {
            throw new IllegalArgumentException("a row of " + width + " weights with " + slots
                    + " optimizer slots each does not fit a block of " + MAX_BLOCK_FLOATS
                    + " floats; use fewer classes or an optimizer with less state");
        }
    }

    /** A layout without a tail. */
    public ParameterLayout(int rowCount, int width, int slots, int rowSlots, int rowsPerBlock) {
        this(rowCount, width, slots, rowSlots, rowsPerBlock, 0);
    }

    /** A layout with small blocks: few rows of a sparse model change between two commits, and a block is written whole. */
    public static ParameterLayout of(int rowCount, int width, int slots, int rowSlots) {
        int rows = 1;
        while (rows < MAX_ROWS_PER_BLOCK && width * (1L + slots) + rowSlots <= TARGET_BLOCK_FLOATS / (2 * rows)) {
            rows *= 2;
        }
        return new ParameterLayout(rowCount, width, slots, rowSlots, rows);
    }

    /** The same rows, and a tail of so many floats. */
    public ParameterLayout withTail(int floats) {
        return new ParameterLayout(rowCount, width, slots, rowSlots, rowsPerBlock, floats);
    }

    /** Floats in a row. */
    public int rowFloats() {
        return width * (1 + slots) + rowSlots;
    }

    /** Floats in a block. */
    public int blockFloats() {
        return rowFloats() * rowsPerBlock;
    }

    /** Blocks of the rows and of the tail. */
    public int blockCount() {
        return tailBlock() + (tail + blockFloats() - 1) / blockFloats();
    }

    /** The first block of the tail, if there is one: the blocks before it are those of the rows. */
    public int tailBlock() {
        return (rowCount - 1) / rowsPerBlock + 1;
    }
}
