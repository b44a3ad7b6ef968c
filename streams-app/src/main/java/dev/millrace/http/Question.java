package dev.millrace.http;

import dev.millrace.query.LearnerQueries;
import io.javalin.http.Context;
import java.io.IOException;

/** A question about learners, which any instance that has them can answer. */
@FunctionalInterface
interface Question {

    /**
     * Answers it. May be called several times for one request, as long as it throws.
     *
     * @throws org.apache.kafka.streams.errors.InvalidStateStoreException if the learners are not to be had, before anything is
     *     written
     */
    void answer(Context request, LearnerQueries queries) throws IOException;
}
