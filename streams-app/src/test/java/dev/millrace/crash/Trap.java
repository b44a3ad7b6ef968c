package dev.millrace.crash;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Inside the process that will be killed: tells on standard output when it first learns, and when it has come to the point
 * where it is to die. System properties name the point and how often it is passed before.
 *
 * <p>Any thread.
 */
final class Trap {

    static final String POINT = "millrace.crash.point";
    static final String PASSES = "millrace.crash.passes";
    static final String LEARNING = "learning";
    static final String REACHED = "reached";

    private final CrashPoint point = CrashPoint.valueOf(System.getProperty(POINT, CrashPoint.IDLE.name()));
    private final AtomicInteger passesLeft = new AtomicInteger(Integer.getInteger(PASSES, 1));
    private final AtomicBoolean learning = new AtomicBoolean();

    /** The one who kills holds our standard input open: without it, nobody would end this process. */
    void endWithParent() {
        Thread watcher = new Thread(
                () -> {
                    try {
                        System.in.transferTo(PrintStream.nullOutputStream());
                    } catch (IOException e) {
                        // As good as its end.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent-watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    void learns() {
        if (learning.compareAndSet(false, true)) {
            tell(LEARNING);
        }
        passes(CrashPoint.PROCESSING);
    }

    void passes(CrashPoint here) {
        if (here == point && passesLeft.decrementAndGet() == 0) {
            tell(REACHED);
            while (here.holds()) {
                LockSupport.park(this);
            }
        }
    }

    private static void tell(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
