package dev.millrace.bench;

import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Growth;
import dev.millrace.bench.report.Report;
import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.parameter.ParameterLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is written to a learner's changelog, beside the rows that changed. */
@Command(
        name = "changelog",
        description = {
            "Bytes written to a learner's changelog for each event, beside the size of the rows that changed between two"
                    + " commits, weights and optimizer slots as floats.",
            "Exactly once, AdaGrad, 20 features an event by Zipf's law (1.1) out of 2^20, a commit each second, on a broker of"
                    + " its own. The faster the machine, the more events share a commit; so the ratio is also computed for"
                    + " other numbers of events, and for other sizes of blocks."
        },
        mixinStandardHelpOptions = true)
final class ChangelogBench implements Callable<Integer> {

    private static final int DIMENSION = 1 << 20;
    /** With the bias. */
    private static final int ROWS = DIMENSION + 1;

    private static final long SEED = 1;

    /** AdaGrad's: a weight and its sum of squares. */
    private static final ParameterLayout LAYOUT = ParameterLayout.of(ROWS, 1, 1, 0);

    private static final int ROW_BYTES = LAYOUT.rowFloats() * Float.BYTES;
    private static final int SHIFT = Integer.numberOfTrailingZeros(LAYOUT.rowsPerBlock());

    /** Of a block's record: 5 of the key, 12 before the floats. */
    private static final int BLOCK_EXTRA = 17;

