package dev.millrace.selfcheck;

import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RowColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Feeds the recorded gradients to each recorded optimizer. */
final class OptimizerCheck {

    /** Relative, after any number of steps in single precision. */
    static final double BOUND = 2e-6;

    /**
     * Weights smaller than this are compared as if they were as large: what got there from a size of 1 may be off by 1.2e-7,
     * the last place of such a number.
     */
    static final double FLOOR = 0.05;

    private final double[] start;
    private final float[][] gradients;
    private final Set<Integer> at = new TreeSet<>();

    private OptimizerCheck(Golden file) {
        this.start = file.get("x0").numbers();
        Golden grads = file.get("grads");
        this.gradients = new float[grads.size()][];
        for (int step = 0; step < gradients.length; step++) {
            gradients[step] = singles(grads.get(step).numbers(start.length));
        }
        Golden steps = file.get("at");
        for (int i = 0; i < steps.size(); i++) {
            at.add(step(steps.get(i)));
        }
    }

    static List<CaseResult> run(Golden file) {
        if (!file.has("optimizers")) {
            return List.of();
        }
        OptimizerCheck check = new OptimizerCheck(file);
        List<CaseResult> results = new ArrayList<>();
        Golden optimizers = file.get("optimizers");
        for (String name : optimizers.keys()) {
            results.add(check.run(name, optimizers.get(name)));
        }
        return results;
    }

    private CaseResult run(String name, Golden recorded) {
        NamedOptimizer named;
        try {
            named = NamedOptimizer.of(name, recorded.get("hyper"));
        } catch (IllegalArgumentException e) {
            return CaseResult.impossible("optimizer", name, BOUND, String.valueOf(e.getMessage()));
        }
        RelativeError error = new RelativeError(FLOOR);
        RelativeError errorToDouble = new RelativeError(FLOOR);
        Optimizer optimizer = named.optimizer();
        int width = start.length;
        float[] row = new float[width * (1 + optimizer.slotsPerWeight()) + optimizer.slotsPerRow()];
        System.arraycopy(singles(start), 0, row, 0, width);
        RowColumns columns = new RowColumns(optimizer, width);
        int[] offset = {0};
        double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
        for (int step = 1; step <= gradients.length; step++) {
            float[] gradient = gradients[step - 1].clone();
            for (int i = 0; i < width && named.l2() != 0; i++) {
                gradient[i] = Math.fma((float) named.l2(), row[i], gradient[i]);
            }
            optimizer.prepareStep(named.rate(), step, coefficients);
            columns.gather(row, offset, 0, 1);
            columns.take(gradient);
            optimizer.update(columns, coefficients);
            columns.scatter(row, offset);
            if (at.contains(step)) {
                compare(row, recorded.get("f32"), step, error);
                compare(row, recorded.get("f64"), step, errorToDouble);
            }
        }
        return CaseResult.of("optimizer", name, error, BOUND, errorToDouble);
    }

    private void compare(float[] row, Golden recorded, int step, RelativeError error) {
        double[] expected = recorded.get(Integer.toString(step)).numbers(start.length);
        for (int i = 0; i < expected.length; i++) {
            error.add(row[i], expected[i]);
        }
    }

    private int step(Golden number) {
        int step = number.integer();
        if (step < 1 || step > gradients.length) {
            throw new GoldenFileException(
                    number.path() + ": expected a step from 1 to " + gradients.length + ", found " + step);
        }
        return step;
    }

    private static float[] singles(double[] doubles) {
        float[] singles = new float[doubles.length];
        for (int i = 0; i < singles.length; i++) {
            singles[i] = (float) doubles[i];
        }
        return singles;
    }
}
