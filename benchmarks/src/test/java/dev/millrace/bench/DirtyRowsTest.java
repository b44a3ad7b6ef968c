package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DirtyRowsTest {

    @Test
    void shouldCountRowsAndBlocksOncePerCommitWhenRowsChangeAgain() {
        DirtyRows dirty = new DirtyRows(1_024, 3);
        dirty.change(0);
        dirty.change(1);
        dirty.change(1);
        dirty.change(4);

        assertThat(dirty.commit(2)).isEqualTo(2);

        dirty.change(1);
        dirty.change(300);

        assertThat(dirty.commit(1)).isEqualTo(2);
        assertThat(dirty.commits()).isEqualTo(2);
        assertThat(dirty.rows()).isEqualTo(5);
        assertThat(dirty.blocks(1)).isEqualTo(4);
        assertThat(dirty.blocks(2)).isEqualTo(4);
        // Distances 1, 1, 3, then 2, 299, of which the last takes two bytes.
        assertThat(dirty.gapBytes()).isEqualTo(6);
    }

    @Test
    void shouldCountNothingWhenNothingChanged() {
        DirtyRows dirty = new DirtyRows(64, 2);

        assertThat(dirty.commit(1)).isZero();
        assertThat(dirty.rows()).isZero();
        assertThat(dirty.gapBytes()).isZero();
    }
}
