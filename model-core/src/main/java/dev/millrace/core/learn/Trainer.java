package dev.millrace.core.learn;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.expert.RowReading;
import dev.millrace.core.feature.FeatureVector;
import org.jspecify.annotations.Nullable;

/** What predicts and learns in a {@link Learner}, which checks events and measures. One thread. */
sealed interface Trainer permits OptimizerTrainer, LaneTrainer, ExpertTrainer {

    /** Makes the steps that are due before an event of this time. */
    void advanceTo(long timeMillis);

    /**
     * Predicts an event and changes nothing.
     *
     * @param outcome takes scores and prediction
     * @return whether all of them are finite
     */
    boolean predict(FeatureVector event, Outcome outcome);

    /**
     * Learns from the event that was predicted last.
     *
     * @param loss of its prediction, finite
     * @param importance factor of its loss, finite and above 0
     * @return why not, and then nothing has changed; null if it did
     */
    @Nullable
    String learn(FeatureVector event, double label, double loss, double importance, long timeMillis);

    /** Takes in the loss of a labeled event, after it was learned from if it was. */
    void observe(double loss, long timeMillis);

    /** Makes the step of the batch that is open, if there is one. */
    void closeBatch();

    /** Steps made. */
    long made();

    /** Learning rate of the next step. */
    double rate();

    /** What is known of a standardised feature. */
    ScaledFeature scaled(int feature);

    StepMetrics metrics();

    /** How the experts stand; null if there are none. */
    @Nullable
    ExpertStandings experts();

    /** How rows are to be read, as the experts stand now; null if there are none. */
    @Nullable
    RowReading rowReading();

    /** Writes what decides what is predicted and learned from here on, beside the parameters. */
    void save(StateWriter out);

    void load(StateReader in);

    /** Writes what was measured. */
    void saveMeasures(StateWriter out);

    void loadMeasures(StateReader in);
}
