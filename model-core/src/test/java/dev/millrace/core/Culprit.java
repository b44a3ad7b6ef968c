package dev.millrace.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Does everything that {@link ArchitectureTest} forbids, to show that its rules see it. */
final class Culprit {

    private Culprit() {}

    static double run() {
        Map<String, Double> map = new HashMap<>();
        map.put("time", (double) System.nanoTime());
        map.put("random", new Random().nextDouble());
        map.put("power", StrictMath.pow(2, 0.5));
        double sum = 0;
        for (double value : map.values()) {
            sum += Math.exp(value);
        }
        return sum;
    }
}
