package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances, of which one learns and one stands by: whoever takes over has the right weights. */
class TwoInstancesIT {

    private static final int EVENTS = 1_500;
    private static final String LEARNERS =
            String.join("\n", CrashConfigs.SCALED, CrashConfigs.OPEN_BATCH, CrashConfigs.PLATEAU);

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
    void shouldLearnOnExactlyWhenAStandbyThatLearnedBeforeIsPromoted() throws Exception {
        Application application = application("promoted", lab.feed("promotions", EVENTS, 9));
        promoteTheOneThatLearnedBefore(application);
        assertSameAsSpared(application);
    }

    @Test
    void shouldLearnOnExactlyWhenInstancesComeAndGo() throws Exception {
        Application application = application("rolling", lab.feed("rollings", EVENTS, 10));
        CrashLab.EventFeed feed = application.feed();
        try (AppProcess first = start(application, "first");
                AppProcess second = start(application, "second")) {
            feed.sendUpTo(200);
            application.awaitDone(first);
            feed.sendUpTo(400);
            // One after the other ends in good order and comes back, while events come.
            first.stop();
            application.awaitDone(second);
            try (AppProcess firstAgain = start(application, "first")) {
                feed.sendUpTo(700);
                second.stop();
                feed.sendUpTo(900);
                application.awaitDone(firstAgain);
                try (AppProcess secondAgain = start(application, "second");
                        AppProcess third = start(application, "third")) {
                    feed.sendUpTo(1_200);
                    application.awaitDone(third);
                    firstAgain.kill();
                    feed.sendUpTo(EVENTS);
                    application.awaitDone(third);
                    secondAgain.stop();
                    third.stop();
                }
            }
        }
        assertSameAsSpared(application);
    }

    /** One learns, another takes over and the first stands by; the second is killed, and the first takes over again. */
    static void promoteTheOneThatLearnedBefore(Application application) throws Exception {
        CrashLab.EventFeed feed = application.feed();
        int share = feed.size() / 4;
        application.rank("second", 1);
        application.rank("first", 2);
        try (AppProcess first = start(application, "first")) {
            feed.sendUpTo(share);
            application.awaitDone(first);
            try (AppProcess second = start(application, "second")) {
                application.awaitTaskAt("second");
                feed.sendUpTo(2 * share);
                application.awaitDone(second);
                feed.sendUpTo(3 * share);
                second.kill();
            }
            application.awaitTaskAt("first");
            feed.sendUpTo(feed.size());
            application.awaitDone(first);
            first.stop();
        }
    }

    private static AppProcess start(Application application, String instance) throws IOException {
        return application.start(instance, CrashPoint.IDLE, 0);
    }

    private static Application application(String name, CrashLab.EventFeed feed) throws IOException {
        return new Application(lab, name, feed, CrashConfigs.standby(), LEARNERS, "");
    }

    private static void assertSameAsSpared(Application application) throws Exception {
        Application spared = new Application(
                lab, application.config().application() + "-spared", application.feed(), Map.of(), LEARNERS, "");
        spared.finish();
        assertThat(application.committed().differencesFrom(spared.committed())).isEmpty();
        assertThat(application.committed().predictions()).hasSize(EVENTS);
    }
}
