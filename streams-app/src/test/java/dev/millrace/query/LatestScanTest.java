package dev.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.state.LearnerStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatestScanTest {

    private static final int THREADS = 10;

    private static final List<GenericRecord> EVENTS = TripEvents.of(30, 7);

    @TempDir
    Path directory;

    @Test
    void shouldScanOnceForEachWriteBackWhoeverAsks() throws Exception {
        MillraceConfig config = TripConfigs.binary(directory);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (QueryRig rig = new QueryRig(config)) {
            LearnerStore store = rig.store("champion");
            LatestScan scans =
                    new LatestScan(new ServedLearner(config, config.learners().get(0), QueryRig.WITNESS));
            assertThat(scans.of(store).header()).isNull();
            assertThat(scans.of(store).number()).isEqualTo(1);
            for (int round = 0; round < EVENTS.size(); round++) {
                rig.feed(List.of(EVENTS.get(round)));
                for (ModelScan scan : askAtOnce(threads, scans, store)) {
                    assertThat(scan.header().getOffset()).isEqualTo(round);
                    assertThat(scan.number()).isEqualTo(round + 2);
                    assertThat(scan.best()).isEqualTo(scans.of(store).best());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldKeepPositionAndCountsOfTheLastWriteBackWhenOnlyTheyHaveChanged() {
        MillraceConfig config = TripConfigs.binary(directory);
        try (QueryRig rig = new QueryRig(config)) {
            rig.feed(EVENTS);
            LearnerSummary before = rig.queries().summary("champion");
            GenericRecord unlabeled = TripEvents.of(1, 3).get(0);
            unlabeled.put("delay", null);
            rig.feed(List.of(unlabeled));
            LearnerSummary after = rig.queries().summary("champion");

            assertThat(after.provenance().digest())
                    .isEqualTo(before.provenance().digest());
            assertThat(after.provenance().position().offset()).isEqualTo(30);
            assertThat(after.unlabeled()).isEqualTo(before.unlabeled() + 1);
            assertThat(rig.queries().top("champion", 5).provenance()).isEqualTo(after.provenance());
        }
    }

    private static List<ModelScan> askAtOnce(ExecutorService threads, LatestScan scans, LearnerStore store)
            throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<ModelScan>> asked = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            asked.add(threads.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                return scans.of(store);
            }));
        }
        List<ModelScan> answers = new ArrayList<>();
        for (Future<ModelScan> answer : asked) {
            answers.add(answer.get(10, TimeUnit.SECONDS));
        }
        return answers;
    }
}
