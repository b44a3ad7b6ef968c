package dev.millrace.live;

import dev.millrace.query.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes of server-sent events: a name, and one line of JSON. One thread. */
final class ServerSentEvents {

    static final String CONTENT_TYPE = "text/event-stream";

    private static final byte[] DATA = ascii("\ndata: ");
    private static final byte[] END = ascii("\n\n");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** @param data written as all answers are, in one line */
    ServerSentEvents add(String name, Object data) {
        bytes.writeBytes(ascii("event: " + name));
        bytes.writeBytes(DATA);
        bytes.writeBytes(Json.write(data));
        bytes.writeBytes(END);
        return this;
    }

    boolean isEmpty() {
        return bytes.size() == 0;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** What clients pass over; proxies see that the connection is in use. */
    static byte[] heartbeat() {
        return ascii(": \n\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
