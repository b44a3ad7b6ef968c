package dev.millrace.core.kernel;

/**
 * Whether {@link LaneKernels} may be used. They need the module {@code jdk.incubator.vector}, which a JVM has only if it was
 * started with {@code --add-modules jdk.incubator.vector}; without it, the plain loops do all the work.
 */
public final class Lanes {

    /** The width from which on rows go through the lanes: that of a vector, or more than any row has. */
    public static final int LEAST_WIDTH = leastWidth();

    private Lanes() {}

    /** The only place that loads {@link LaneKernels} unasked, and not without the module. */
    private static int leastWidth() {
        boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return present ? LaneKernels.LENGTH : Integer.MAX_VALUE;
    }
}
