package dev.millrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.replay.CandidateResult.Epoch;
import dev.millrace.replay.CandidateResult.Frozen;
import dev.millrace.replay.ReplayResult.Rung;
import dev.millrace.replay.report.SyntheticReplay.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTableTest {

    private final SyntheticReplay replay = new SyntheticReplay();

    @Test
    void shouldShowTheBestFirstWithTheIntervalAndTheBaselines() {
        Entry best = new Entry("sgd-0.05").losing(64, i -> 0.25);
        best.frozen = new Frozen(43, 0.375, 0.25);
        Entry dropped = new Entry("adam-1").losing(32, i -> 0.75);
        dropped.rung = 0;
        replay.rungs = List.of(new Rung(0.5, 32, 3, 2));
        replay.faults = List.of("flights-0 offset 7: not Avro");
        replay.with(dropped).with(new Entry("adam-0.001").losing(64, i -> 0.5)).with(best);

        assertThat(lines())
                .containsExactly(
                        "topic flights, partition 0, offsets 0 to 29999",
                        "65 events, 1 unusable; 64 examples, each predicted, then learned from; 8.7 s, 34,483 events/s,"
                                + " 2 threads",
                        "  unusable: flights-0 offset 7: not Avro",
                        "3 candidates by mean log loss over the stream",
                        "  after 32 examples: 2 of 3 went on",
                        "",
                        "  #  candidate         loss  last 10%  to the leader, 95% interval  accuracy     AUC  calib."
                                + "    frozen",
                        "  1  sgd-0.05        0.2500    0.2500                       leader     81.1%  0.7150  0.0500"
                                + "   +0.1250",
                        "      has converged",
                        "  2  adam-0.001      0.5000    0.5000  +0.2500 [+0.2500, +0.2500]      81.1%  0.7150  0.0500"
                                + "         -",
                        "      has converged",
                        "  3  adam-1          0.7500    0.7500  +0.5000 [+0.5000, +0.5000]*     81.1%  0.7150  0.0500"
                                + "         -",
                        "      dropped at rung 1 of 1, after 32 examples; worse than the running mean throughout (0.7500,"
                                + " running mean 0.5000)",
                        "     running mean    0.5000                                            80.1%",
                        "     no change                                                         70.6%",
                        "",
                        "* over the examples that it and the leader both learned from, fewer than the whole stream");
    }

    @Test
    void shouldShowTheLastEpochFirstWhenThereAreSeveral() {
        Entry entry = new Entry("a").losing(10, i -> 0.45);
        entry.holdout = SyntheticReplay.evaluation(5, 0.8, 0.7);
        entry.epochs = List.of(new Epoch(0.45, 0.46), new Epoch(0.44, 0.43));
        replay.with(entry);

        assertThat(lines().subList(2, 6))
                .containsExactly(
                        "1 candidate by mean log loss over the holdout in epoch 2",
                        "",
                        "  #  candidate     last epoch   epoch 1  to the leader, 95% interval  accuracy     AUC  calib."
                                + "   holdout",
                        "  1  a                 0.4300    0.4500                       leader     81.1%  0.7150  0.0500"
                                + "    0.4300");
    }

    @Test
    void shouldShowTwentyAndSayHowManyMoreThereAre() {
        for (int i = 0; i < 300; i++) {
            double loss = 0.3 + i * 1e-4;
            replay.with(new Entry("candidate-" + i).losing(4, example -> loss));
        }

        List<String> lines = lines();

        assertThat(lines).contains("300 candidates by mean log loss over the stream");
        assertThat(lines).contains("      ... and 280 more in report.json");
        assertThat(lines.stream().filter(line -> line.matches(" +\\d+  candidate-\\d+ .*")))
                .hasSize(20);
    }

    @Test
    void shouldFitTheTerminalWhenNamesAndTextsAreLong() {
        replay.input = "file " + "x".repeat(300);
        for (int i = 0; i < 3; i++) {
            double loss = 1e12 * (i + 1);
            Entry entry = new Entry("optimizer-sgd-rate-" + "0".repeat(70) + i).losing(30, example -> loss);
            entry.epochs = List.of(new Epoch(1e12, 1e12), new Epoch(0.4, 0.4));
            replay.with(entry);
        }

        assertThat(lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
        assertThat(lines()).anyMatch(line -> line.contains("...") && line.contains("leader"));
    }

    @Test
    void shouldNotLetForeignTextMoveTheCursor() {
        replay.input = "file \u001b[2Jevil\r\u202e.csv\u2028";
        replay.faults = List.of("row 3: '\u0007\u001b]0;x'");
        replay.with(new Entry("a").losing(4, i -> 0.45));

        assertThat(lines().get(0)).isEqualTo("file ?[2Jevil??.csv?");
        assertThat(lines()).contains("  unusable: row 3: '??]0;x'");
    }

    @Test
    void shouldShowADashWhenThereIsNoFigure() {
        replay.with(new Entry("a"));

        assertThat(lines().get(5)).startsWith("  1  a                    -         -");
    }

    @Test
    void shouldWriteFiguresWithTheDigitsThatTheirSizeBears() {
        assertThat(Figures.loss(0.44961)).isEqualTo("0.4496");
        assertThat(Figures.loss(12.3456)).isEqualTo("12.346");
        assertThat(Figures.loss(12_345.67)).isEqualTo("12345.7");
        assertThat(Figures.loss(1e12)).isEqualTo("1.00e+12");
        assertThat(Figures.loss(0)).isEqualTo("0.0000");
        assertThat(Figures.loss(1.234e-5)).isEqualTo("1.23e-05");
        assertThat(Figures.difference(-0.01)).isEqualTo("-0.0100");
        assertThat(Figures.difference(2e-6)).isEqualTo("+2.00e-06");
        assertThat(Figures.percent(Double.NaN)).isEqualTo("-");
    }

    private List<String> lines() {
        return TerminalTable.lines(replay.report(), SyntheticReplay.TIMES);
    }
}
