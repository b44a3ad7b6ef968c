package dev.millrace.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.file.TestFiles.Content;
import dev.millrace.schemas.SparseEvent;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibsvmReaderTest {

    @TempDir
    Path folder;

    @Test
    void shouldBecomeSparseEvents() throws IOException {
        String file = TestFiles.write(folder, "a.svm", "# header\n-1 0:0.5 7:1e2 # note\n\n+1\n2.5 3:-4\n");

        Content content = TestFiles.read(file, ReadOptions.DEFAULT);

        assertThat(content.schema()).isEqualTo(SparseEvent.getClassSchema());
        assertThat(content.records())
                .containsExactly(
                        "{\"eventTime\": null, \"label\": -1.0, \"indices\": [0, 7], \"values\": [0.5, 100.0]}",
                        "{\"eventTime\": null, \"label\": 1.0, \"indices\": [], \"values\": []}",
                        "{\"eventTime\": null, \"label\": 2.5, \"indices\": [3], \"values\": [-4.0]}");
        assertThat(content.notes())
                .containsExactly(file + ":2: the label -1 is kept as it is; a binary task needs 0 and 1, which"
                        + " --binary-labels makes of -1 and +1");
    }

    @Test
    void shouldTurnLabelsIntoZeroAndOneWhenAsked() throws IOException {
        String file = TestFiles.write(folder, "a.libsvm", "-1 1:1\n+1 1:1\n");

        assertThat(TestFiles.read(file, ReadOptions.DEFAULT.withBinaryLabels(true))
                        .records())
                .extracting(record -> record.substring(0, 33))
                .containsExactly("{\"eventTime\": null, \"label\": 0.0,", "{\"eventTime\": null, \"label\": 1.0,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x 1:1 | expected a number as label, found 'x'",
                "nan 1:1 | expected a number as label, found 'nan'",
                "1 qid:3 1:1 | expected index:value, found 'qid:3'; query ids are for ranking, which is not learned"
                        + " here: remove them",
                "1 -1:1 | expected index:value with an index of 0 to 2147483647, found '-1:1'",
                "1 5 | expected index:value with an index of 0 to 2147483647, found '5'",
                "1 5:1 5:2 | expected indices in ascending order, found 5 after 5",
                "1 5:1e39 | expected a finite number of 32 bits as value, found '5:1e39'",
                "1 5: | expected a finite number of 32 bits as value, found '5:'",
            })
    void shouldGoOnAfterABadRow(String row, String reason) throws IOException {
        String file = TestFiles.write(folder, "a.svm", row + "\n1 1:1\n");

        try (RecordReader reader = RecordReader.open(file, ReadOptions.DEFAULT, note -> {})) {
            assertThatThrownBy(reader::next).isInstanceOf(BadRowException.class).hasMessage(file + ":1: " + reason);
            assertThat(reader.next()).isNotNull();
        }
    }

    @Test
    void shouldRefuseAnotherLabelWhenBinary() throws IOException {
        String file = TestFiles.write(folder, "a.svm", "3 1:1\n");

        assertThatThrownBy(() -> TestFiles.read(file, ReadOptions.DEFAULT.withBinaryLabels(true)))
                .hasMessage(file + ":1: expected the label -1 or +1, found '3'; without --binary-labels it is kept as"
                        + " it is");
    }
}
