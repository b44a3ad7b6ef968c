package dev.millrace.http;

import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;

/** What may be asked without a token: how the application does, and the page, which holds no data. Any thread. */
final class PublicPaths {

    private static final Set<String> HEALTH = Set.of("/health/live", "/health/ready");

    /** Nothing that a route and this class could understand differently: no encoding, no parameters. */
    private static final Pattern PAGE = Pattern.compile("/(page/[A-Za-z0-9._/-]*)?");

    private PublicPaths() {}

    static boolean isPublic(Request request) {
        return isHealth(request)
                || (isPlain(request) && PAGE.matcher(path(request)).matches());
    }

    /** Answered at once, and however many others wait. */
    static boolean isHealth(Request request) {
        return isPlain(request) && HEALTH.contains(path(request));
    }

    /** A question without a body: for a body, somebody would have to wait. */
    private static boolean isPlain(Request request) {
        boolean reads = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        return reads
                && !hasBody(request)
                && path(request).equals(request.getHttpURI().getCanonicalPath());
    }

    static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    private static String path(Request request) {
        return String.valueOf(request.getHttpURI().getPath());
    }
}
