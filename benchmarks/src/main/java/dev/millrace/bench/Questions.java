package dev.millrace.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;

/** A seeded mix of questions about one learner, as bytes of HTTP/1.1. One thread. */
final class Questions {

    private static final int ROWS = SparseEvents.DIMENSION;

    private final String learner;
    private final SplittableRandom random;

    Questions(String learner, long seed) {
        this.learner = "/learners/" + learner;
        this.random = new SplittableRandom(seed);
    }

    /** 40 % predictions, 20 % single rows, 15 % largest weights, 10 % pages, 10 % summaries, 5 % lists. */
    byte[] next() {
        int of100 = random.nextInt(100);
        if (of100 < 40) {
            return post(learner + "/predict", event());
        } else if (of100 < 60) {
            return get(learner + "/parameters/" + random.nextInt(ROWS));
        } else if (of100 < 75) {
            return get(learner + "/top?limit=" + (1 + random.nextInt(20)));
        } else if (of100 < 85) {
            return get(learner + "/parameters?limit=50&from=" + random.nextInt(ROWS));
        } else if (of100 < 95) {
            return get(learner);
        }
        return get("/learners");
    }

    private String event() {
        StringBuilder indices = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < SparseEvents.FEATURES; i++) {
            indices.append(i == 0 ? "" : ",").append(random.nextInt(ROWS));
            values.append(i == 0 ? "1" : ",1");
        }
        return "{\"indices\":[" + indices + "],\"values\":[" + values + "]}";
    }

    private static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII);
    }

    private static byte[] post(String path, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + bytes.length + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }
}
