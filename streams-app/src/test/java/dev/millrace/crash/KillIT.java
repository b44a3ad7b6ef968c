package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.LearnerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exactly-once learning: killed anywhere, the application ends as if it had never been killed. */
class KillIT {

    private static final int KILLS = Integer.getInteger("kills", 20);
    private static final long SEED = Long.getLong("kills.seed", 4);

    private static final int EVENTS = Math.max(4_000, 40 * KILLS);

    @TempDir
    private Path directory;

    @Test
    void shouldEndAsIfNeverKilledWhenKilledAnywhere() throws Exception {
        try (CrashLab lab = new CrashLab(directory)) {
            CrashLab.EventFeed feed = lab.feed("flights", EVENTS, SEED);
            Application killed = new Application(lab, "killed", feed, Map.of(), CrashConfigs.allLearners(), "");
            KillRun run = new KillRun(killed, SEED);
            KillTally tally = run.kill(run.everyPoint(KILLS), System.err::println);
            Map<String, String> learners = killed.finish();
            // Other commits, other polls, and memory for the whole model: it must not matter.
            Map<String, String> seldom = Map.of("commit.interval.ms", "1000", "max.poll.records", "1000");
            Application spared = new Application(lab, "spared", feed, seldom, CrashConfigs.allLearners(), "");
            Map<String, String> expected = spared.finish();

            assertThat(learners)
                    .isEqualTo(expected)
                    .hasSize(spared.config().learners().size());
            Committed committed = killed.committed();
            assertThat(committed.differencesFrom(spared.committed())).isEmpty();
            assertThat(committed.predictions()).isEqualTo(onePerEventAndPublisher(spared));
            assertThat(tally.total()).isEqualTo(KILLS);
            assertThat(tally.at(CrashPoint.EARLY_WRITE_BACK)).isPositive();
            System.err.println(tally.table());
            System.err.println("digests compared: " + learners.size() + ", all equal after " + EVENTS + " events, "
                    + committed.predictions().size() + " predictions");
        }
    }

    private static List<String> onePerEventAndPublisher(Application application) {
        List<String> publishers = application.config().learners().stream()
                .filter(LearnerConfig::publishPredictions)
                .map(LearnerConfig::name)
                .toList();
        return IntStream.range(0, EVENTS)
                .boxed()
                .flatMap(event -> publishers.stream().map(learner -> event + " " + learner))
                .toList();
    }
}
