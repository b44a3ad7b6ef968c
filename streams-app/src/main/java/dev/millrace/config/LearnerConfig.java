package dev.millrace.config;

import dev.millrace.core.learn.LearnerSpec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One learner of an application.
 *
 * @param spec what decides what it learns
 * @param publishPredictions whether its predictions go to the predictions topic; the first learner's always do
 * @param warmStart model file that it begins with if it has never learned; null to begin with nothing. No part of the
 *     fingerprint
 */
public record LearnerConfig(
        LearnerSpec spec,
        boolean publishPredictions,
        @Nullable Path warmStart) {

    /** One that begins with nothing. */
    public LearnerConfig(LearnerSpec spec, boolean publishPredictions) {
        this(spec, publishPredictions, null);
    }

    /** The learner's name, unique in the application. */
    public String name() {
        return spec.name();
    }
}
