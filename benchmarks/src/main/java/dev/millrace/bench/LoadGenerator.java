package dev.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks at a fixed rate, whether answers come or not: a late answer does not make the next question late, and what is timed
 * begins when the question was due. It speaks HTTP over plain sockets, so that it takes little from who is measured.
 */
final class LoadGenerator {

    private static final int CONNECTIONS = 4;
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");
    private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([0-9a-f]{16})\"");

    private final int port;
    private final long intervalNanos;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    /** One model has one digest: an answer of half of another would show here. */
    private final Map<String, String> digests = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    private LoadGenerator(int port, int perSecond) {
        this.port = port;
        this.intervalNanos = 1_000_000_000L * CONNECTIONS / perSecond;
    }

    static LoadGenerator start(int port, String learner, int perSecond, long seed) {
        LoadGenerator load = new LoadGenerator(port, perSecond);
        for (int i = 0; i < CONNECTIONS; i++) {
            Questions questions = new Questions(learner, seed + i);
            long first = System.nanoTime() + i * load.intervalNanos / CONNECTIONS;
            Thread thread = new Thread(() -> load.ask(questions, first), "load-" + i);
            thread.setDaemon(true);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    /** From when each question was due until its answer was there, in nanoseconds, sorted. */
    List<Long> latencies() {
        return latencies.stream().sorted().toList();
    }

    /** What went wrong. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** Asks no more, and waits for the last answers. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void ask(Questions questions, long first) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            for (long due = first; !stopped; due += intervalNanos) {
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                socket.getOutputStream().write(questions.next());
                String answer = read(in);
                latencies.add(System.nanoTime() - due);
                check(answer);
            }
        } catch (IOException | IllegalStateException e) {
            errors.add(e.toString());
        }
    }

    private String read(InputStream in) throws IOException {
        String status = line(in);
        int length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        if (length < 0) {
            throw new IllegalStateException("expected an answer with a length, found " + status);
        }
        byte[] body = in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 200")) {
            errors.add(status + " " + new String(body, UTF_8));
        }
        return new String(body, UTF_8);
    }

    private void check(String answer) {
        Matcher offset = OFFSET.matcher(answer);
        Matcher digest = DIGEST.matcher(answer);
        if (offset.find() && digest.find()) {
            String known = digests.putIfAbsent(offset.group(1), digest.group(1));
            if (known != null && !known.equals(digest.group(1))) {
                errors.add("torn: at offset " + offset.group(1) + " digest " + known + ", and " + digest.group(1));
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
