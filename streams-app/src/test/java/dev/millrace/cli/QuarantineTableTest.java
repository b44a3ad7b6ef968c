package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuarantineTableTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "feature 'x': expected a number between -1.0E9 and 1.0E9, got NaN"
                        + "| feature 'x': expected a number between -1.0E9 and 1.0E9",
                "Expected magic byte 0x00, found 0x7b. It was damaged.| Expected magic byte 0x00",
                "Cannot read a.B2 (schema id 1), at byte 12 of 12: the data ends early. Damaged."
                        + "| Cannot read a.B2 (schema id #), at byte # of #: the data ends early",
                "a score is not finite| a score is not finite"
            })
    void shouldTellKindsApartByWhatWasExpected(String reason, String kind) {
        assertThat(QuarantineTable.kind(reason)).isEqualTo(kind);
    }

    @Test
    void shouldCutLinesToTheTerminal() {
        QuarantineTable table = new QuarantineTable("q", 5);
        table.add(3, event("expected a field 'origin'"));

        assertThat(table.lines(60, null))
                .containsExactly(
                        "OFFSET  TIME                  SOURCE  STAGE  LEARNER  REASON",
                        "     3  1970-01-01T00:00:00Z  in-1@9  LABEL  -        exp...",
                        "1 event in quarantine: LABEL 1",
                        "       1  expected a field 'origin'");
    }

    @Test
    void shouldPrintTheMostFrequentTenKindsAndCountTheOthers() {
        QuarantineTable table = new QuarantineTable("q", 1);
        for (int i = 0; i < 12; i++) {
            table.add(2L * i, event("field f" + i));
            table.add(2L * i + 1, event("field f11"));
        }

        List<String> lines = table.lines(0, null);

        assertThat(lines.get(2)).isEqualTo("24 events in quarantine, the newest 1 are listed: LABEL 24");
        assertThat(lines.get(3)).isEqualTo("      13  field f11");
        assertThat(lines).hasSize(3 + 10 + 1);
        assertThat(lines.get(13)).isEqualTo("          and 2 more kinds of reasons; --json has all");
    }

    @Test
    void shouldCountNoMoreThanAThousandKindsApart() throws java.io.IOException {
        QuarantineTable table = new QuarantineTable("q", 1);
        for (int i = 0; i < 1_500; i++) {
            table.add(i, event("field f" + i));
        }

        assertThat(table.lines(0, null).get(3)).isEqualTo("     500  other reasons");
        assertThat(table.json()).contains("\"field f999\":1").doesNotContain("\"field f1000\"");
    }

    private static QuarantinedEvent event(String reason) {
        return QuarantinedEvent.newBuilder()
                .setSourceTopic("in")
                .setSourcePartition(1)
                .setSourceOffset(9)
                .setTimestamp(Instant.EPOCH)
                .setStage(QuarantineStage.LABEL)
                .setReason(reason)
                .setHeaders(List.of())
                .build();
    }
}
