package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The crash tests can fail: each of these bugs is planted into the code of production, and they find it. */
class PlantedBugIT {

    /** A batch of 1,000 is open when the process is killed, and closed at the end. */
    private static final int EVENTS = 1_500;

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
    void shouldBeFoundWhenTheWorkingSetIsWrittenBackAfterTheCommit() throws Exception {
        assertThat(differences(PlantedBug.FLUSH_AFTER_COMMIT, CrashConfigs.SCALED))
                .anyMatch(difference -> difference.startsWith("predictions: the first 750 of 1500 are the same"));
    }

    @Test
    void shouldBeFoundWhenTheOpenBatchIsNotSaved() throws Exception {
        assertThat(differences(PlantedBug.OPEN_BATCH_NOT_SAVED, CrashConfigs.OPEN_BATCH))
                .anyMatch(difference -> difference.startsWith("store learner-batch-1000: "));
    }

    @Test
    void shouldBeFoundWhenTheScalerIsNotSaved() throws Exception {
        assertThat(differences(PlantedBug.SCALER_NOT_SAVED, CrashConfigs.SCALED))
                .anyMatch(difference -> difference.startsWith("predictions: the first 750 of 1500 are the same"));
    }

    @Test
    void shouldBeFoundWhenThePlateauIsNotSaved() throws Exception {
        assertThat(differences(PlantedBug.PLATEAU_NOT_SAVED, CrashConfigs.PLATEAU))
                .anyMatch(difference -> difference.startsWith("store learner-plateau: "))
                .anyMatch(difference -> difference.startsWith("loss reports: "));
    }

    @Test
    void shouldBeFoundWhenAStandbyIsPromotedWithItsFormerWorkingSet() throws Exception {
        PlantedBug bug = PlantedBug.STALE_WORKING_SET;
        String classes = bug.plant(directory.resolve("stale"));
        List<String> differences = List.of();
        // On a slow machine Kafka Streams may close the task instead of recycling it: then there is no former working
        // set.
        for (int attempt = 1; attempt <= 3 && differences.isEmpty(); attempt++) {
            CrashLab.EventFeed feed = lab.feed("stale-" + attempt, EVENTS, 5);
            Application promoted = new Application(
                    lab, "promoted-" + attempt, feed, CrashConfigs.standby(), CrashConfigs.SCALED, classes);
            TwoInstancesIT.promoteTheOneThatLearnedBefore(promoted);
            Application spared =
                    new Application(lab, "spared-stale-" + attempt, feed, Map.of(), CrashConfigs.SCALED, classes);
            spared.finish();
            differences = promoted.committed().differencesFrom(spared.committed());
        }
        assertThat(differences)
                .anyMatch(difference -> difference.startsWith("store learner-scaled: "))
                .anyMatch(difference -> difference.startsWith("predictions: "));
    }

    /** Killed in the middle of the events, against the same code with the same bug, which is not killed. */
    private static List<String> differences(PlantedBug bug, String learner) throws Exception {
        String name = bug.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String classes = bug.plant(directory.resolve("bug-" + name));
        CrashLab.EventFeed feed = lab.feed(name, EVENTS, 5);
        Application killed = new Application(lab, "killed-" + name, feed, Map.of(), learner, classes);
        new KillRun(killed, 6).kill(List.of(CrashPoint.IDLE), progress -> {});
        killed.finish();
        Application spared = new Application(lab, "spared-" + name, feed, Map.of(), learner, classes);
        spared.finish();
        return killed.committed().differencesFrom(spared.committed());
    }
}
