package dev.millrace.bench.suite;

import java.util.List;

/**
 * What {@code bench all} runs, in the order of the document. A further benchmark is a subcommand of {@code BenchMain} that
 * prints a {@code Report} with {@code --json}, an entry here, and its prose in the resource {@code NAME.md}.
 */
public final class Suite {

    /** Name, arguments in full, arguments in short. */
    public static final List<Entry> ENTRIES = List.of(
            Entry.of("topology", "", "--events 50000 --rounds 1 --warm-ups 0"),
            Entry.of("store", "", "--events 20000 --store-events 5000 --rounds 1 --warm-ups 0"),
            Entry.of("learners", "", "--learners 1,2 --seconds 0.5 --rounds 1 --warm-ups 0"),
            Entry.of("commit", "", "--intervals 100,300 --seconds 0.5 --rounds 1"),
            Entry.of("changelog", "", "--events 100000 --rounds 1 --warm-ups 0"),
            Entry.of("restore", "", "--parameters 100000 --rounds 1 --warm-ups 0"),
            Entry.of("queries", "", "--events 200000 --rounds 1 --warm-ups 0"),
            Entry.of("core", "", "--rows 5000 --moa-rows 200 --rounds 1 --warm-ups 1"),
            Entry.of("auto", "", "--rows 5000 --rounds 1 --warm-ups 1"),
            Entry.of("optimizer", "", "--parameters 100000 --rounds 1 --warm-ups 1"),
            Entry.of("replay", "", "--rates 1 --rounds 1 --warm-ups 0"),
            Entry.of("growth", "", "--weights 200000 --rounds 1 --warm-ups 1 --row-bits 18"),
            Entry.of("memory", "", "--rows 262144 --heap 128m --limit 1 --large-heap 512m --events 20000 --rounds 1"),
            Entry.of("jmh", "", "LossKernel --iterations 1 --millis 50"));

    private Suite() {}
}
