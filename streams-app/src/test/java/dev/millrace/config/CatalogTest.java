package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.learn.Task;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.optimizer.UpdateRule;
import dev.millrace.core.schedule.LearningRateSchedule;
import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

class CatalogTest {

    private sealed interface Shape {}

    private record Dot() implements Shape {}

    private record Line(double length, int width) implements Shape {}

    private record Framed(int margin, Shape inner) implements Shape {}

    private static final Algorithm<Line> LINE = new Algorithm<>(
            "line",
            Line.class,
            "A line",
            Set.of(Task.BINARY),
            List.of(
                    Parameter.required("length", Range.aboveAndAtMost(0, 10), "in metres", Line::length),
                    Parameter.integer("width", 2, 1, 5, "in pixels", Line::width)),
            arguments -> new Line(arguments.number("length"), arguments.integer("width")));

    private static final Catalog<Shape> SHAPES = shapes();

    private final Problems problems = new Problems("shapes.yaml");

    private static Catalog<Shape> shapes() {
        Algorithm<Dot> dot = new Algorithm<>("dot", Dot.class, "A dot", List.of(), arguments -> new Dot());
        Algorithm<Framed> framed = new Algorithm<>(
                "framed",
                Framed.class,
                "A frame around another shape",
                List.of(
                        Parameter.integer("margin", 1, 0, 9, "in pixels", Framed::margin),
                        Parameter.link("inner", () -> CatalogTest.SHAPES, "what is framed", Framed::inner)),
                arguments -> new Framed(arguments.integer("margin"), arguments.get("inner", Shape.class)));
        return new Catalog<>("shape", List.of(dot, LINE, framed));
    }

    @Test
    void shouldReadInnerAlgorithmsWhenOneWrapsAnother() {
        assertThat(read("{type: framed, margin: 3, inner: {type: framed, inner: {type: line, length: 4}}}"))
                .isEqualTo(new Framed(3, new Framed(1, new Line(4, 2))));
        assertThat(read("{type: framed, inner: dot}")).isEqualTo(new Framed(1, new Dot()));
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void shouldWriteOutDefaultsWhenValueIsDescribed() {
        assertThat(CanonicalJson.write(SHAPES.describe(new Framed(1, new Line(0.25, 2)))))
                .isEqualTo(
                        "{\"inner\":{\"length\":0.25,\"type\":\"line\",\"width\":2},\"margin\":1,\"type\":\"framed\"}");
    }

    @Test
    void shouldNameThePathWhenInnerAlgorithmIsWrong() {
        assertThat(read("{type: framed, inner: {type: line, length: 11, widht: 2}}"))
                .isNull();
        assertThat(problems.exception().problems())
                .containsExactly(
                        "shapes.yaml:1: shape.inner.length: expected a number above 0 and at most 10; found '11'",
                        "shapes.yaml:1: shape.inner.widht: unknown key; allowed here: type, length, width; did you mean"
                                + " 'width'?");
    }

    @Test
    void shouldNameTheTypesWhenLinkIsMissing() {
        assertThat(read("framed")).isNull();
        assertThat(problems.exception().problems())
                .containsExactly("shapes.yaml:1: shape.inner: required but missing; expected one of dot, line, framed");
    }

    @Test
    void shouldSayWhichFitWhenAlgorithmIsForAnotherTask() {
        ConfigNode node = node("{type: framed, inner: {type: line, length: 1}}");

        assertThat(SHAPES.read(node, Task.REGRESSION)).isNull();
        assertThat(problems.exception().problems())
                .containsExactly("shapes.yaml:1: shape.inner.type: expected a shape for task regression (dot, framed);"
                        + " found 'line'");
    }

    @Test
    void shouldReportTheSectionWhenConstructorRefusesTheValues() {
        Catalog<Shape> refusing =
                new Catalog<>("shape", List.of(new Algorithm<>("dot", Dot.class, "A dot", List.of(), arguments -> {
                    throw new IllegalArgumentException("dots are out of stock");
                })));

        assertThat(refusing.read(node("dot"), null)).isNull();
        assertThat(problems.exception().problems()).containsExactly("shapes.yaml:1: shape: dots are out of stock");
    }

    @Test
    void shouldRefuseToDescribeWhenValueIsOfNoAlgorithm() {
        assertThatThrownBy(() -> SHAPES.describe("square"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a shape of the catalog [dot, line, framed], got square");
    }

    @Test
    void shouldNameTheParameterWhenFactoryAsksForAnUnknownOne() {
        Arguments arguments = new Arguments(new TreeMap<>(Map.of("length", 1.0)));

        assertThatThrownBy(() -> arguments.integer("width"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no parameter 'width' among [length]");
    }

    @Test
    void shouldHaveAnEntryForEveryAlgorithmOfTheCore() {
        assertThat(types(Optimizers.CATALOG)).isEqualTo(records(UpdateRule.class));
        assertThat(types(Losses.CATALOG)).isEqualTo(Set.of(Loss.class.getPermittedSubclasses()));
        assertThat(types(Schedules.CATALOG)).isEqualTo(Set.of(LearningRateSchedule.class.getPermittedSubclasses()));
    }

    @Test
    void shouldHaveADefaultLossThatFitsWhateverTheTask() {
        for (Task task : Task.values()) {
            Loss loss = Losses.defaultFor(task);
            assertThat(Losses.CATALOG.algorithms())
                    .filteredOn(algorithm -> algorithm.type().isInstance(loss))
                    .singleElement()
                    .satisfies(algorithm -> assertThat(algorithm.tasks()).contains(task));
        }
    }

    /** The records of a sealed interface, also those of sealed interfaces within it. */
    private static Set<Class<?>> records(Class<?> sealed) {
        Set<Class<?>> records = new HashSet<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                records.addAll(records(permitted));
            } else {
                records.add(permitted);
            }
        }
        return records;
    }

    private static Set<Class<?>> types(Catalog<?> catalog) {
        Set<Class<?>> types = new HashSet<>();
        catalog.algorithms().forEach(algorithm -> types.add(algorithm.type()));
        return types;
    }

    private @Nullable Shape read(String yaml) {
        return SHAPES.read(node(yaml), Task.BINARY);
    }

    private ConfigNode node(String yaml) {
        return new ConfigNode(
                new Yaml(new LoaderOptions()).compose(new StringReader(yaml)),
                "shape",
                1,
                problems,
                new Environment(Map.of()));
    }
}
