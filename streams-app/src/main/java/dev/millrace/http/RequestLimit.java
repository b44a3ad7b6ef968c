package dev.millrace.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets so many requests be answered at a time, and refuses further ones at once. Health checks always pass. Requests that
 * have become event streams hold no thread and are counted apart; there may be as many of them again. Any thread.
 */
final class RequestLimit extends Handler.Wrapper {

    private static final String ADMISSION = Admission.class.getName();

    private final int max;
    private final Semaphore requests;
    private final Semaphore streams;

    RequestLimit(int max) {
        this.max = max;
        this.requests = new Semaphore(max);
        this.streams = new Semaphore(max);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (PublicPaths.isHealth(request)) {
            return super.handle(request, response, callback);
        }
        if (!requests.tryAcquire()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, QueryProblems.RETRY_AFTER_SECONDS);
            Problem problem = Problem.of(
                    503, "expected at most " + max + " requests at a time (http.max-requests), found more; ask again");
            ProblemErrorHandler.write(problem, response, callback);
            return true;
        }
        Admission admission = new Admission();
        request.setAttribute(ADMISSION, admission);
        Request.addCompletionListener(request, failure -> admission.end());
        return super.handle(request, response, callback);
    }

    /** The admission of the request with that attribute. */
    static String attribute() {
        return ADMISSION;
    }

    /** What a request that was let in counts as, until its answer has ended. */
    final class Admission {

        private final AtomicReference<Semaphore> held = new AtomicReference<>(requests);

        /** Whether it now counts as an event stream; if not, there are enough of them. */
        boolean becomeStream() {
            if (!streams.tryAcquire()) {
                return false;
            }
            if (held.compareAndSet(requests, streams)) {
                requests.release();
            } else {
                streams.release();
            }
            return true;
        }

        int maxStreams() {
            return max;
        }

        private void end() {
            Semaphore last = held.getAndSet(null);
            if (last != null) {
                last.release();
            }
        }
    }
}
