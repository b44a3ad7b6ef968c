package dev.millrace.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer comes from, and how old it may be.
 *
 * @param by the instance that gave it, as {@code HOST:PORT}
 * @param from what this instance does with the learner
 * @param eventsBehind offsets between the model's position and the end of the topic that it reads, when last looked at;
 *     markers of transactions count; null if it is not known
 * @param millisBehind the model has all events that were in that topic so many milliseconds ago; null if it is not known,
 *     because it was behind ever since the instance was started
 */
public record Served(
        String by,
        Role from,
        @Nullable Long eventsBehind,
        @Nullable Long millisBehind) {

    /** What an instance does with a learner. */
    public enum Role {
        /** It learns: nobody has a newer model. */
        @JsonProperty("active")
        ACTIVE,
        /** It follows the changelog. */
        @JsonProperty("standby")
        STANDBY,
        /** It is about to learn, and reads the changelog. */
        @JsonProperty("restoring")
        RESTORING
    }

    /** Says it of a model at a position. */
    @FunctionalInterface
    public interface Witness {
        Served of(Provenance.@Nullable Position position);
    }
}
