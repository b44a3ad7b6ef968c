package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfcheckTest {

    /** One weight that starts at 1, one gradient of 0.5. */
    private static final String GOLDEN = """
            {"x0": [1.0], "grads": [[0.5]], "at": [1],
             "optimizers": {"sgd": {"hyper": {"lr": 0.5}, "f64": {"1": [0.75]}, "f32": {"1": [0.75]}}},
             "schedules": {"step(2,0.5)": [0.3, 0.3, 0.15]},
             "losses": {"huber, delta=2": [[5.0, 1.0, 6.0, 2.0]]},
             "softmax_cross_entropy": [{"scores": [0.0, 0.0], "label": 1, "loss": 0.6931471805599453,
               "grad": [0.5, -0.5]}]}
            """;

    @TempDir
    Path folder;

    @Test
    void shouldBeWithinBoundsOfTheShippedFigures() {
        Run run = Run.of("selfcheck");

        assertThat(run.outLines()).hasSize(47).last().isEqualTo("45 of 45 within bounds");
        assertThat(run.out()).contains("optimizer  radam#2").contains("schedule   polynomial(40,1.7)");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void shouldPrintJsonWhenAsked() throws IOException {
        Run run = Run.of("selfcheck", "--json", write(GOLDEN));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceAll("\\s+", ""))
                .startsWith("[{\"kind\":\"optimizer\",\"name\":\"sgd\",\"error\":0.0,\"bound\":2.0E-6,"
                        + "\"errorToDouble\":0.0,\"passed\":true},{\"kind\":\"schedule\"");
    }

    @Test
    void shouldExitWithOneWhenAFigureIsOutOfBounds() throws IOException {
        Run run =
                Run.of("selfcheck", write(GOLDEN.replace("\"f32\": {\"1\": [0.75]}", "\"f32\": {\"1\": [0.750002]}")));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("optimizer  sgd", "2.67e-06", "OUT OF BOUNDS", "3 of 4 within bounds");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "sgd"          | "sgdx"          | unknown optimizer; expected one of sgd, sgd_l2, momentum
            "lr": 0.5      | "lr": 0.5, "x": 1 | unknown hyperparameter 'x'
            "lr": 0.5      | "lr": 0.5, "momentum": 1.5 | momentum: expected 0 or more and below 1, got 1.5
            step(2,0.5)    | stairs(2,0.5)   | unknown schedule; expected one of constant, step
            step(2,0.5)    | step(2)         | expected 2 numbers or more, found 1
            huber, delta=2 | huge            | unknown loss; expected one of squared, logistic
            "at": [1]      | "at": []        | expected figures to compare with, found none that are finite
            {"1": [0.75]}  | {"1": [NaN]}    | expected figures to compare with, found none that are finite
            """)
    void shouldExitWithOneAndSayWhyWhenACaseIsUnknown(String text, String replacement, String message)
            throws IOException {
        Run run = Run.of("selfcheck", write(GOLDEN.replace(text, replacement)));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains(message).contains("3 of 4 within bounds");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "x0": [1.0]        | "x0": 1.0       | x0: expected a list of numbers, found 1.0
            "grads": [[0.5]]   | "grads": [[]]   | grads[0]: expected 1 numbers, found 0
            "at": [1]          | "at": [2]       | at[0]: expected a step from 1 to 1, found 2
            "1": [0.75]        | "2": [0.75]     | optimizers.sgd.f32: expected the key '1', found {"2":[0.75]}
            "lr": 0.5          | "lr": "a"       | optimizers.sgd.hyper.lr: expected a number, found "a"
            "label": 1         | "label": 2      | softmax_cross_entropy[0].label: expected the index of a score, found 2
            {"x0"              | ["x0"           | expected JSON
            """)
    void shouldExitWithTwoAndSayWhereWhenTheFileIsNotOfTheFormat(String text, String replacement, String message)
            throws IOException {
        String file = write(GOLDEN.replace(text, replacement));

        Run run = Run.of("selfcheck", file);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("millrace selfcheck: " + file).contains(message);
    }

    @Test
    void shouldExitWithTwoWhenThereIsNoSuchFileOrNothingInIt() throws IOException {
        Run missing = Run.of("selfcheck", folder.resolve("none.json").toString());
        Run empty = Run.of("selfcheck", write(""));
        Run nothing = Run.of("selfcheck", write("{}"));

        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("none.json: expected a file that can be read");
        assertThat(empty.exitCode()).isEqualTo(2);
        assertThat(empty.err()).contains("expected an object, found nothing");
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err()).contains("expected a case, found none");
    }

    private String write(String content) throws IOException {
        return Files.writeString(folder.resolve("golden.json"), content).toString();
    }
}
