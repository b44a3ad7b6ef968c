package dev.millrace.replay.report;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.evaluate.Calibration;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.replay.Candidate;
import dev.millrace.replay.CandidateResult;
import dev.millrace.replay.CandidateResult.Epoch;
import dev.millrace.replay.CandidateResult.Frozen;
import dev.millrace.replay.CandidateResult.Learned;
import dev.millrace.replay.CandidateResult.Refusals;
import dev.millrace.replay.LossSeries;
import dev.millrace.replay.ReplayResult;
import dev.millrace.replay.ReplayResult.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Results of replays that never were, with figures that are known. One thread. */
final class SyntheticReplay {

    static final RunTimes TIMES =
            new RunTimes(Instant.parse("2026-01-02T03:04:05Z"), Duration.ofMillis(8_700), 34_482.8, 2);

    static final double RUNNING_MEAN = 0.5;

    String input = "topic flights, partition 0, offsets 0 to 29999";
    List<String> faults = List.of();
    List<Rung> rungs = List.of();
    final List<CandidateResult> candidates = new ArrayList<>();

    /** A candidate under construction. */
    static final class Entry {
        final String name;
        String optimizer = "sgd";
        String rate = "0.05";
        LossSeries losses = new LossSeries();
        int rung = -1;
        Refusals refusals = new Refusals(0, -1, "");
        List<Epoch> epochs = List.of(new Epoch(0.45, Double.NaN));

        @Nullable
        Evaluation holdout;

        @Nullable
        Frozen frozen;

        Map<String, String> settings = Map.of();

        Entry(String name) {
            this.name = name;
        }

        Entry learning(String optimizer, String rate) {
            this.optimizer = optimizer;
            this.rate = rate;
            this.settings = Map.of("optimizer", optimizer, "rate", rate);
            return this;
        }

        /** Losses of so many examples, each by its number. */
        Entry losing(long examples, LongToDoubleFunction loss) {
            for (long i = 0; i < examples; i++) {
                losses.add(loss.applyAsDouble(i), RUNNING_MEAN);
            }
            return this;
        }

        CandidateResult result() {
            MillraceConfig config = MillraceConfig.parse("""
                    application: report
                    kafka: {bootstrap.servers: "127.0.0.1:9092"}
                    registry: {schema.registry.url: "mock://report"}
                    topics: {events: flights}
                    task: binary
                    label: {field: late}
                    features: [{numeric: distance}]
                    learners: [{name: '%s', optimizer: %s, rate: %s}]
                    """.formatted(name, optimizer, rate), "test.yaml", Map.of());
            Calibration calibration = new Calibration(2);
            for (int i = 0; i < 100; i++) {
                double probability = (i + 0.5) / 100;
                calibration.add(new double[] {probability}, i % 10 < i / 10 ? 1 : 0);
            }
            return new CandidateResult(
                    new Candidate(name, new TreeMap<>(settings), config),
                    rung,
                    evaluation(losses.examples(), 0.811, 0.715),
                    losses,
                    calibration,
                    holdout,
                    frozen,
                    refusals,
                    epochs,
                    new Learned(
                            losses.examples(), losses.examples(), 0x0b2e78f0e4838ddbL, Double.parseDouble(rate), null));
        }
    }

    static Evaluation evaluation(long examples, double accuracy, double auc) {
        return new Evaluation(
                examples,
                0.4496,
                accuracy,
                Double.NaN,
                auc,
                10_000,
                0.44,
                0.82,
                new Evaluation.Baseline(RUNNING_MEAN, 0.801, Double.NaN),
                0.49,
                new Evaluation.Baseline(Double.NaN, 0.706, Double.NaN));
    }

    SyntheticReplay with(Entry entry) {
        candidates.add(entry.result());
        return this;
    }

    ReplayResult result() {
        long examples = candidates.stream()
                .mapToLong(candidate -> candidate.losses().examples())
                .max()
                .orElse(0);
        return new ReplayResult(
                input,
                "log loss",
                new TreeMap<>(Map.of("flights-0", 29_999L)),
                examples + faults.size(),
                faults.size(),
                faults,
                examples,
                0,
                false,
                rungs,
                candidates);
    }

    ReplayReport report() {
        return ReplayReport.of(result(), Map.of());
    }

    /** Losses that fall to a level, with noise. */
    static LongToDoubleFunction falling(double level, double start, double examples, long seed) {
        Random random = new Random(seed);
        return i -> level + (start - level) * StrictMath.exp(-i / examples) + 0.1 * random.nextGaussian();
    }
}
