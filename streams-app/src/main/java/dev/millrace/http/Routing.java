package dev.millrace.http;

import dev.millrace.query.AtLeast;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.Provenance;
import dev.millrace.route.Instances;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who answers a question about learners: this instance if it learns; else, where the caller takes stale answers,
 * what it has of the learners; else the instance that learns, and at last those that stand by. While nobody can, as
 * during a rebalance, it tries again until the caller's time is over. A question that another instance forwards is answered
 * here or not at all, so that none goes in circles. Any thread.
 */
public final class Routing {

    private static final Logger log = LoggerFactory.getLogger(Routing.class);

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 250;

    /** What an instance that may be dead is given if others can answer as well. */
    private static final long IMPATIENT_MILLIS = 1_000;

    private final LearnerQueries learning;
    private final LearnerQueries any;
    private final @Nullable Instances instances;
    private final @Nullable Peers peers;
    private final Semaphore waiting;

    /**
     * @param learning answers while this instance learns
     * @param any answers from whatever this instance has
     * @param maxWaiting questions that wait at a time, 1 or more; each keeps a thread
     */
    public Routing(LearnerQueries learning, LearnerQueries any, Instances instances, Peers peers, int maxWaiting) {
        this.learning = learning;
        this.any = any;
        this.instances = instances;
        this.peers = peers;
        this.waiting = new Semaphore(maxWaiting);
    }

    /** Of an instance that is alone. */
    Routing(LearnerQueries learning, int maxWaiting) {
        this.learning = learning;
        this.any = learning;
        this.instances = null;
        this.peers = null;
        this.waiting = new Semaphore(maxWaiting);
    }

    Handler of(Question question) {
        return request -> new Asked(request, question).answer();
    }

    /** One request. */
    private final class Asked {

        private final Context request;
        private final Question question;
        private final RoutingParameters allowed;
        private final long deadline;
        /** Why nobody has answered yet. */
        private String reason = "no instance has the learners";
        /** The learners are here, but not trained as far as the caller wants. */
        private boolean isBehind;
        /** Counts among those that wait. */
        private boolean waits;

        Asked(Context request, Question question) {
            this.request = request;
            this.question = question;
            this.allowed = RoutingParameters.of(request);
            this.deadline = System.nanoTime() + allowed.timeout().toNanos();
        }

        void answer() throws IOException, InterruptedException {
            try {
                answerInTime();
            } finally {
                if (waits) {
                    waiting.release();
                }
            }
        }

        /** Those that wait must leave room for those that can be answered. */
        private void beginWaiting() {
            if (!waits && !waiting.tryAcquire()) {
                throw UnavailableException.later(reason + "; too many questions wait already, ask again");
            }
            waits = true;
        }

        private void answerInTime() throws IOException, InterruptedException {
            long pause = FIRST_PAUSE_MILLIS;
            while (!isAnswered()) {
                if (allowed.forwardedBy() != null && !isBehind) {
                    throw UnavailableException.elsewhere(reason);
                }
                if (millisLeft() <= pause) {
                    throw UnavailableException.later(reason
                            + (isBehind
                                    ? "; ask again, or allow more time with timeout=MILLISECONDS"
                                    : "; ask again"
                                            + (allowed.stale() ? "" : ", or allow an older answer with stale=true")));
                }
                beginWaiting();
                // Neither the group nor another instance tells when it is ready: they have to be asked again.
                Thread.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }

        private boolean isAnswered() throws IOException, InterruptedException {
            isBehind = false;
            return isAnswered(learning)
                    || (allowed.stale() && !isBehind && isAnswered(any))
                    || (allowed.forwardedBy() == null && !isBehind && isAnsweredElsewhere());
        }

        private boolean isAnswered(LearnerQueries queries) throws IOException {
            try {
                if (!isTrained(queries)) {
                    return false;
                }
                question.answer(request, queries);
                return true;
            } catch (InvalidStateStoreException e) {
                log.debug("{}: not to be had here", request.path(), e);
                reason = "the learners are not on this instance, or are being restored on it";
                return false;
            }
        }

        /** All learners of a question about none in particular. */
        private boolean isTrained(LearnerQueries queries) {
            AtLeast wanted = allowed.atLeast();
            if (wanted == null) {
                return true;
            }
            String name = request.pathParamMap().get("name");
            for (String learner : name == null ? queries.names() : List.of(name)) {
                Provenance reached = queries.provenance(learner);
                if (!wanted.isReachedBy(reached)) {
                    isBehind = queries == learning;
                    reason = "expected learner '" + learner + "' to be trained through " + wanted
                            + ", found it trained through " + AtLeast.text(reached.trainedThrough());
                    return false;
                }
            }
            return true;
        }

        private boolean isAnsweredElsewhere() throws IOException, InterruptedException {
            if (instances == null || peers == null) {
                return false;
            }
            HostInfo owner = instances.learning();
            if (owner == null) {
                reason = "the instances of the application are sharing out their work";
                return false;
            }
            if (!allowed.forward() && !owner.equals(instances.self())) {
                throw UnavailableException.elsewhere("the learners are on another instance: ask " + peers.url(owner)
                        + request.path() + ", or leave forward=false out, and this instance asks it");
            }
            if (allowed.atLeast() != null) {
                // The other may wait, and this one for it.
                beginWaiting();
            }
            List<HostInfo> others = new ArrayList<>();
            others.add(owner);
            if (allowed.stale()) {
                others.addAll(instances.standingBy());
            }
            for (HostInfo other : others) {
                if (!other.equals(instances.self()) && isAnsweredBy(other, peers, instances.self())) {
                    return true;
                }
            }
            return false;
        }

        private boolean isAnsweredBy(HostInfo other, Peers asked, HostInfo self)
                throws IOException, InterruptedException {
            long millis = millisLeft();
            if (allowed.stale()) {
                millis = Math.min(millis, IMPATIENT_MILLIS);
            }
            String refusal = asked.ask(other, self, request, Math.max(0, millis));
            if (refusal != null) {
                reason = refusal;
            }
            return refusal == null;
        }

        private long millisLeft() {
            return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }
}
