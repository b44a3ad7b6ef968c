package dev.millrace.bench;

import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Report;
import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnerProgress;
import dev.millrace.schemas.SparseEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The restoring of a lost model from its changelog, beside reading the same changelog. */
@Command(
        name = "restore",
        description = {
            "The rate at which Kafka Streams restores a learner's store whose files are gone, beside that of a consumer that"
                    + " reads the same changelog and does nothing with it.",
            "AdaGrad, 10^7 weights and as many sums of squares, all of them learned, on a broker of its own. The consumer has"
                    + " the settings of Kafka Streams' own. The restored model must be the one that was lost."
        },
        mixinStandardHelpOptions = true)
final class RestoreBench implements Callable<Integer> {

    /** Odd and without a common divisor with powers of 10, so that it visits all rows, in no order. */
    private static final long STRIDE = 6_180_339_887L;

    @Option(
            names = "--parameters",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Weights, a power of 10 from 1,000 on (10,000,000).")
    private int parameters;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often all weights are learned (3); there are commits each second.")
    private int passes;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds that count (5).")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "2", description = "Rounds before that do not (2).")
    private int warmUps;

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "A setting of Kafka Streams over Millrace's own, to try what it does.")
    private Map<String, String> kafka = new TreeMap<>();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final List<Double> restored = new ArrayList<>();
    private final List<Double> read = new ArrayList<>();
    private long records;
    private long bytes;

    @Override
    public Integer call() throws Exception {
        int events = (int) ((long) parameters * passes / SparseEvents.FEATURES);
        Path directory = Files.createTempDirectory("millrace-bench");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"))) {
            MillraceConfig config = BenchConfig.of(broker, directory, "restore", parameters, Supply.ADAGRAD, kafka);
            System.err.printf(Locale.ROOT, "learning %,d weights from %,d events ...%n", parameters, events);
            EventTopic.fill(config, events, allRows());
            LearnerProgress learned = learn(config, events);
            Changelog changelog = new Changelog(config);
            for (int round = 0; round < warmUps + rounds; round++) {
                round(round, config, changelog, learned);
            }
        } finally {
            Directories.delete(directory);
        }
        report().print(json);
        return 0;
    }

    /** Events that together have each row once, and then again. */
    private Supplier<SparseEvent> allRows() {
        long[] next = {0};
        return () -> {
            List<Integer> indices = new ArrayList<>();
            List<Float> values = new ArrayList<>();
            for (int i = 0; i < SparseEvents.FEATURES; i++) {
                next[0] = (next[0] + STRIDE) % parameters;
                indices.add((int) next[0]);
                values.add(1f);
            }
            return new SparseEvent(null, next[0] * 7 % 10 < 5 ? 1.0 : 0.0, indices, values);
        };
    }

    private static LearnerProgress learn(MillraceConfig config, int events) throws InterruptedException {
        try (LearningRun run = LearningRun.start(config, null)) {
            run.awaitWritten(events - 1);
            run.requireLearned(true);
            return run.learners().get(0);
        }
    }

    private void round(int round, MillraceConfig config, Changelog changelog, LearnerProgress learned)
            throws InterruptedException, IOException {
        LearningRun.forgetState(config);
        Restoring restoring = new Restoring(changelog.partition());
        try (LearningRun run = LearningRun.start(config, restoring)) {
            run.await(() -> restoring.done.get() != null, "the end of restoring");
            run.awaitWritten(learned.offset());
            if (run.learners().get(0).digest() != learned.digest()) {
                throw new IllegalStateException(String.format(
                        "restored model: expected digest %016x, found %016x",
                        learned.digest(), run.learners().get(0).digest()));
            }
        }
        Restoring.Done done = restoring.done.get();
        Changelog.Read raw = changelog.read();
        if (done == null || done.records != raw.records()) {
            throw new IllegalStateException("expected " + raw.records() + " records to be restored, found " + done);
        }
        records = raw.records();
        bytes = raw.bytes();
        double restoredRate = bytes * 1e3 / done.nanos;
        double readRate = bytes * 1e3 / raw.nanos();
        System.err.printf(
                Locale.ROOT,
                "%s: restored %,.0f MB/s, read %,.0f MB/s, ratio %.3f%n",
                round < warmUps ? "warm-up" : "round " + (round - warmUps + 1),
                restoredRate,
                readRate,
                restoredRate / readRate);
        if (round >= warmUps) {
            restored.add(restoredRate);
            read.add(readRate);
        }
    }

    /** Called by a thread of Kafka Streams. */
    private static final class Restoring implements StateRestoreListener {

        record Done(long records, long nanos) {}

        final AtomicReference<@Nullable Done> done = new AtomicReference<>();
        private final TopicPartition watched;
        private volatile long startNanos;

        Restoring(TopicPartition watched) {
            this.watched = watched;
        }

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long start, long end) {
            if (partition.equals(watched)) {
                startNanos = System.nanoTime();
            }
        }

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long end, long count) {}

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long total) {
            if (partition.equals(watched)) {
                done.set(new Done(total, System.nanoTime() - startNanos));
            }
        }
    }

    private Report report() {
        return new Report(
                        "restore",
                        String.format(
                                Locale.ROOT,
                                "AdaGrad, %,d weights and as many slots; changelog of %,d records, %,.1f MB; %d rounds%s",
                                parameters,
                                records,
                                bytes / 1e6,
                                rounds,
                                kafka.isEmpty() ? "" : "; " + kafka))
                .figure("restored", "MB/s", restored)
                .figure("read", "MB/s", read)
                .ratio("restore / raw read of changelog", Figures.ratios(restored, read), Bar.atLeast(0.8));
    }
}
