package dev.millrace.outage;

import dev.millrace.schemas.registry.RegistryUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about a schema registry that does not answer: the thread that needs it waits on the spot and asks
 * again. It keeps its task and its stores meanwhile, so that queries are answered, and nothing is restored when it
 * goes on.
 *
 * <p>Any thread.
 */
public final class RegistryWait {

    private static final Logger log = LoggerFactory.getLogger(RegistryWait.class);

    /** The registry's client has asked several times already. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration TELL_EVERY = Duration.ofMinutes(1);

    private final Duration limit;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param limit how long an outage may last until a thread gives up; it has to ask for more events before the group
     *     takes it for dead
     */
    public RegistryWait(Duration limit) {
        this.limit = limit;
    }

    /** Never waits. */
    public static RegistryWait none() {
        return new RegistryWait(Duration.ZERO);
    }

    /** Has all who wait give up, because the application ends. */
    public void stop() {
        stopped.countDown();
    }

    /** Something that needs the registry. */
    @FunctionalInterface
    public interface Call<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * Calls again, until the registry answers.
     *
     * @param unanswered what the first call threw
     * @throws RegistryUnavailableException if it has lasted too long, or the application ends
     * @throws E what the call throws when there is an answer
     */
    public <T, E extends Exception> T retry(RegistryUnavailableException unanswered, Call<T, E> call) throws E {
        Outage outage = new Outage();
        RegistryUnavailableException last = unanswered;
        while (true) {
            outage.pause(last);
            boolean answered = true;
            try {
                return call.run();
            } catch (RegistryUnavailableException e) {
                answered = false;
                last = e;
            } finally {
                if (answered) {
                    outage.end();
                }
            }
        }
    }

    /** One wait of one thread. */
    private final class Outage {

        private final long startNanos = System.nanoTime();
        private long tellAtNanos = startNanos;

        void pause(RegistryUnavailableException e) {
            long now = System.nanoTime();
            if (now - startNanos >= limit.toNanos()) {
                throw e;
            }
            if (now - tellAtNanos >= 0) {
                tellAtNanos = now + TELL_EVERY.toNanos();
                log.warn(
                        "learning waits for the schema registry, since {} s; no event is lost or quarantined meanwhile,"
                                + " and it goes on by itself. {}",
                        seconds(now),
                        e.getMessage());
            }
            if (isStoppedWithin(PAUSE)) {
                throw e;
            }
        }

        void end() {
            log.info("the schema registry answers again, after {} s", seconds(System.nanoTime()));
        }

        private long seconds(long nanos) {
            return TimeUnit.NANOSECONDS.toSeconds(nanos - startNanos);
        }
    }

    private boolean isStoppedWithin(Duration time) {
        try {
            return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
