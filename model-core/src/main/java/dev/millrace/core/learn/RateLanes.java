package dev.millrace.core.learn;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.ProgressiveMetrics;
import dev.millrace.core.evaluate.RunningMean;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.core.parameter.BlockStore;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.core.parameter.WorkingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Learners that differ in nothing but their learning rate and learn from the same events, with their rows side by side:
 *
 * <pre>
 *   row:  | lane 0: weights, slots | lane 1: weights, slots | ...
 * </pre>
 *
 * <p>An event is standardised and its rows are located once for all of them, and what one lane has fetched into the cache
 * serves the next. All else each does by itself, so each learns, to the bit, what it would alone.
 *
 * <p>They share the scaler, which takes in learned events only. So a lane that refuses an event that another learned from
 * is behind, and must leave before the event ends:
 *
 * <pre>
 *   begin(event); process(event, ...) of every lane's learner; leave(lane, ...) for each that is behind(); end(event)
 * </pre>
 *
 * <p>The learners predict and measure as ever; to be saved or to tell its digest, one must be {@link #extract}ed. One thread.
 */
public final class RateLanes {

    /** More would not share much more. */
    private static final int MAX_LANES = 16;

    private static final long MAX_BYTES = 64 << 20;

    /** Of a learner that is alone. */
    private final ParameterLayout layout;

    private final double maxDeviations;
    private final int scaledFeatures;
    private final long window;
    private final WorkingSet parameters;
    private final OnlineScaler scaler;
    private final ActiveRows active;
    /** Those that have not left. */
    private final List<Learner> lanes = new ArrayList<>();
    /** Steps of each lane before the event. */
    private long made;

    /**
     * @param specs that agree in their {@link #key}, which is not null
     * @param rowCount rows of each model
     * @param scaledFeatures as of {@link Learner}
     * @param maxDeviations as of {@link Learner}
     * @param window as of {@link Learner}
     */
    public RateLanes(List<LearnerSpec> specs, int rowCount, int scaledFeatures, double maxDeviations, long window) {
        if (specs.stream().map(RateLanes::key).distinct().count() != 1 || key(specs.get(0)) == null) {
            throw new IllegalArgumentException(
                    "specs: expected some that differ only in their rate, with sgd or adagrad,"
                            + " a step per event and no links; got " + specs);
        }
        this.layout = Learner.layout(specs.get(0), rowCount);
        this.scaledFeatures = scaledFeatures;
        this.maxDeviations = maxDeviations;
        this.window = window;
        this.parameters = new WorkingSet(sideBySide(specs.size()), null, 0, Long.MAX_VALUE);
        this.scaler = new OnlineScaler(scaledFeatures, maxDeviations);
        this.active = new ActiveRows(parameters, scaler, null, null);
        RunningMean.Memo memo = new RunningMean.Memo();
        for (LearnerSpec spec : specs) {
            int begin = lanes.size() * layout.rowFloats();
            Outcome outcome = new Outcome(spec.outputs());
            ProgressiveMetrics metrics = new ProgressiveMetrics(
                    spec.loss(), spec.task().classes(spec.outputs()), spec.outputs(), window, memo);
            LaneTrainer trainer =
                    new LaneTrainer(spec, parameters, scaler, active, begin, new StepMetrics(window), outcome);
            lanes.add(new Learner(spec, layout, parameters, trainer, outcome, metrics));
        }
    }

    /** Learners whose keys are equal can learn in lanes; null if this one cannot. Names do not count. */
    public static @Nullable Object key(LearnerSpec spec) {
        boolean isPlain = (spec.optimizer() instanceof Sgd || spec.optimizer() instanceof AdaGrad)
                && spec.plateau() == null
                && spec.batching() instanceof Batching.Count count
                && count.size() == 1
                && spec.gradientLinks().isEmpty()
                && spec.weightLinks().isEmpty()
                && spec.averaging() == null;
        return isPlain
                ? List.of(spec.task(), spec.outputs(), spec.loss(), spec.classWeights(), spec.optimizer())
                : null;
    }

    /** How many such models may stand side by side, so that they are in memory as a whole; 1 if only one may. */
    public static int most(LearnerSpec spec, int rowCount) {
        ParameterLayout alone = Learner.layout(spec, rowCount);
        long bytes = (long) alone.blockCount() * alone.blockFloats() * Float.BYTES;
        long lanes = Math.min(MAX_BYTES / bytes, ParameterLayout.MAX_BLOCK_FLOATS / alone.blockFloats());
        return (int) Math.max(1, Math.min(MAX_LANES, lanes));
    }

    /** The lanes that have not left, in the order of their specs. */
    public List<Learner> learners() {
        return List.copyOf(lanes);
    }

    /** What follows, until the next call, is about this event. */
    public void begin(FeatureVector event) {
        if (!Learner.isTooLarge(event, layout)) {
            active.activate(event, made);
        }
    }

    /** The lanes that refused the event, if others learned from it; they must leave. */
    public List<Learner> behind() {
        long first = lanes.isEmpty() ? made : lanes.get(0).step();
        for (int i = 1; i < lanes.size(); i++) {
            if (lanes.get(i).step() != first) {
                return lanes.stream().filter(lane -> lane.step() == made).toList();
            }
        }
        return List.of();
    }

    /** All lanes that are left have learned from the event, or none has. */
    public void end(FeatureVector event) {
        if (!behind().isEmpty()) {
            throw new IllegalStateException(
                    "expected the lanes to leave that refused an event from which others learned");
        }
        if (!lanes.isEmpty() && lanes.get(0).step() > made) {
            made = lanes.get(0).step();
            scaler.update(event);
            parameters.markChanged(active.rows(), active.size());
        }
    }

    /**
     * The lane goes on alone.
     *
     * @param blocks where its parameters are from now on; empty
     * @return what it goes on as; the lane's learner is not to be used again
     */
    public Learner leave(Learner lane, BlockStore blocks) {
        Learner alone = extract(lane, blocks);
        lanes.remove(lane);
        return alone;
    }

    /**
     * What a lane has learned, as a learner that could have learned it alone: with the same parameters, digest and state.
     * It shares the measures of the lane, which may go on only if this does not.
     *
     * @param blocks where its parameters are put; empty
     */
    public Learner extract(Learner lane, BlockStore blocks) {
        int begin = trainer(lane).begin();
        int blockFloats = layout.blockFloats();
        float[] block = new float[blockFloats];
        long digest = 0;
        for (int number = 0; number < layout.blockCount(); number++) {
            if (parameters.hasChanged(number)) {
                copyBlock(number, begin, block);
                long checksum = BlockCodec.checksum(number, block, 0, blockFloats);
                blocks.write(number, BlockCodec.encode(block, 0, blockFloats, checksum));
                digest += checksum;
            }
        }
        WorkingSet own = new WorkingSet(layout, blocks, digest, Long.MAX_VALUE);
        return new Learner(lane, own, new OnlineScaler(scaledFeatures, maxDeviations));
    }

    /** The lanes as they are now, only to predict. They have measured nothing. */
    public RateLanes freeze() {
        RateLanes frozen = new RateLanes(
                lanes.stream().map(Learner::spec).toList(), layout.rowCount(), scaledFeatures, maxDeviations, window);
        StateWriter state = new StateWriter();
        scaler.save(state);
        frozen.scaler.load(new StateReader(state.toByteArray()));
        for (int i = 0; i < lanes.size(); i++) {
            frozen.copyRows(i * layout.rowFloats(), this, trainer(lanes.get(i)).begin());
        }
        return frozen;
    }

    private void copyRows(int to, RateLanes from, int begin) {
        for (int row = 0; row < layout.rowCount(); row++) {
            if (from.parameters.hasChanged(row / layout.rowsPerBlock())) {
                int target = parameters.locate(row) + to;
                int source = from.parameters.locate(row) + begin;
                System.arraycopy(from.parameters.data(), source, parameters.data(), target, layout.rowFloats());
            }
        }
    }

    private void copyBlock(int number, int begin, float[] block) {
        int first = number * layout.rowsPerBlock();
        int source = parameters.locate(first) + begin;
        for (int i = 0; i < layout.rowsPerBlock(); i++) {
            System.arraycopy(
                    parameters.data(),
                    source + i * parameters.layout().rowFloats(),
                    block,
                    i * layout.rowFloats(),
                    layout.rowFloats());
        }
    }

    /** Blocks have the same rows as those of a learner that is alone; all but the first lane are numbers of the row. */
    private ParameterLayout sideBySide(int count) {
        return new ParameterLayout(
                layout.rowCount(),
                layout.width(),
                layout.slots(),
                layout.rowSlots() + (count - 1) * layout.rowFloats(),
                layout.rowsPerBlock());
    }

    private static LaneTrainer trainer(Learner lane) {
        return Objects.requireNonNull(lane.lane(), "expected a learner of lanes");
    }
}
