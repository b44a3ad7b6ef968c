package dev.millrace.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command finish in good order on Ctrl-C or SIGTERM. The signal starts the JVM's shutdown, which runs the action
 * on a thread of its own and then waits, up to {@value #WAIT_SECONDS} s, until the command closes this.
 */
final class CtrlC implements AutoCloseable {

    private static final int WAIT_SECONDS = 55;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    private CtrlC(Runnable action, boolean endsWell) {
        hook = new Thread(
                () -> {
                    action.run();
                    await();
                    if (endsWell) {
                        // Else the exit code would be the signal's.
                        Runtime.getRuntime().halt(0);
                    }
                },
                "ctrl-c");
    }

    /**
     * From now on.
     *
     * @param action makes the command end soon; must not block
     */
    static CtrlC runs(Runnable action) {
        return begin(new CtrlC(action, false));
    }

    /** The same for a command that nothing but the signal ends: the exit code is 0. */
    static CtrlC endsWell(Runnable action) {
        return begin(new CtrlC(action, true));
    }

    private static CtrlC begin(CtrlC ctrlC) {
        Runtime.getRuntime().addShutdownHook(ctrlC.hook);
        return ctrlC;
    }

    private void await() {
        try {
            // Whether in time or not, the JVM ends now.
            boolean unused = finished.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The shutdown is under way, and goes on now.
        }
    }
}
