package dev.millrace.learn;

import dev.millrace.outage.RegistryWait;
import java.util.function.Predicate;

/**
 * What a learning task has to know of the application around it.
 *
 * @param changelogIsCut whether the beginning of a learner's changelog was deleted: it has learned, so that an empty store is
 *     not one of a learner that begins
 * @param registryWait what is done while the registry does not answer
 * @param quarantineBytes of the largest record that the quarantine topic takes
 * @param board where it is published how far the learners are
 */
public record Surroundings(
        Predicate<String> changelogIsCut, RegistryWait registryWait, int quarantineBytes, ProgressBoard board) {

    /** Whole changelogs, a registry that is not waited for, records of the size that Millrace's own topics take, and no readers. */
    public static Surroundings plain() {
        return new Surroundings(
                learner -> false, RegistryWait.none(), LearnProcessor.RECORD_BYTES, new ProgressBoard());
    }
}
