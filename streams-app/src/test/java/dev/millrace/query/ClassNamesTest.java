package dev.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassNamesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            binary     | above: 15               | delay <= 15;delay > 15       | delay > 15
            binary     | above: -0.25            | delay <= -0.25;delay > -0.25 | delay > -0.25
            binary     | above: 1.0e3            | delay <= 1000;delay > 1000   | delay > 1000
            binary     | classes: [no, yes]      | no;yes                       | yes
            binary     | ''                      | 0;1                          | 1
            multiclass | classes: [red, green]   | red;green                    | red;green
            multiclass | class-count: 3          | 0;1;2                        | 0;1;2
            """)
    void shouldNameClassesAsTheLabelDoes(String task, String label, String all, String ofWeights) {
        ClassNames names = names(task, label.isEmpty() ? "" : ", " + label);
        assertThat(names.all()).isEqualTo(List.of(all.split(";")));
        assertThat(names.ofWeights()).isEqualTo(List.of(ofWeights.split(";")));
    }

    @Test
    void shouldHaveNoClassesWhenTaskIsRegression() {
        assertThat(names("regression", "")).isEqualTo(new ClassNames(null, null));
    }

    private static ClassNames names(String task, String label) {
        return ClassNames.of(TripConfigs.of(Path.of("unused"), """
                task: %s
                label: {field: delay%s}
                features:
                  - {numeric: seats}
                learners:
                  - {name: only, optimizer: sgd, rate: 1}
                """.formatted(task, label)));
    }
}
