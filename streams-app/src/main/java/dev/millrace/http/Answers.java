package dev.millrace.http;

import dev.millrace.query.Json;
import dev.millrace.query.QueryException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/** How bodies come and go. Any thread. */
public final class Answers {

    static final int MAX_BODY_BYTES = 1 << 20;

    private Answers() {}

    /** Answers with a record, written as {@link Json} does. */
    public static void json(Context request, Object answer) {
        request.contentType("application/json").result(Json.write(answer));
    }

    /** A body without a length is found to be too long only while it is read. */
    static byte[] body(Context request) throws IOException {
        byte[] body = request.bodyInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw QueryException.tooLarge("expected a body of at most " + MAX_BODY_BYTES + " bytes, found more");
        }
        return body;
    }

    /** The server would drop a connection on which a body that nobody asked for is still under way. */
    static void drain(Context request) throws IOException {
        InputStream body = request.bodyInputStream();
        byte[] buffer = new byte[8 * 1024];
        int read = 0;
        for (int left = MAX_BODY_BYTES; left > 0 && read >= 0; left -= read) {
            read = body.read(buffer, 0, Math.min(left, buffer.length));
        }
    }
}
