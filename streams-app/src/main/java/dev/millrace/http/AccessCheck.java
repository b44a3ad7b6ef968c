package dev.millrace.http;

import dev.millrace.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets requests pass that bear the token, or need none. It stands before everything that knows paths, so that no route can
 * be forgotten. Any thread.
 */
final class AccessCheck extends Handler.Wrapper {

    private static final String SCHEME = "Bearer ";

    private final byte[] expected;

    AccessCheck(Secret token) {
        this.expected = digest(token.value());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (PublicPaths.isPublic(request)) {
            return super.handle(request, response, callback);
        }
        List<String> given = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        if (given.size() == 1 && isToken(given.get(0))) {
            return super.handle(request, response, callback);
        }
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        Problem problem = Problem.of(
                401,
                "expected the header 'Authorization: Bearer TOKEN' with the token of the application's config"
                        + " (http.token or http.token-file), found " + found(given));
        ProblemErrorHandler.write(problem, response, callback);
        return true;
    }

    /** Digests are compared, which are equally long, and all of them: the time tells nothing about the token. */
    private boolean isToken(String authorization) {
        return isBearer(authorization)
                && MessageDigest.isEqual(
                        expected,
                        digest(authorization.substring(SCHEME.length()).strip()));
    }

    private static boolean isBearer(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    private static String found(List<String> given) {
        if (given.isEmpty()) {
            return "no such header";
        }
        if (given.size() > 1) {
            return "it more than once";
        }
        return isBearer(given.get(0)) ? "another token" : "another scheme";
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
