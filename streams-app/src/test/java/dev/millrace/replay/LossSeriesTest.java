package dev.millrace.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossSeriesTest {

    @Test
    void shouldHaveABlockForEachExampleUntilAllAreFull() {
        LossSeries series = new LossSeries();
        for (int i = 0; i < 1_024; i++) {
            series.add(i, 2);
        }

        assertThat(series.blocks()).isEqualTo(1_024);
        assertThat(series.blockExamples()).isEqualTo(1);
        assertThat(series.loss(1_023)).isEqualTo(1_023);
    }

    @Test
    void shouldMergeBlocksInPairsWhenAllAreFull() {
        LossSeries series = new LossSeries();
        for (int i = 0; i < 5_000; i++) {
            if (i % 10 == 7) {
                series.addRefused();
            } else {
                series.add(i, 2);
            }
        }

        assertThat(series.blockExamples()).isEqualTo(8);
        assertThat(series.blocks()).isEqualTo(625);
        // Examples 8 to 15.
        assertThat(series.loss(1)).isEqualTo(8 + 9 + 10 + 11 + 12 + 13 + 14 + 15);
        // 16 to 23, without 17.
        assertThat(series.loss(2)).isEqualTo(16 + 18 + 19 + 20 + 21 + 22 + 23);
        assertThat(series.count(2)).isEqualTo(7);
        assertThat(series.baseline(2)).isEqualTo(14);
        assertThat(series.count(625)).isZero();
    }
}
