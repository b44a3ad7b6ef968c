package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker dies, or stands still, or the application does: it goes on by itself, or ends with an error and goes on when
 * it is started again; nothing is lost and nothing is there twice.
 */
class BrokerTroubleIT {

    private static final int EVENTS = 1_500;
    private static final String LEARNERS =
            String.join("\n", CrashConfigs.SCALED, CrashConfigs.OPEN_BATCH, CrashConfigs.PLATEAU);
    /** Beyond the time-outs of sessions and transactions; it is this test's input, not a wait for something. */
    private static final Duration STANDSTILL = Duration.ofSeconds(6);

    @TempDir
    private static Path directory;

    private static CrashLab lab;

    @BeforeAll
    static void startBroker() throws IOException {
        lab = new CrashLab(directory);
    }

    @AfterAll
    static void stopBroker() {
        lab.close();
    }

    @Test
    void shouldLearnOnExactlyWhenTheBrokerIsKilled() throws Exception {
        Application application = application("killed-broker");
        CrashLab.EventFeed feed = application.feed();
        AppProcess app = application.start(CrashPoint.PROCESSING, 1);
        try (app) {
            for (int kill = 1; kill <= 2; kill++) {
                feed.sendUpTo(kill * 500);
                Await.until("it learns", app::hasReachedItsPoint);
                lab.broker().kill();
                lab.restartBroker();
                application.awaitDoneOrEnded(app);
            }
        }
        feed.sendUpTo(EVENTS);
        application.finish();
        assertSameAsSpared(application);
    }

    @Test
    void shouldLearnOnExactlyWhenTheBrokerStandsStillBeyondAllTimeOuts() throws Exception {
        Application application = application("paused-broker");
        CrashLab.EventFeed feed = application.feed();
        AppProcess app = application.start(CrashPoint.PROCESSING, 1);
        try (app) {
            feed.sendUpTo(1_000);
            Await.until("it learns", app::hasReachedItsPoint);
            Signals.send("STOP", lab.broker().pid());
            try {
                TimeUnit.MILLISECONDS.sleep(STANDSTILL.toMillis());
            } finally {
                Signals.send("CONT", lab.broker().pid());
            }
            application.awaitDoneOrEnded(app);
        }
        feed.sendUpTo(EVENTS);
        application.finish();
        assertSameAsSpared(application);
    }

    @Test
    void shouldLearnOnExactlyWhenTheApplicationStandsStillBeyondAllTimeOuts() throws Exception {
        Application application = application("paused-app");
        CrashLab.EventFeed feed = application.feed();
        AppProcess app = application.start(CrashPoint.PROCESSING, 3);
        try (app) {
            feed.sendUpTo(500);
            Await.until("it learns", app::hasReachedItsPoint);
            app.pause();
            // However many it has learned: these are left for its successor.
            feed.sendUpTo(1_000);
            // Its successor goes on, while it still believes that it has the task and an open transaction.
            try (AppProcess successor = application.start("two", CrashPoint.IDLE, 0)) {
                application.awaitDone(successor);
                app.resume();
                feed.sendUpTo(EVENTS);
                application.awaitDone(successor);
                successor.stop();
            }
            application.awaitDoneOrEnded(app);
        }
        assertSameAsSpared(application);
    }

    private static Application application(String name) throws Exception {
        return new Application(
                lab, name, lab.feed(name + "-events", EVENTS, 11), CrashConfigs.shortTimeOuts(), LEARNERS, "");
    }

    private static void assertSameAsSpared(Application application) throws Exception {
        Application spared = new Application(
                lab, application.config().application() + "-spared", application.feed(), Map.of(), LEARNERS, "");
        spared.finish();
        assertThat(application.committed().differencesFrom(spared.committed())).isEmpty();
        assertThat(application.committed().predictions()).hasSize(EVENTS);
    }
}
