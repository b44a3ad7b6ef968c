package dev.millrace.replay;

/** Is told how far a replay is, on the thread that reads, after each batch of events. */
@FunctionalInterface
public interface ReplayProgress {

    /**
     * @param epoch from 0
     * @param events of this epoch so far
     * @param share of the epoch's input that has been read, 0 to 1
     * @param candidates that still learn
     * @return whether to go on; if not, the replay ends with what it knows
     */
    boolean at(int epoch, long events, double share, int candidates);
}
