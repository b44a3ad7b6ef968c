package dev.millrace.core.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterLayoutTest {

    @ParameterizedTest
    @CsvSource({
        // width, slots, rows a block, floats a block
        "1, 0, 64, 64",
        "1, 2, 16, 48",
        "2, 2, 8, 48",
        "3, 2, 4, 36",
        "10, 0, 4, 40",
        "10, 2, 2, 60",
        "32, 1, 1, 64",
        "131072, 0, 1, 131072"
    })
    void shouldKeepBlocksSmall(int width, int slots, int rowsPerBlock, int blockFloats) {
        ParameterLayout layout = ParameterLayout.of(1000, width, slots, 0);

        assertThat(layout.rowsPerBlock()).isEqualTo(rowsPerBlock);
        assertThat(layout.blockFloats()).isEqualTo(blockFloats);
        assertThat(layout.rowFloats()).isEqualTo(width * (1 + slots));
    }

    @ParameterizedTest
    @CsvSource({"1, 16, 1", "16, 16, 1", "17, 16, 2", "2147483647, 16, 134217728", "2147483647, 1, 2147483647"})
    void shouldRoundTheLastBlockUp(int rows, int rowsPerBlock, int blocks) {
        assertThat(new ParameterLayout(rows, 1, 0, 0, rowsPerBlock).blockCount())
                .isEqualTo(blocks);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0, 1", "1, 0, 0, 1", "1, 1, -1, 1", "1, 1, 0, 0", "1, 1, 0, 3", "1, 1, 0, -2147483648"})
    void shouldRefuseWhenAShapeIsImpossible(int rows, int width, int slots, int rowsPerBlock) {
        assertThatThrownBy(() -> new ParameterLayout(rows, width, slots, 0, rowsPerBlock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected at least one row and weight and a power of two rows a block, got rows " + rows
                        + ", width " + width + ", slots " + slots + ", rowSlots 0, rowsPerBlock " + rowsPerBlock
                        + ", tail 0");
    }

    @ParameterizedTest
    @CsvSource({
        "131073, 0, 1",
        "65536, 2, 1",
        "1, 2147483647, 1",
        "2147483647, 2147483647, 1",
        "2147483647, 2147483647, 1073741824"
    })
    void shouldRefuseWhenABlockIsTooLarge(int width, int slots, int rowsPerBlock) {
        assertThatThrownBy(() -> new ParameterLayout(1, width, slots, 0, rowsPerBlock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a row of " + width + " weights with " + slots
                        + " optimizer slots each does not fit a block of 131072 floats; use fewer classes or an"
                        + " optimizer with less state");
    }

    @Test
    void shouldRefuseWhenOneRowIsTooLargeForAnyBlock() {
        assertThatThrownBy(() -> ParameterLayout.of(1, Integer.MAX_VALUE, Integer.MAX_VALUE, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a row of 2147483647 weights with 2147483647 optimizer slots");
    }
}