    /** Blocks of 1, 2, 4 ... 1,024 rows. */
    private static final int SIZES = 11;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "3000000",
            description = "Events in a run (3,000,000).")
    private int events;

    @Option(names = "--interval", paramLabel = "MS", defaultValue = "1000", description = "Between commits (1,000).")
    private int interval;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Runs that count (3).")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "1", description = "Runs before that do not (1).")
    private int warmUps;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /**
     * One run, all its commits together.
     *
     * @param disk bytes of the changelog's log on the broker
     * @param bytes of keys and values
     */
    private record Run(long events, long disk, long bytes, DirtyRows dirty) {

        double dirtyBytes() {
            return (double) dirty.rows() * ROW_BYTES;
        }

        /** Beside keys and values, for each record: its own head, its share of a batch's, markers. */
        double diskExtra() {
            return (double) (disk - bytes) / (dirty.blocks(SHIFT) + dirty.commits());
        }

        /** What the changelog would take with blocks of {@code 2^shift} rows, by the rows' own size. */
        double ratioOfBlocks(int shift) {
            return dirty.blocks(shift) * (diskExtra() + BLOCK_EXTRA + ((long) ROW_BYTES << shift)) / dirtyBytes();
        }

        /** If blocks had only the rows that changed, and said by a bit for each row which those are. */
        double ratioOfPartialBlocks(int shift) {
            double head = diskExtra() + BLOCK_EXTRA + Math.max(1, (1 << shift) / 8);
            return (dirty.blocks(shift) * head + dirtyBytes()) / dirtyBytes();
        }

        /** If all rows that changed stood in one long record, each behind its distance from the one before. */
        double ratioOfRowList() {
            return (dirty.gapBytes() + dirtyBytes()) / dirtyBytes();
        }
    }

    private final List<Run> runs = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("millrace-bench");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"))) {
            System.err.printf(Locale.ROOT, "filling a topic with %,d events ...%n", events);
            ZipfEvents stream = new ZipfEvents(DIMENSION, SEED);
            EventTopic.fill(config(broker, directory, "fill"), events, stream::next);
            for (int round = 0; round < warmUps + rounds; round++) {
                Run run = run(config(broker, directory, "changelog-" + round), directory.resolve("broker"));
                System.err.printf(
                        Locale.ROOT,
                        "%s: %.1f bytes an event on disk, ratio %.2f, %d commits%n",
                        round < warmUps ? "warm-up" : "round " + (round - warmUps + 1),
                        (double) run.disk / run.events,
                        run.disk / run.dirtyBytes(),
                        run.dirty.commits());
                if (round >= warmUps) {
                    runs.add(run);
                }
            }
        } finally {
            Directories.delete(directory);
        }
        report().print(json);
        return 0;
    }

    private MillraceConfig config(BrokerProcess broker, Path directory, String run) {
        return BenchConfig.of(
                broker, directory, run, DIMENSION, Supply.ADAGRAD, Map.of("commit.interval.ms", interval));
    }

    private Run run(MillraceConfig config, Path broker) throws InterruptedException, IOException, ExecutionException {
        try (LearningRun run = LearningRun.start(config, null)) {
            run.awaitProcessed(events);
            run.awaitWritten(events - 1);
            run.requireLearned(true);
        }
        Changelog changelog = new Changelog(config);
        List<Changelog.WriteBack> writeBacks = changelog.writeBacks();
        Run run = new Run(
                events,
                changelog.bytesOnDisk(broker),
                writeBacks.stream().mapToLong(Changelog.WriteBack::bytes).sum(),
                replay(writeBacks));
        LearningRun.forget(config);
        return run;
    }

    /** Goes over the same events again. Each write-back must have had the blocks whose rows changed, and no others. */
    private DirtyRows replay(List<Changelog.WriteBack> writeBacks) {
        ZipfEvents stream = new ZipfEvents(DIMENSION, SEED);
        DirtyRows dirty = new DirtyRows(ROWS, SIZES);
        long done = 0;
        for (Changelog.WriteBack writeBack : writeBacks) {
            for (; done <= writeBack.position(); done++) {
                change(dirty, stream);
            }
            long expected = dirty.commit(SHIFT);
            if (writeBack.blocks() != expected) {
                throw new IllegalStateException("write-back behind offset " + writeBack.position() + ": expected "
                        + expected + " blocks, found " + writeBack.blocks());
            }
        }
        if (done != events) {
            throw new IllegalStateException("expected write-backs of " + events + " events, found those of " + done);
        }
        return dirty;
    }

    /** The bias, which each event changes, and the rows behind it. */
    private static void change(DirtyRows dirty, ZipfEvents stream) {
        dirty.change(RowMap.BIAS_ROW);
        for (int rank : stream.nextRanks()) {
            dirty.change(RowMap.BIAS_ROW + 1 + stream.row(rank));
        }
    }

    private Report report() {
        Report report = new Report(
                        "changelog",
                        String.format(
                                Locale.ROOT,
                                "AdaGrad, 20 of 2^20 features by Zipf (%s), blocks of %d rows of %d bytes; %,d events, a commit"
                                        + " each %d ms, %d rounds",
                                ZipfEvents.EXPONENT,
                                LAYOUT.rowsPerBlock(),
                                ROW_BYTES,
                                events,
                                interval,
                                rounds))
                .figure("of a commit", "events", list(run -> (double) run.events / run.dirty.commits()))
                .figure("of a commit", "dirty rows", list(run -> (double) run.dirty.rows() / run.dirty.commits()))
                .figure("of a commit", "blocks", list(run -> (double) run.dirty.blocks(SHIFT) / run.dirty.commits()))
                .figure("dirty rows", "bytes/event", list(run -> run.dirtyBytes() / run.events))
                .figure("keys and values", "bytes/event", list(run -> (double) run.bytes / run.events))
                .figure("on disk", "bytes/event", list(run -> (double) run.disk / run.events))
                .ratio("changelog on disk / dirty rows", list(run -> run.disk / run.dirtyBytes()), Bar.atMost(1.5))
                .ratio("keys and values / dirty rows", list(run -> run.bytes / run.dirtyBytes()))
                .ratio("if: only dirty rows of a block", list(run -> run.ratioOfPartialBlocks(SHIFT)))
                .ratio("if: so, of blocks of 1,024 rows", list(run -> run.ratioOfPartialBlocks(10)))
                .ratio("if: one list of rows a commit", list(Run::ratioOfRowList));
        return report.growth(blockSizes()).growth(commitSizes());
    }

    private Growth blockSizes() {
        List<Growth.Point> points = new ArrayList<>();
        for (int shift = 0; shift <= 6; shift++) {
            int size = shift;
            points.add(new Growth.Point(1 << size, list(run -> run.ratioOfBlocks(size))));
        }
        return new Growth(
                "rows a block",
                "bytes/dirty",
                points,
                "Small blocks pay for keys, checksums and records; large ones carry along rows that did not change.");
    }

    /** Computed from the first events of the topic, with the blocks that there are. */
    private Growth commitSizes() {
        double extra = Figures.median(list(Run::diskExtra));
        List<Growth.Point> points = new ArrayList<>();
        for (int size = 1_000; size <= events; size *= 10) {
            ZipfEvents stream = new ZipfEvents(DIMENSION, SEED);
            DirtyRows dirty = new DirtyRows(ROWS, SIZES);
            int commits = Math.min(10, events / size);
            for (int commit = 0; commit < commits; commit++) {
                for (int i = 0; i < size; i++) {
                    change(dirty, stream);
                }
                long unused = dirty.commit(SHIFT);
            }
            double bytes = dirty.blocks(SHIFT) * (extra + BLOCK_EXTRA + ((long) ROW_BYTES << SHIFT));
            points.add(new Growth.Point(size, List.of(bytes / ((double) dirty.rows() * ROW_BYTES))));
        }
        return new Growth(
                "events a commit",
                "bytes/dirty",
                points,
                "When nearly every block has a row that changed, further events change more rows of the same blocks.");
    }

    private List<Double> list(ToDoubleFunction<Run> figure) {
        return runs.stream().map(figure::applyAsDouble).toList();
    }
}
