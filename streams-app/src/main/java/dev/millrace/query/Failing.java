package dev.millrace.query;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Carries a failure to write out of a scan. One thread. */
final class Failing {

    /** Writes something. */
    @FunctionalInterface
    interface Attempt {
        void run() throws IOException;
    }

    private @Nullable IOException failure;

    /** Returns whether to go on. */
    boolean tries(Attempt attempt) {
        try {
            attempt.run();
            return true;
        } catch (IOException e) {
            failure = e;
            return false;
        }
    }

    void rethrow() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
