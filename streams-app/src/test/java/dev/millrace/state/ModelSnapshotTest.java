package dev.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.TestConfigs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other threads see while the stream thread writes back. */
class ModelSnapshotTest {

    @TempDir
    Path folder;

    @Test
    void shouldShowOneMomentWhileTheLearnerWritesBack() throws Exception {
        // Batches of 8 change dozens of blocks at once; a small working set reads them back all the time.
        MillraceConfig config = TestConfigs.withWorkingSet(TestConfigs.flights("readers", folder, """
                        learners: [{name: only, optimizer: lazy-adam, rate: 0.01, batch: 8}]
                        """), 8 * 1024);
        List<GenericRecord> events = FlightEvents.of(400, 61);
        ExecutorService readers = Executors.newFixedThreadPool(2);
        AtomicBoolean fed = new AtomicBoolean();
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(events.subList(0, 1));
            LearnerStore store = driver.store("only");
            List<Future<Set<Long>>> steps = new ArrayList<>();
            steps.add(readers.submit(() -> checkSnapshots(store, fed)));
            steps.add(readers.submit(() -> checkReads(store, fed)));
            try {
                driver.send(events.subList(1, 400));
            } finally {
                fed.set(true);
            }
            for (Future<Set<Long>> reader : steps) {
                assertThat(reader.get(30, TimeUnit.SECONDS)).hasSizeGreaterThan(3);
            }
        } finally {
            fed.set(true);
            readers.shutdown();
            assertThat(readers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldScanFromTheBlockThatWasAskedFor() {
        MillraceConfig config = TestConfigs.flights("scan", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FlightEvents.of(50, 62));
            List<Integer> all = blocks(driver.store("champion").snapshot());
            int middle = all.get(all.size() / 2);

            assertThat(all).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(10);
            assertThat(blocks(driver.store("champion").snapshotFrom(middle)))
                    .isEqualTo(all.subList(all.size() / 2, all.size()));
            assertThat(blocks(driver.store("champion").snapshotFrom(Integer.MAX_VALUE)))
                    .isEmpty();
        }
    }

    @Test
    void shouldHaveNoHeaderBeforeTheFirstWriteBack() {
        MillraceConfig config = TestConfigs.flights("fresh", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config);
                ModelSnapshot snapshot = driver.store("champion").snapshot()) {
            assertThat(snapshot.header()).isNull();
            snapshot.forEachBlock((block, encoded) -> {
                throw new AssertionError("there are no blocks");
            });
        }
    }

    private static List<Integer> blocks(ModelSnapshot opened) {
        List<Integer> blocks = new ArrayList<>();
        try (ModelSnapshot snapshot = opened) {
            snapshot.forEachBlock((block, encoded) -> blocks.add(block));
        }
        return blocks;
    }

    /** Whole scans: the blocks of each must have the digest that its header says. */
    private static Set<Long> checkSnapshots(LearnerStore store, AtomicBoolean fed) {
        Set<Long> steps = new HashSet<>();
        while (!fed.get()) {
            try (ModelSnapshot snapshot = store.snapshot()) {
                long[] digest = new long[1];
                snapshot.forEachBlock((block, encoded) -> {
                    digest[0] += checksum(block, encoded);
                    return true;
                });
                ModelHeader header = snapshot.header();
                assertThat(digest[0]).isEqualTo(header.getParameterDigest());
                steps.add(header.getStep());
            }
        }
        return steps;
    }

    /** Single reads under the lock: the same. */
    private static Set<Long> checkReads(LearnerStore store, AtomicBoolean fed) {
        Set<Long> steps = new HashSet<>();
        while (!fed.get()) {
            ModelHeader seen = store.read(model -> {
                long digest = 0;
                for (int block = 0; block < 400; block++) {
                    byte[] encoded = model.read(block);
                    digest += encoded == null ? 0 : checksum(block, encoded);
                }
                ModelHeader header = model.readHeader();
                assertThat(digest).isEqualTo(header.getParameterDigest());
                return header;
            });
            steps.add(seen.getStep());
        }
        return steps;
    }

    private static long checksum(int block, byte[] encoded) {
        int length = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).getInt() >>> 8;
        return BlockCodec.decode(block, encoded, new float[length], 0, length);
    }
}
