package dev.millrace.http;

import dev.millrace.query.Json;
import dev.millrace.query.QueryException;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** How bodies come and go. Any thread. */
public final class Answers {

    static final int MAX_BODY_BYTES = 1 << 20;

    private static final String BODY = "millrace.body";
    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    /** Answers with a record, written as {@link Json} does. */
    public static void json(Context request, Object answer) {
        request.contentType("application/json").result(Json.write(answer));
    }

    /** Writes a body that is too large for memory. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Sends a body while it is made. If that fails, the connection is cut, so that nobody takes what came for the whole;
     * unless nothing was sent yet.
     */
    static void stream(Context request, Body body) throws IOException {
        HttpServletResponse response = request.res();
        try {
            // Past the compression, which would end the body by itself.
            body.writeTo(response.getOutputStream());
            response.flushBuffer();
        } catch (IOException | RuntimeException e) {
            if (!response.isCommitted()) {
                response.reset();
                throw e;
            }
            // Most clients that break off are gone: that is their affair.
            log.atLevel(e instanceof IOException ? Level.DEBUG : Level.WARN)
                    .log("{}: the answer broke off, and the connection was cut: {}", request.path(), e.toString());
            ServletContextRequest.getServletContextRequest(request.req())
                    .getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .close();
        }
    }

    /**
     * The whole body, however often it is asked for. One without a length is found to be too long only while it is read.
     *
     * @throws QueryException if it is too long, ends early or comes too slowly
     */
    static byte[] body(Context request) {
        byte[] read = request.attribute(BODY);
        if (read != null) {
            return read;
        }
        byte[] body;
        try {
            body = request.bodyInputStream().readNBytes(MAX_BODY_BYTES + 1);
        } catch (IOException e) {
            throw QueryException.badRequest("expected a whole body, found an end before its end, or a broken chunk");
        }
        if (body.length > MAX_BODY_BYTES) {
            throw QueryException.tooLarge("expected a body of at most " + MAX_BODY_BYTES + " bytes, found more");
        }
        request.attribute(BODY, body);
        return body;
    }

    /** The server would drop a connection on which a body that nobody asked for is still under way. */
    static void drain(Context request) {
        byte[] buffer = new byte[8 * 1024];
        try {
            InputStream body = request.bodyInputStream();
            int read = 0;
            for (int left = MAX_BODY_BYTES; left > 0 && read >= 0; left -= read) {
                read = body.read(buffer, 0, Math.min(left, buffer.length));
            }
        } catch (IOException e) {
            // The answer stands, whatever there was to come.
            request.header("Connection", "close");
        }
    }
}
