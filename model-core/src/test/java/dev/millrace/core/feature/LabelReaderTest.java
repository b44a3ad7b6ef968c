package dev.millrace.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.feature.LabelReader.Domain.ClassIndices;
import dev.millrace.core.feature.LabelReader.Domain.Numbers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelReaderTest {

    private static final double MAX = 1e9;
    private static final String BEYOND = "expected a number between -1.0E9 and 1.0E9 (limits.max-magnitude), got ";
    private static final LabelSpec VALUE = new LabelSpec.Value("y");
    private static final LabelSpec ABOVE = new LabelSpec.Above("y", 2.5);
    private static final LabelSpec CLASSES = new LabelSpec.Classes("y", List.of("no", "yes", "ñ"));

    @Test
    void shouldReadAnyNumberWhenTheDomainIsNumbers() throws Exception {
        LabelReader reader = new LabelReader(VALUE, new Numbers(), MAX);

        assertThat(reader.fields()).containsExactly("y");
        assertThat(read(reader, -1234.5)).isEqualTo(-1234.5);
        assertThat(read(reader, 7L)).isEqualTo(7);
        assertThat(read(reader, true)).isEqualTo(1);
        assertThat(read(reader, -MAX)).isEqualTo(-MAX);
        assertThat(read(reader, null)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1.000001e9, -1e30, 1e300})
    void shouldRefuseWhenANumberIsBeyondTheLimit(double label) {
        for (LabelSpec spec : List.of(VALUE, ABOVE)) {
            assertRefused(new LabelReader(spec, new Numbers(), MAX), label, "label field 'y': " + BEYOND + label);
        }
    }

    @Test
    void shouldReadClassIndicesWhenTheDomainIsClasses() throws Exception {
        LabelReader reader = new LabelReader(VALUE, new ClassIndices(3), MAX);

        assertThat(read(reader, 0)).isEqualTo(0);
        assertThat(read(reader, 2.0)).isEqualTo(2);
        assertThat(read(reader, false)).isEqualTo(0);
        assertThat(Double.doubleToRawLongBits(read(reader, -0.0))).isZero();
        assertThat(read(reader, null)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0.5, 3, 1e300, Double.NaN})
    void shouldRefuseWhenANumberIsNoClassIndex(double label) {
        String problem = Math.abs(label) <= MAX ? "expected a whole number from 0 to 2, got " : BEYOND;

        assertRefused(new LabelReader(VALUE, new ClassIndices(3), MAX), label, "label field 'y': " + problem + label);
    }

    @Test
    void shouldCompareWithTheThresholdWhenTheSpecIsAbove() throws Exception {
        LabelReader reader = new LabelReader(ABOVE, new ClassIndices(2), MAX);

        assertThat(read(reader, 2.5)).isEqualTo(0);
        assertThat(read(reader, 2.5000001)).isEqualTo(1);
        assertThat(read(reader, -9)).isEqualTo(0);
        assertThat(read(reader, null)).isNaN();
    }

    @Test
    void shouldReadThePositionInTheListWhenTheSpecIsClasses() throws Exception {
        LabelReader reader = new LabelReader(CLASSES, new ClassIndices(3), MAX);

        assertThat(read(reader, "no")).isEqualTo(0);
        assertThat(read(reader, "yes")).isEqualTo(1);
        assertThat(read(reader, "ñ")).isEqualTo(2);
        assertThat(read(reader, null)).isNaN();
        assertRefused(reader, "YES", "label field 'y': expected one of [no, yes, ñ], got 'YES'");
        assertRefused(reader, "", "label field 'y': expected one of [no, yes, ñ], got ''");
        // The buffer is reused: a longer text before must not show through.
        assertThat(read(reader, "no")).isEqualTo(0);
    }

    @Test
    void shouldNameTheFieldWhenTheTypeIsWrong() {
        assertRefused(
                new LabelReader(VALUE, new Numbers(), MAX), "x", "label field 'y': expected a number, got String");
        assertRefused(
                new LabelReader(CLASSES, new ClassIndices(3), MAX),
                1.5,
                "label field 'y': expected a category, got Double");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void shouldRefuseWhenTheTaskHasAnotherNumberOfClasses(int count) {
        assertThatThrownBy(() -> new LabelReader(CLASSES, new ClassIndices(count), MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("classes: expected " + count + ", as many as the task has, got 3: [no, yes, ñ]");
    }

    @Test
    void shouldRefuseSpecsThatMakeNoSense() {
        assertThatThrownBy(() -> new LabelSpec.Above("y", Double.NaN))
                .hasMessage("threshold: expected a finite number, got NaN");
        assertThatThrownBy(() -> new LabelSpec.Classes("y", List.of("a")))
                .hasMessage("classes: expected two or more different strings, got [a]");
        assertThatThrownBy(() -> new LabelSpec.Classes("y", List.of("a", "b", "a")))
                .hasMessage("classes: expected two or more different strings, got [a, b, a]");
    }

    private static double read(LabelReader reader, @Nullable Object label) throws InvalidEventException {
        return reader.read(new TestEvent(reader.fields()).with("y", label));
    }

    private static void assertRefused(LabelReader reader, Object label, String message) {
        assertThatThrownBy(() -> read(reader, label))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.part()).isEqualTo(InvalidEventException.Part.LABEL))
                .hasMessage(message);
    }
}
