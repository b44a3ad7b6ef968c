package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One learns, one stands by, one has nothing: whichever is asked, the answer is the same, also after a kill. */
class ThreeInstancesIT {

    private static final int EVENTS = 4_000;
    private static final int STEP = 20;
    private static final int SESSION_MILLIS = 3_000;
    private static final String LEARNERS =
            String.join("\n", CrashConfigs.SCALED, CrashConfigs.OPEN_BATCH, CrashConfigs.PLATEAU);

    @TempDir
    private static Path directory;

    private static CrashLab lab;

    private final AskedInstances asked = new AskedInstances();

    @BeforeAll
    static void startBroker() throws IOException {
        lab = new CrashLab(directory);
    }

    @AfterAll
    static void stopBroker() {
        lab.close();
    }

    @Test
    void shouldGiveTheSameAnswersEverywhereAndAfterTheOneThatLearnsIsKilled() throws Exception {
        Application application = application();
        for (String instance : List.of("first", "second", "third")) {
            application.rank(instance, List.of("first", "second", "third").indexOf(instance) + 1);
        }
        try (AppProcess first = start(application, "first")) {
            application.feed().sendUpTo(1_000);
            application.awaitDone(first);
            try (AppProcess second = start(application, "second");
                    AppProcess third = start(application, "third")) {
                awaitInstances(List.of(first, second, third), first);
                List<JsonNode> learned = assertSameEverywhere(first, List.of(first, second, third));
                assertStandbyCatchesUp(learned, first, List.of(first, second, third));
                assertToldWhereItIs(first, second);

                killInATransaction(application, first);
                long killed = System.nanoTime();
                double seconds = awaitAnswers(List.of(second, third), killed);
                double committed = awaitEndOfTransactions(application, killed);
                System.err.printf(
                        "session time-out %d ms; after the kill, all questions were answered again after %.1f s, and the"
                                + " transaction left open was ended after %.1f s%n",
                        SESSION_MILLIS, seconds, committed);
                // With transaction.timeout.ms at its default, waiting for the broker would take a minute.
                assertThat(seconds).isLessThan(30);
                assertThat(committed).isLessThan(30);
                AppProcess successor = isLearning(second) ? second : third;

                application.feed().sendUpTo(EVENTS);
                application.awaitDone(successor);
                List<JsonNode> after = assertSameEverywhere(successor, List.of(second, third));
                Application spared =
                        new Application(lab, "anywhere-spared", application.feed(), Map.of(), LEARNERS, "");
                assertThat(digests(after.get(0))).isEqualTo(spared.finish());
                assertThat(application.committed().differencesFrom(spared.committed()))
                        .isEmpty();
                second.stop();
                third.stop();
            }
        }
    }

    private void awaitInstances(List<AppProcess> apps, AppProcess learning) throws Exception {
        for (AppProcess app : apps) {
            Await.until("all know who learns and who stands by", () -> {
                Optional<JsonNode> known = app.url().isEmpty() ? Optional.empty() : asked.instances(app);
                return known.isPresent()
                        && known.get().get("state").textValue().equals("RUNNING")
                        && ("http://" + known.get().get("learning").asText()).equals(learning.url())
                        && known.get().get("standingBy").size() == 1;
            });
        }
    }

    private List<JsonNode> assertSameEverywhere(AppProcess learning, List<AppProcess> apps) throws Exception {
        List<JsonNode> expected =
                asked.ask(learning, "stale=false", new TreeSet<>()).orElseThrow();
        for (AppProcess app : apps) {
            TreeSet<String> served = new TreeSet<>();
            assertThat(asked.ask(app, "stale=false", served)).contains(expected);
            assertThat(asked.send(app.url() + "/health/ready", "").orElseThrow().statusCode())
                    .isEqualTo(200);
            assertThat(served).containsExactly(address(learning) + " active");
        }
        return expected;
    }

    /** Nothing is learned meanwhile: what the standby has must become what the other has. */
    private void assertStandbyCatchesUp(List<JsonNode> learned, AppProcess learning, List<AppProcess> apps)
            throws Exception {
        TreeSet<String> served = new TreeSet<>();
        for (AppProcess app : apps) {
            Await.until(
                    "a standby has all that was learned",
                    () -> asked.ask(app, "stale=true", served).equals(Optional.of(learned)));
        }
        assertThat(served).hasSize(2).contains(address(learning) + " active");
        assertThat(served.stream().filter(by -> by.endsWith(" standby"))).hasSize(1);
    }

    private void assertToldWhereItIs(AppProcess learning, AppProcess other) throws Exception {
        HttpResponse<String> response =
                asked.send(other.url() + "/learners?forward=false", "").orElseThrow();
        assertThat(response.statusCode()).isEqualTo(421);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).contains("ask " + learning.url() + "/learners, or leave forward=false out");
    }

    private boolean isLearning(AppProcess app) throws Exception {
        JsonNode known = asked.instances(app).orElseThrow();
        return known.get("learning").equals(known.get("self"));
    }

    private void killInATransaction(Application application, AppProcess app) throws Exception {
        CrashLab.EventFeed feed = application.feed();
        Await.until("a transaction is open", () -> {
            feed.sendUpTo(Math.min(EVENTS, feed.sent() + STEP));
            return lab.cluster().isInTransaction(application.config().topics().predictions());
        });
        app.kill();
    }

    /** How long it takes, in seconds, until each of them answers every question by the one that now learns. */
    private double awaitAnswers(List<AppProcess> apps, long killed) throws Exception {
        for (AppProcess app : apps) {
            Await.until(
                    "all questions are answered again",
                    () -> asked.ask(app, "timeout=100", new TreeSet<>()).isPresent());
        }
        return (System.nanoTime() - killed) / 1e9;
    }

    private static double awaitEndOfTransactions(Application application, long killed) throws Exception {
        Await.until(
                "nobody holds up who reads predictions",
                () -> !lab.cluster()
                        .isInTransaction(application.config().topics().predictions()));
        return (System.nanoTime() - killed) / 1e9;
    }

    private static Map<String, String> digests(JsonNode learners) {
        Map<String, String> digests = new TreeMap<>();
        for (JsonNode learner : learners) {
            JsonNode from = learner.get("provenance");
            digests.put(
                    learner.get("name").asText(),
                    from.get("step") + " steps, digest " + from.get("digest").asText());
        }
        return digests;
    }

    private static String address(AppProcess app) {
        return app.url().substring("http://".length());
    }

    private static AppProcess start(Application application, String instance) throws IOException {
        return application.start(instance, CrashPoint.IDLE, 0);
    }

    private static Application application() throws Exception {
        Map<String, String> kafka = new TreeMap<>();
        kafka.put("num.standby.replicas", "1");
        kafka.put("session.timeout.ms", Integer.toString(SESSION_MILLIS));
        kafka.put("commit.interval.ms", "1000");
        return new Application(lab, "anywhere", lab.feed("anywhere-events", EVENTS, 21), kafka, LEARNERS, "");
    }
}
