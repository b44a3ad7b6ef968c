package dev.millrace.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against figures that another library computed; the resource says which. */
class RecordedFiguresTest {

    private static final String RESOURCE = "/golden/optimizers-pytorch-2.13.txt";
    private static final int STEPS = 20;

    private final Map<String, double[]> recorded = read();

    @Test
    void shouldGiveTheRecordedParametersWhenSgd() {
        assertThat(replay("sgd", new Sgd())).isEqualTo(3);
    }

    @Test
    void shouldGiveTheRecordedParametersWhenAdam() {
        LazyAdam adam = new LazyAdam(number("adam.beta1"), number("adam.beta2"), number("adam.eps"));

        assertThat(replay("adam", adam)).isEqualTo(3);
    }

    /** Feeds in the recorded gradients; returns how many steps had recorded parameters, all of which were equal. */
    private int replay(String name, Optimizer optimizer) {
        int width = recorded.get("x0").length;
        float[] page = new float[width * (1 + optimizer.slotsPerWeight())];
        System.arraycopy(floats("x0"), 0, page, 0, width);
        double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
        int compared = 0;
        for (int step = 1; step <= STEPS; step++) {
            optimizer.prepareStep(number(name + ".lr"), step, coefficients);
            OneRow.update(optimizer, page, 0, floats("gradient." + step), 0, width, coefficients);
            double[] expected = recorded.get(name + ".after." + step);
            if (expected != null) {
                compared++;
                for (int i = 0; i < width; i++) {
                    assertThat((double) page[i])
                            .as("%s, step %d, parameter %d", name, step, i)
                            .isCloseTo(expected[i], within(2e-6 * Math.abs(expected[i])));
                }
            }
        }
        return compared;
    }

    private double number(String name) {
        return recorded.get(name)[0];
    }

    private float[] floats(String name) {
        double[] doubles = recorded.get(name);
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }

    private static Map<String, double[]> read() {
        Map<String, double[]> rows = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(RecordedFiguresTest.class.getResourceAsStream(RESOURCE))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .forEach(cells -> rows.put(
                            cells[0],
                            Arrays.stream(cells, 1, cells.length)
                                    .mapToDouble(Double::parseDouble)
                                    .toArray()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }
}
