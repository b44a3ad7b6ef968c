package dev.millrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.replay.ReplayResult.Rung;
import dev.millrace.replay.report.SyntheticReplay.Entry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurvesCsvTest {

    private final SyntheticReplay replay = new SyntheticReplay();

    @Test
    void shouldWriteALineForEachBlock() {
        replay.with(new Entry("a").losing(3, i -> 0.25 * (i + 1))).with(new Entry("b").losing(3, i -> 0.1));

        assertThat(csv())
                .isEqualTo("examples,running mean,b,a\r\n1,0.5,0.1,0.25\r\n2,0.5,0.1,0.5\r\n3,0.5,0.1,0.75\r\n");
    }

    @Test
    void shouldBringAllToTheLargestBlocksWhenOneWasDroppedEarly() {
        Entry dropped = new Entry("dropped").losing(5, i -> 0.7);
        dropped.rung = 0;
        replay.rungs = List.of(new Rung(0.1, 5, 2, 1));
        replay.with(new Entry("a").losing(2_049, i -> 0.25)).with(dropped);

        String[] lines = csv().split("\r\n", -1);

        // Blocks of four; the fifth example of the one that was dropped is not a whole block.
        assertThat(lines[0]).isEqualTo("examples,running mean,a,dropped");
        assertThat(lines[1]).isEqualTo("4,0.5,0.25,0.7");
        assertThat(lines[2]).isEqualTo("8,0.5,0.25,");
        assertThat(lines[513]).isEqualTo("2049,0.5,0.25,");
        assertThat(lines).hasSize(515);
    }

    @Test
    void shouldLeaveAFieldEmptyWhenThereIsNoFiniteFigure() {
        Entry entry = new Entry("a").losing(1, i -> Double.POSITIVE_INFINITY);
        entry.losses.addRefused();
        replay.with(entry);

        assertThat(csv()).isEqualTo("examples,running mean,a\r\n1,0.5,\r\n2,,\r\n");
    }

    private String csv() {
        return new String(CurvesCsv.bytes(replay.report()), StandardCharsets.UTF_8);
    }
}
