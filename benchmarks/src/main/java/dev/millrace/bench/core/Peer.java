package dev.millrace.bench.core;

/**
 * A learner of a logistic regression that takes part. Rows come in chunks, in their order; each is predicted before it is
 * learned from. One thread.
 */
interface Peer extends AutoCloseable {

    /** Rows of a chunk at most: few, so that what is prepared of it is still in the cache when it is learned from. */
    int CHUNK = 64;

    String name();

    /** Forgets everything. */
    void reset();

    /** Puts a chunk into the form that the learner takes. Not timed. */
    void prepare(Rows rows, int from, int to);

    /** Predicts and learns the chunk that was prepared. This alone is timed. */
    void learn();

    /** Takes note of how good the chunk's predictions were. Not timed. */
    void judge();

    /** The mean log loss of the predictions since {@link #reset}. */
    double meanLoss();

    @Override
    void close();
}
