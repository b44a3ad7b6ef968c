package dev.millrace.config;

import dev.millrace.core.learn.LearnerSpec;

/**
 * One learner of an application.
 *
 * @param spec what decides what it learns
 * @param publishPredictions whether its predictions go to the predictions topic; the first learner's always do
 */
public record LearnerConfig(LearnerSpec spec, boolean publishPredictions) {

    /** The learner's name, unique in the application. */
    public String name() {
        return spec.name();
    }
}
