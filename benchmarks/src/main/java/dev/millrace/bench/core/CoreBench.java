package dev.millrace.bench.core;

import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The learner against a fixed loop of the same arithmetic and against its peers, on the same parsed rows, in turn: A B C D A B
 * C D. The first rounds are a warm-up and do not count.
 */
@Command(
        name = "core",
        description = {
            "The learner's rate, in one thread and without Kafka, beside a fixed loop, Vowpal Wabbit and MOA.",
            "Logistic regression on seeded rows of 13 numbers and 26 hashed categories, 2^18 weights, that are parsed already."
                    + " All but MOA use AdaGrad's rule with the same rate. The fixed loop must end with the same bits as the"
                    + " learner. MOA goes over all weights at each row, and so is given few rows; its time is that of"
                    + " learning alone, that of all others is of predicting and learning."
        },
        mixinStandardHelpOptions = true)
public final class CoreBench implements Callable<Integer> {

    private static final double RATE = 0.05;
    private static final double EPSILON = 1e-10;
    private static final Map<String, Bar> BARS =
            Map.of(FixedLoop.NAME, Bar.atLeast(0.7), VowpalPeer.NAME, Bar.atLeast(2));

    @Option(names = "--rows", paramLabel = "N", defaultValue = "200000", description = "Rows in a round (200,000).")
    private int rowCount;

    @Option(names = "--moa-rows", paramLabel = "N", defaultValue = "2000", description = "Of them for MOA (2,000).")
    private int moaRows;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "Rounds that count (7).")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "3", description = "Rounds before that do not (3).")
    private int warmUps;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** Rows a second by round, and the log losses over all rows and over those that MOA is given. */
    private static final class Course {
        final List<Double> rates = new ArrayList<>();
        /** NaN for MOA. */
        double loss = Double.NaN;

        double earlyLoss;
    }

    @Override
    public Integer call() {
        moaRows = Math.min(moaRows, rowCount);
        Rows rows = new Rows(rowCount, 1);
        Map<Peer, Course> courses = new LinkedHashMap<>();
        try (MillracePeer millrace = new MillracePeer(RATE, EPSILON);
                FixedLoop loop = new FixedLoop(RATE, EPSILON);
                VowpalPeer vowpal = new VowpalPeer(RATE);
                MoaPeer moa = new MoaPeer(RATE)) {
            for (Peer peer : List.of(millrace, loop, vowpal, moa)) {
                courses.put(peer, new Course());
            }
            judge(moa, rows, courses.getOrDefault(moa, new Course()));
            for (int round = 0; round < warmUps + rounds; round++) {
                StringBuilder line = new StringBuilder(round < warmUps ? "warm-up" : "round " + (round - warmUps + 1));
                for (Map.Entry<Peer, Course> entry : courses.entrySet()) {
                    double rate = run(entry.getKey(), rows, entry.getValue());
                    line.append(String.format(
                            Locale.ROOT, ", %s %,.0f rows/s", entry.getKey().name(), rate));
                    if (round >= warmUps) {
                        entry.getValue().rates.add(rate);
                    }
                }
                System.err.println(line);
                requireSame(millrace, loop);
            }
        }
        Map<String, Course> byName = new LinkedHashMap<>();
        courses.forEach((peer, course) -> byName.put(peer.name(), course));
        report(byName, rows).print(json);
        return 0;
    }

    private double run(Peer peer, Rows rows, Course course) {
        int count = peer instanceof MoaPeer ? moaRows : rows.count();
        peer.reset();
        long nanos = 0;
        for (int from = 0; from < count; ) {
            // A chunk ends where MOA's rows do, so that all can be compared there.
            int to = Math.min(from + Peer.CHUNK, from < moaRows ? moaRows : count);
            peer.prepare(rows, from, to);
            long start = System.nanoTime();
            peer.learn();
            nanos += System.nanoTime() - start;
            peer.judge();
            if (to == moaRows && !(peer instanceof MoaPeer)) {
                course.earlyLoss = peer.meanLoss();
            }
            from = to;
        }
        if (!(peer instanceof MoaPeer)) {
            course.loss = peer.meanLoss();
        }
        return count / (nanos / 1e9);
    }

    /** Once, before the rounds: it would be the same in each. */
    private void judge(MoaPeer moa, Rows rows, Course course) {
        for (int from = 0; from < moaRows; from += Peer.CHUNK) {
            moa.prepare(rows, from, Math.min(from + Peer.CHUNK, moaRows));
            moa.learnAndJudge();
        }
        course.earlyLoss = moa.meanLoss();
    }

    private static void requireSame(MillracePeer millrace, FixedLoop loop) {
        int index = millrace.firstDifference(loop);
        if (index >= 0) {
            throw new IllegalStateException(
                    "expected the learner and the fixed loop to end with the same bits, but weight " + index
                            + " differs: one of them does other arithmetic, and their rates cannot be compared");
        }
    }

    private Report report(Map<String, Course> courses, Rows rows) {
        Report report = new Report(
                "core",
                String.format(
                        Locale.ROOT,
                        "%,d rows a round, the first %,d of them for MOA; rounds: %d, warm-ups: %d",
                        rowCount,
                        moaRows,
                        rounds,
                        warmUps));
        courses.forEach((name, course) -> report.figure(name, "rows/s", course.rates));
        String all = "log loss of all rows, ";
        String first = String.format(Locale.ROOT, "log loss of the first %,d, ", moaRows);
        courses.forEach((name, course) -> {
            if (!Double.isNaN(course.loss)) {
                report.figure(all + name, "nats", List.of(course.loss));
            }
        });
        report.figure(all + "no features", "nats", List.of(rows.lossWithoutFeatures(rowCount)));
        courses.forEach((name, course) -> report.figure(first + name, "nats", List.of(course.earlyLoss)));
        report.figure(first + "no features", "nats", List.of(rows.lossWithoutFeatures(moaRows)));
        List<Double> own = courses.values().iterator().next().rates;
        courses.forEach((name, course) -> {
            Bar bar = BARS.get(name);
            if (bar != null) {
                report.ratio("core learner / " + name, Figures.ratios(own, course.rates), bar);
            } else if (course.rates != own) {
                report.ratio("core learner / " + name, Figures.ratios(own, course.rates));
            }
        });
        return report;
    }
}
