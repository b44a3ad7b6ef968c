package dev.millrace.core.learn;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.parameter.WorkingSet;
import org.jspecify.annotations.Nullable;

/**
 * From an event's gradient to a step: gradient → batch → links of the gradient → links of the weights and optimizer.
 *
 * <p>One thread.
 */
final class StepMaker {

    static final String NOT_FINITE = "the loss or its gradient is not finite";

    private static final String IMPOSSIBLE = "the step would make a weight or an optimizer slot infinite or NaN";

    private final Loss loss;
    private final Batching batching;
    private final LearningRate rate;
    private final WorkingSet parameters;
    private final GradientBatch batch;
    private final GradientChain chain;
    private final OptimizerStep optimizerStep;
    private final StepMetrics metrics;
    private final StepInput input;
    private final StepInput trial;
    private long made;
    /** Window of event time that the open batch is of; what it was when none is open. */
    private long window;

    StepMaker(
            LearnerSpec spec,
            Optimizer optimizer,
            WorkingSet parameters,
            LearningRate rate,
            @Nullable CatchUp catchUp,
            StepMetrics metrics) {
        this.loss = spec.loss();
        this.batching = spec.batching();
        this.rate = rate;
        this.parameters = parameters;
        this.input = new StepInput(optimizer, spec.outputs());
        this.trial = new StepInput(optimizer, spec.outputs());
        this.batch = new GradientBatch(input.stride(), input.summed());
        this.chain = new GradientChain(spec.gradientLinks(), parameters);
        RowLinks rowLinks = RowLinks.of(spec, optimizer);
        int rowFloats = Learner.layout(spec, 1).rowFloats();
        this.optimizerStep = new OptimizerStep(optimizer, parameters, rowFloats, catchUp, rowLinks);
        this.metrics = metrics;
    }

    /** Steps made. */
    long made() {
        return made;
    }

    StepMetrics metrics() {
        return metrics;
    }

    /** Closes a batch of an earlier window of event time. */
    void advanceTo(long timeMillis) {
        if (batching instanceof Batching.EventTime time && batch.count() > 0 && time.window(timeMillis) > window) {
            closeBatch();
        }
    }

    /**
     * Learns from the event that was predicted last.
     *
     * @param importance factor of its loss, above 0
     * @return why not, and then nothing has changed; null if it did
     */
    @Nullable
    String learn(
            ActiveRows active, double[] scores, double[] prediction, double label, double importance, long timeMillis) {
        input.compute(active, loss, scores, prediction, label, importance);
        double norm = input.norm();
        if (!(norm <= Double.MAX_VALUE)) {
            return NOT_FINITE;
        }
        if (batching.limit() == 1) {
            return step(norm) ? null : IMPOSSIBLE;
        }
        if (!isPossible()) {
            return IMPOSSIBLE;
        }
        if (batch.count() == 0 && batching instanceof Batching.EventTime time) {
            window = time.window(timeMillis);
        }
        batch.add(input.rows(), input.size(), input.input());
        if (batch.count() == batching.limit()) {
            closeBatch();
        }
        return null;
    }

    /** Makes the step of the open batch, if there is one. A step that is impossible is dropped and counted. */
    void closeBatch() {
        if (batch.count() == 0) {
            return;
        }
        input.take(batch, batching.combine(), parameters);
        double norm = input.norm();
        // A sum of finite gradients may be infinite, and clipping by value would hide it.
        if (!(norm <= Double.MAX_VALUE) || !step(norm)) {
            metrics.addRefused();
        }
    }

    private boolean step(double norm) {
        boolean clipped = !chain.isEmpty() && chain.apply(input);
        if (!optimizerStep.apply(input, rate.at(made), made + 1)) {
            return false;
        }
        made++;
        metrics.add(norm, clipped, optimizerStep.boundedRows());
        return true;
    }

    /**
     * Whether the event would be possible as a step of its own: a mean of such gradients is then possible too, while a batch
     * that holds a wild one could never be closed, and would take the others with it.
     */
    private boolean isPossible() {
        StepInput tried = input;
        if (!chain.isEmpty()) {
            trial.copyFrom(input);
            chain.apply(trial);
            tried = trial;
        }
        return optimizerStep.isPossible(tried, rate.at(made), made + 1);
    }

    /** All but the number of steps. */
    void save(StateWriter out) {
        batch.save(out);
        if (batching instanceof Batching.EventTime) {
            out.writeLong(window);
        }
        optimizerStep.save(out);
    }

    /** @param stepsMade that belong to it */
    void load(StateReader in, long stepsMade) {
        made = stepsMade;
        batch.load(in, batching.limit() - 1, parameters.layout().rowCount());
        if (batching instanceof Batching.EventTime) {
            window = in.readLong();
        }
        optimizerStep.load(in);
    }
}
