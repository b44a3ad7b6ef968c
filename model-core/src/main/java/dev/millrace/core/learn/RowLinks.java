package dev.millrace.core.learn;

import dev.millrace.core.link.Averaging;
import dev.millrace.core.link.WeightLink;
import dev.millrace.core.optimizer.Optimizer;
import org.jspecify.annotations.Nullable;

/** What happens to the weights of a step's rows beside the optimizer's update, and their averages. */
final class RowLinks {

    private final WeightLink[] before;
    private final WeightLink[] after;
    private final @Nullable Averaging averaging;
    private final int width;
    private final int averageState;

    RowLinks(LearnerSpec spec, Optimizer optimizer) {
        this.before =
                spec.weightLinks().stream().filter(WeightLink::isBeforeUpdate).toArray(WeightLink[]::new);
        this.after = spec.weightLinks().stream()
                .filter(link -> !link.isBeforeUpdate())
                .toArray(WeightLink[]::new);
        this.averaging = spec.averaging();
        this.width = spec.outputs();
        this.averageState = averageState(spec, optimizer);
    }

    /** Null if there is nothing of the sort. */
    static @Nullable RowLinks of(LearnerSpec spec, Optimizer optimizer) {
        boolean areNone = spec.weightLinks().isEmpty() && spec.averaging() == null;
        return areNone ? null : new RowLinks(spec, optimizer);
    }

    /** Where in a row the state of its averages begins: behind all that the optimizer keeps. */
    static int averageState(LearnerSpec spec, Optimizer optimizer) {
        return spec.outputs() * (1 + optimizer.slotsPerWeight()) + CatchUp.rowSlots(optimizer);
    }

    /** Floats of a row that are not per weight: the optimizer's, and the averages. */
    static int rowSlots(LearnerSpec spec, Optimizer optimizer) {
        Averaging averaging = spec.averaging();
        return CatchUp.rowSlots(optimizer) + (averaging == null ? 0 : averaging.floats(spec.outputs()));
    }

    void beforeUpdate(float[] data, int offset, double rate) {
        for (WeightLink link : before) {
            link.apply(data, offset, width, rate);
        }
    }

    /**
     * @param old holds the row as it was before the step from {@code oldOffset}
     * @param step number of this step, counted from 1
     * @return whether the row was brought back to a bound
     */
    boolean afterUpdate(float[] data, int offset, float[] old, int oldOffset, double rate, long step) {
        boolean bounded = false;
        for (WeightLink link : after) {
            bounded |= link.apply(data, offset, width, rate);
        }
        if (averaging != null) {
            averaging.update(data, offset, offset + averageState, width, old, oldOffset, step);
        }
        return bounded;
    }
}
