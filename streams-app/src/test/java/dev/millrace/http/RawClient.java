package dev.millrace.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Speaks to a server byte by byte, as no well-behaved client does. One thread. */
final class RawClient implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private final Socket socket;

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    /** @param receiveBytes what the client's side takes before it is read; 0 for as much as usual */
    RawClient(int port, int receiveBytes) throws IOException {
        socket = new Socket();
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
    }

    /** All that is answered to a request which says {@code Connection: close}. */
    static String ask(int port, String request) throws IOException {
        return ask(port, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String ask(int port, byte[] request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(request);
            return client.rest();
        }
    }

    /** A request without a body, after which the connection is closed. */
    static String get(int port, String method, String target, String headers) throws IOException {
        return ask(port, method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n");
    }

    static int status(String answer) {
        if (!answer.startsWith("HTTP/1.1 ")) {
            throw new AssertionError("expected an answer, found '" + answer + "'");
        }
        return Integer.parseInt(answer.substring(9, 12));
    }

    static JsonNode json(String answer) throws IOException {
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Says that nothing more will come. */
    void sendEnd() throws IOException {
        socket.shutdownOutput();
    }

    /** What comes until the server closes the connection, or resets it. */
    String rest() throws IOException {
        socket.setSoTimeout((int) LIMIT.toMillis());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all.write(buffer, 0, read);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no end after " + LIMIT + ": " + all.toString(StandardCharsets.UTF_8), e);
        } catch (IOException reset) {
            // As good as an end.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** What comes until a text is there. */
    String until(String text) throws IOException {
        socket.setSoTimeout((int) LIMIT.toMillis());
        StringBuilder all = new StringBuilder();
        while (all.indexOf(text) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new AssertionError("expected '" + text + "', found the end of '" + all + "'");
            }
            all.append((char) next);
        }
        return all.toString();
    }

    /** Reads a byte if one comes within a while; whether the connection is still there. */
    boolean readsOneWithin(int millis) {
        try {
            socket.setSoTimeout(millis);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads so many bytes. */
    void read(int bytes) throws IOException {
        socket.setSoTimeout((int) LIMIT.toMillis());
        int read = socket.getInputStream().readNBytes(bytes).length;
        if (read < bytes) {
            throw new AssertionError("expected " + bytes + " bytes, found the end after " + read);
        }
    }

    /** Sends a byte; whether the connection is still there. */
    boolean sendsOne(char next) {
        try {
            send(String.valueOf(next));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
