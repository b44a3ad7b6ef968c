package dev.millrace.crash;

/** Where a process is killed. */
enum CrashPoint {
    /** At any time since the JVM was started. */
    START(Kind.ANY_TIME, 0),
    /** While the producer's predecessor is fenced. */
    FENCING(Kind.GOES_ON, 1),
    /** Partitions are assigned, nothing is done with them yet. */
    REBALANCE(Kind.HOLDS, 1),
    /** Some of the changelog's records are in the stores. */
    RESTORE(Kind.HOLDS, 4),
    /** Events are learned from. */
    PROCESSING(Kind.GOES_ON, 6),
    /** Some of the changed blocks and headers are written back and some are not. */
    WRITE_BACK(Kind.HOLDS, 120),
    /** All was written back because memory ran short, and events are learned from in the same transaction. */
    EARLY_WRITE_BACK(Kind.HOLDS, 3),
    /** All is written back, the producer is not flushed. */
    FLUSH(Kind.HOLDS, 2),
    /** The offsets are in the transaction; at least once, where there is none, they are about to be committed. */
    OFFSETS(Kind.HOLDS, 2),
    /** The transaction is being committed. */
    COMMIT(Kind.GOES_ON, 2),
    /** The transaction is committed, the stores do not know it yet. */
    COMMITTED(Kind.HOLDS, 2),
    /** In the middle of a shutdown in good order. */
    SHUTDOWN(Kind.ANY_TIME, 0),
    /** All events are learned and committed. It is where no other point is reached any more. */
    IDLE(Kind.ANY_TIME, 0);

    private enum Kind {
        /** The process waits there to be killed. */
        HOLDS,
        /** The process tells that it is there, and goes on. */
        GOES_ON,
        /** The one who kills chooses the time. */
        ANY_TIME
    }

    private final Kind kind;
    private final int mostPasses;

    CrashPoint(Kind kind, int mostPasses) {
        this.kind = kind;
        this.mostPasses = mostPasses;
    }

    boolean isTrap() {
        return kind != Kind.ANY_TIME;
    }

    boolean holds() {
        return kind == Kind.HOLDS;
    }

    /** It is this often at most that a process passes the point before it is killed there. */
    int mostPasses() {
        return mostPasses;
    }
}
