package dev.millrace.replay;

import dev.millrace.config.Fingerprint;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.Calibration;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.evaluate.ProgressiveMetrics;
import dev.millrace.core.learn.Batching;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.Outcome;
import dev.millrace.core.learn.RateLanes;
import dev.millrace.learn.LearnerFactory;
import dev.millrace.learn.ModelHeaders;
import dev.millrace.replay.CandidateResult.Epoch;
import dev.millrace.replay.CandidateResult.Frozen;
import dev.millrace.replay.CandidateResult.Learned;
import dev.millrace.replay.CandidateResult.Refusals;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A candidate that learns and is judged. Its learner is that of a running application. One thread at a time. */
final class CandidateRun {

    private final Candidate candidate;
    private final boolean isInGroup;
    private final SharedRecipe recipe;
    private final Measure measure;
    private final LearnerSpec spec;
    private final MemoryBlocks blocks = new MemoryBlocks();
    /** In a lane, or alone. */
    private Learner learner;
    /** Null if the learner is alone. */
    private @Nullable RateLanes lanes;

    private final int window;

    private final LossSeries losses = new LossSeries();
    private final Calibration calibration;
    private ProgressiveMetrics heldOut;
    /** Of the last epoch that came to its end; null before. */
    private @Nullable Evaluation heldOutBefore;

    private final List<Epoch> epochs = new ArrayList<>();
    private @Nullable Evaluation evaluation;
    private @Nullable FrozenModel frozen;
    private int rung = -1;

    private double costSum;
    private long costs;
    private double heldCostSum;
    /** Labeled examples of this epoch that were to be learned from. */
    private long examples;

    private long firstRefused = -1;
    private String firstRefusal = "";

    /** @param laneGroup where it learns side by side with others; null for alone */
    CandidateRun(Candidate candidate, SharedRecipe recipe, Measure measure, @Nullable LaneGroup laneGroup) {
        this.candidate = candidate;
        this.recipe = recipe;
        this.isInGroup = laneGroup != null;
        this.measure = measure;
        this.spec = candidate.learner().spec();
        this.window = candidate.config().reports().window();
        this.lanes = laneGroup == null ? null : laneGroup.lanes();
        this.learner = laneGroup == null
                ? LearnerFactory.create(candidate.config(), spec, blocks, 0, Long.MAX_VALUE)
                : laneGroup.add(this);
        this.calibration = new Calibration(spec.task().classes(spec.outputs()));
        this.heldOut = newHeldOut();
    }

    Candidate candidate() {
        return candidate;
    }

    SharedRecipe recipe() {
        return recipe;
    }

    /** Whether its group has it learn. */
    boolean isInGroup() {
        return isInGroup;
    }

    /** Learns from the recipe's examples. */
    void learn() {
        Examples batch = recipe.learning();
        for (int i = 0; i < batch.size(); i++) {
            take(batch, i);
        }
    }

    /** Learns from one example, unless it is held out. */
    void take(Examples batch, int i) {
        if (batch.isHeld(i)) {
            holdOut(batch, i);
        } else {
            learn(batch, i);
        }
    }

    private void learn(Examples batch, int i) {
        double label = batch.label(i);
        Outcome outcome = learner.process(batch.features(i), label, batch.weight(i), batch.timeMillis(i));
        switch (outcome.status()) {
            case LEARNED -> {
                double cost = measure.ofLearned(spec.loss(), outcome, label);
                costSum += cost;
                costs++;
                if (epochs.isEmpty()) {
                    losses.add(cost, batch.baseline(i));
                    calibration.add(outcome.prediction(), label);
                    if (frozen != null) {
                        frozen.predict(batch, i, cost);
                    }
                }
                examples++;
            }
            case REFUSED -> {
                if (firstRefused < 0) {
                    firstRefused = examples;
                    firstRefusal = outcome.refusal();
                }
                if (epochs.isEmpty()) {
                    losses.addRefused();
                }
                examples++;
            }
            case UNLABELED -> {}
        }
    }

