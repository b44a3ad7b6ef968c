package dev.millrace.cli;

import dev.millrace.config.ConfigTree;
import dev.millrace.core.learn.Batching;
import dev.millrace.replay.Candidate;
import dev.millrace.replay.Replay;
import dev.millrace.replay.ReplayException;
import dev.millrace.replay.ReplayOptions;
import dev.millrace.replay.ReplayResult;
import dev.millrace.replay.ReplaySource;
import dev.millrace.replay.report.RankedCandidate;
import dev.millrace.replay.report.ReplayReport;
import dev.millrace.replay.report.RunTimes;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace replay}. */
@Command(
        name = "replay",
        description = {
            "Learns from a topic or a file with many optimizers, rates or other settings side by side, and compares them.",
            "Each event is read once, predicted by every candidate and then learned from, through the code that runs in"
                    + " production. Nothing is written to the cluster."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the replay was made, and the digest, if one was expected, is the same",
            "1:there was nothing to replay, it failed, or the digest differs",
            "2:wrong usage or config",
            "130:stopped by Ctrl-C, with what was known until then"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace replay --config examples/flights.yaml",
            "  millrace replay --config examples/flights.yaml --try optimizer=sgd,adagrad,lazy-adam \\",
            "      --try rate=0.001..1:7 --report flights-report examples/data/flights-2001-300k.csv.gz",
            "  millrace replay --config my.yaml --search search.yaml --emit-config winner.yaml --warm-start winner.model"
        })
final class ReplayCommand implements Callable<Integer> {

    /** From so many candidates on, the worse ones are dropped early unless the options say otherwise. */
    private static final int HALVED_ABOVE = 32;

    private static final int HALVING = 4;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private ReplayInputMixin input = new ReplayInputMixin();

    @Mixin
    private ReplaySearchMixin search = new ReplaySearchMixin();

    @Mixin
    private ReplayOutputsMixin outputs = new ReplayOutputsMixin();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often the input is learned from (default: ${DEFAULT-VALUE}).")
    private int epochs = 1;

    @Option(
            names = "--holdout",
            paramLabel = "SHARE",
            description =
                    "Share of the examples that are never learned from, chosen by a hash of the event's key, such as"
                            + " 0.1 (default: 0; with several epochs 0.1).")
    private @Nullable Double holdout;

    @Option(
            names = "--halving",
            paramLabel = "FACTOR",
            description =
                    "Successive halving: after a small share of the input only the best of FACTOR candidates go on, and so"
                            + " on; 1 for none (default: " + HALVING + " if there are more than " + HALVED_ABOVE
                            + " candidates, else 1).")
    private @Nullable Integer halving;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "Candidates that are never dropped (default: ${DEFAULT-VALUE}).")
    private int keep = 4;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that learn (default: one a core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--expect-digest",
            paramLabel = "HEX",
            description = "Fail unless the only candidate's digest is this one, as a running learner's loss reports and"
                    + " answers have it.")
    private @Nullable String expectedDigest;

    @Override
    public Integer call() throws IOException {
        ConfigTree tree = ConfigTree.load(config.file(), System.getenv());
        ReplaySearchMixin.Found found = search.candidates(tree);
        ReplayOptions options = options(found.list());
        requireSense(found.list().size(), options);
        outputs.requireWritable();
        note(ReplayPlan.text(found.list(), options));
        try (ReplaySource source = input.open(found.list().get(0).config(), epochs, this::note)) {
            return replay(source, found, options);
        }
    }

    /** The hook is closed, not used: hence the suppressed warning. After it is closed, Ctrl-C ends the JVM at once. */
    @SuppressWarnings("try")
    private int replay(ReplaySource source, ReplaySearchMixin.Found found, ReplayOptions options) throws IOException {
        Replay replay = new Replay(source, found.list(), options);
        AtomicBoolean stop = new AtomicBoolean();
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        try (CtrlC ctrlC = CtrlC.runs(() -> stop.set(true))) {
            ReplayResult result;
            long events;
            try (ReplayBar bar = ReplayBar.start(err(), epochs, stop::get)) {
                result = replay.run(bar);
                events = Math.max(bar.events(), result.events());
            }
            if (result.examples() == 0) {
                throw new ReplayException(nothingLearned(result));
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
            RunTimes times = new RunTimes(started, elapsed, events / (elapsed.toNanos() / 1e9), options.threads());
            ReplayReport judged = ReplayOutputsMixin.judge(result);
            outputs.write(judged, times, found, replay, out(), this::note);
            boolean asExpected = isAsExpected(judged.leader());
            return result.endedEarly() || !asExpected ? 1 : 0;
        }
    }

    private ReplayOptions options(List<Candidate> candidates) {
        double held = holdout != null ? holdout : epochs > 1 ? 0.1 : 0;
        boolean full = candidates.stream()
                .anyMatch(candidate -> candidate.learner().spec().batching() instanceof Batching.Full);
        if (full && halving != null && halving > 1) {
            throw new UsageException(
                    "--halving: expected none with 'batch: full', which makes its first step at the end of"
                            + " the first epoch: there is nothing to tell the better ones by before; leave --halving out");
        }
        int factor = halving != null ? halving : candidates.size() > HALVED_ABOVE && !full ? HALVING : 1;
        try {
            return new ReplayOptions(threads, held, epochs, factor, keep, outputs.wantsModel());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }

    private void requireSense(int candidates, ReplayOptions options) {
        if (expectedDigest != null && candidates != 1) {
            throw new UsageException(
                    "--expect-digest: expected one candidate, got " + candidates + "; pick one with --learner NAME");
        }
        if (expectedDigest != null && options.holdout() > 0) {
            throw new UsageException(
                    "--expect-digest: a learner that does not learn from --holdout has another digest");
        }
        if (expectedDigest != null && !expectedDigest.matches("[0-9a-fA-F]{16}")) {
            throw new UsageException("--expect-digest: expected 16 hexadecimal digits, got '" + expectedDigest + "'");
        }
    }

    private static String nothingLearned(ReplayResult result) {
        return "there was nothing to learn from: " + result.events() + " events in " + result.input() + ", "
                + result.unusable() + " of them unusable"
                + (result.firstFaults().isEmpty()
                        ? ""
                        : ", such as " + result.firstFaults().get(0));
    }

    private boolean isAsExpected(RankedCandidate leader) {
        if (expectedDigest == null) {
            return true;
        }
        String digest = String.format("%016x", leader.result().learned().digest());
        boolean same = digest.equalsIgnoreCase(expectedDigest);
        note("digest " + digest + (same ? ", as expected" : ", expected " + expectedDigest));
        return same;
    }

    private void note(String text) {
        err().println("note: " + text);
        err().flush();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
