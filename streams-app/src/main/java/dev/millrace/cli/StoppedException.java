package dev.millrace.cli;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.learn.StartRefusedException;
import org.jspecify.annotations.Nullable;

/** The application stopped by itself. The message says why, in words if the reason is one that a person can mend. */
final class StoppedException extends RuntimeException {

    StoppedException(@Nullable Throwable failure) {
        super(describe(failure), failure);
    }

    private static String describe(@Nullable Throwable failure) {
        if (failure instanceof StartRefusedException || failure instanceof CorruptStateException) {
            return String.valueOf(failure.getMessage());
        }
        return "the application stopped by itself: " + failure
                + "; what is committed is safe, and a restart goes on from" + " there. -v shows where it happened";
    }
}
