package dev.millrace.query;

import java.util.List;

/**
 * What a learner knows of the features that it standardises, of one cut.
 *
 * @param maxDeviations how many deviations a value counts for at most, in the model and in these statistics; infinite (null
 *     in JSON) for no limit
 * @param features in the order of the config; empty if none is standardised
 */
public record ScalerAnswer(double maxDeviations, List<Scaled> features, Provenance provenance) {

    /**
     * A standardised feature. Mean and deviation are those of the transformed value.
     *
     * @param fields of the event that it is made from
     * @param row of its weights
     * @param transform of the value before it is standardised: none or log1p
     * @param count values taken in, of learned events that have the feature
     * @param mean 0 if there are none
     * @param deviation standard deviation; 0 if it has not varied, and then the feature counts as 0
     */
    public record Scaled(
            String feature,
            List<String> fields,
            int row,
            String transform,
            long count,
            double mean,
            double deviation) {}
}
