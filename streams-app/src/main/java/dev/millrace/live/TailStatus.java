package dev.millrace.live;

import org.jspecify.annotations.Nullable;

/**
 * How well the topics are followed.
 *
 * @param current whether all was read that was committed, as of the last poll
 * @param trouble why it cannot be read on at the moment; null if it can
 */
record TailStatus(boolean current, @Nullable String trouble) {

    static final TailStatus BEGINNING = new TailStatus(false, null);
}
