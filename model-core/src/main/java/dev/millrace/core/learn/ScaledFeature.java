package dev.millrace.core.learn;

/**
 * What a learner's events say of a feature that is standardised.
 *
 * @param count values taken in: of learned events that have the feature
 * @param mean 0 if there are none
 * @param deviation standard deviation, of all of them and not as of a sample; 0 if it has not varied
 */
public record ScaledFeature(long count, double mean, double deviation) {}