    private void holdOut(Examples batch, int i) {
        double label = batch.label(i);
        if (Double.isNaN(label) || !spec.loss().accepts(label) || !learner.predict(batch.features(i))) {
            return;
        }
        Outcome outcome = learner.outcome();
        double loss = spec.loss().value(outcome.scores(), label);
        if (Math.abs(loss) <= Double.MAX_VALUE) {
            heldOut.add(outcome.scores()[0], outcome.prediction(), label, loss);
            heldCostSum += measure.of(spec.loss(), outcome, label);
        }
    }

    /** From here on the model as it is now is held against the one that learns. */
    void freeze() {
        frozen = FrozenModel.of(candidate, learner, blocks, measure);
    }

    /** @param twin its learner as it is now */
    void freeze(Learner twin) {
        frozen = new FrozenModel(twin, measure);
    }

    /** Its learner is the lane's, or alone if it has left. */
    Learner learner() {
        return learner;
    }

    /** Goes on alone, if it learned in a lane. */
    void leaveLanes() {
        if (lanes != null) {
            learner = lanes.leave(learner, blocks);
            lanes = null;
        }
    }

    /** The learner with parameters of its own. */
    private Learner alone(MemoryBlocks to) {
        return lanes == null ? learner : lanes.extract(learner, to);
    }

    /** Has come to the end of the input, for the first time or again. */
    void endEpoch() {
        if (spec.batching() instanceof Batching.Full) {
            learner.closeBatch();
        }
        if (evaluation == null) {
            evaluation = learner.evaluation();
        }
        heldOutBefore = heldOut.examples() == 0 ? null : heldOut.evaluation();
        epochs.add(new Epoch(costSum / costs, heldCostSum / heldOut.examples()));
    }

    /** The input begins anew. */
    void beginEpoch() {
        costSum = 0;
        costs = 0;
        heldCostSum = 0;
        examples = 0;
        heldOut = newHeldOut();
    }

    /** Does not go on. */
    void drop(int atRung) {
        rung = atRung;
        leaveLanes();
    }

    boolean isDropped() {
        return rung >= 0;
    }

    /** Mean of the measure in this epoch so far; infinite if a hundredth or more of the examples was refused. */
    double standing() {
        return costs == 0 || learner.refused() * 100 > learner.refused() + learner.examples()
                ? Double.POSITIVE_INFINITY
                : costSum / costs;
    }

    long learnedExamples() {
        return examples;
    }

    /**
     * Writes what it has learned to a file that {@code run} can begin with.
     *
     * @param topic of the last event; empty if it has no position that a running learner could go on from
     */
    void save(Path file, String topic, int partition, long offset) throws IOException {
        Fingerprint fingerprint = Fingerprint.of(candidate.config(), spec);
        Learner alone = alone(blocks);
        ModelHeader header = ModelHeaders.of(
                alone,
                candidate.name(),
                fingerprint,
                topic,
                partition,
                offset,
                recipe.eventTimeMillis(),
                ModelHeaders.sources(
                        topic, partition, offset, candidate.config().topics()),
                new StateWriter());
        alone.parameters().writeBack();
        ModelFile.write(file, header, out -> {
            for (int block : blocks.numbers()) {
                out.block(block, Objects.requireNonNull(blocks.read(block)));
            }
            for (Map.Entry<Integer, String> name : recipe.names().entrySet()) {
                out.name(name.getKey(), name.getValue());
            }
        });
    }

    CandidateResult result() {
        if (evaluation == null) {
            endEpoch();
        }
        Frozen comparison = frozen == null || epochs.size() > 1 ? null : frozen.result();
        return new CandidateResult(
                candidate,
                rung,
                evaluation == null ? learner.evaluation() : evaluation,
                losses,
                calibration,
                heldOutBefore,
                comparison,
                new Refusals(learner.refused(), firstRefused, firstRefusal),
                epochs,
                new Learned(
                        learner.step(),
                        learner.examples(),
                        alone(new MemoryBlocks()).digest(),
                        learner.experts() == null ? learner.learningRate() : Double.NaN,
                        learner.experts()));
    }

    private ProgressiveMetrics newHeldOut() {
        return new ProgressiveMetrics(spec.loss(), spec.task().classes(spec.outputs()), spec.outputs(), window);
    }
}
