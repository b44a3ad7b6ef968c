package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At least once: killed between state and offsets, the application learns each event once all the same. */
class AtLeastOnceKillIT {

    private static final int EVENTS = 1_000;
    private static final int KILLS = 3;
    private static final String LEARNERS =
            String.join("\n", CrashConfigs.SCALED, CrashConfigs.OPEN_BATCH, CrashConfigs.PLATEAU);

    @TempDir
    private Path directory;

    @Test
    void shouldEndAsIfNeverKilledWhenTheStateIsAheadOfTheOffsets() throws Exception {
        try (CrashLab lab = new CrashLab(directory)) {
            CrashLab.EventFeed feed = lab.feed("flights", EVENTS, 12);
            Application killed = kill(lab, "killed", feed, "");
            Map<String, String> learners = killed.finish();
            // Exactly once, which must come to the same.
            Application spared = new Application(lab, "spared", feed, Map.of(), LEARNERS, "");

            assertThat(learners).isEqualTo(spared.finish()).hasSize(3);
            assertThat(killed.committed().differencesFrom(spared.committed())).isEmpty();
            assertThat(killed.committed().predictions()).hasSize(EVENTS);

            String planted = PlantedBug.LEARNED_AGAIN.plant(directory.resolve("planted"));
            CrashLab.EventFeed again = lab.feed("flights-again", EVENTS, 12);
            Application learnedAgain = kill(lab, "again", again, planted);
            assertThat(learnedAgain.finish().get("scaled"))
                    .as("with a bug planted")
                    .isNotEqualTo(learners.get("scaled"));
            assertThat(learnedAgain.committed().predictions()).hasSizeGreaterThan(EVENTS);
        }
    }

    /** Kills it before each time that it would commit offsets for the first time; leaves the last events over. */
    private static Application kill(CrashLab lab, String name, CrashLab.EventFeed feed, String patches)
            throws Exception {
        Map<String, String> atLeastOnce = Map.of("processing.guarantee", "at_least_once");
        Application killed = new Application(lab, name, feed, atLeastOnce, LEARNERS, patches);
        for (int kill = 1; kill <= KILLS; kill++) {
            feed.sendUpTo(kill * EVENTS / (KILLS + 1));
            try (AppProcess app = killed.start(CrashPoint.OFFSETS, 1)) {
                Await.until("it has yet to commit its offsets", () -> {
                    Application.requireAlive(app);
                    return app.hasReachedItsPoint();
                });
                app.kill();
            }
        }
        feed.sendUpTo(EVENTS);
        return killed;
    }
}
