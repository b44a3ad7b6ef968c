package dev.millrace.cli;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.LossReport;
import dev.millrace.verify.Verdict;
import dev.millrace.verify.Verification;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace verify}. */
@Command(
        name = "verify",
        description = {
            "Learns the events of a running learner anew, in memory, and says whether its digest is the same.",
            "The running learner's digest is taken from its loss reports, the events from the topic and partition that"
                    + " the report names: the events topic or, if that has several partitions, the sequence topic, which"
                    + " logs the order that was learned in. Only committed records are read, and nothing is written."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the digests are equal", "1:they differ, or cannot be compared", "2:wrong usage or config"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace verify --config examples/flights.yaml",
            "  millrace verify --config examples/flights.yaml --learner challenger --until 199999 --json"
        })
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--learner", paramLabel = "NAME", description = "Which learner (default: the config's first).")
    private @Nullable String learner;

    @Option(
            names = "--until",
            paramLabel = "OFFSET",
            description = "Offset of the last event to replay, in the topic that was learned from. There must be a loss"
                    + " report of that offset (default: the one of the latest loss report).")
    private @Nullable Long until;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Read the events here instead: a copy, with the same offsets, of the topic that was learned"
                    + " from.")
    private @Nullable String topic;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        if (until != null && until < 0) {
            throw new UsageException("--until: expected an offset, 0 or greater, got " + until);
        }
        MillraceConfig settings = config.load();
        Verification verification = new Verification(settings, learner(settings.learners()));
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        LossReport reported = verification.reported(until);
        Verdict verdict;
        try (VerifyProgress progress = VerifyProgress.start(err)) {
            verdict = verification.replay(reported, topic, progress);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(verdict.toJson());
        } else {
            verdict.toText().forEach(out::println);
        }
        out.flush();
        return verdict.isEqual() ? 0 : 1;
    }

    private LearnerConfig learner(List<LearnerConfig> learners) {
        if (learner == null) {
            return learners.get(0);
        }
        for (LearnerConfig known : learners) {
            if (known.name().equals(learner)) {
                return known;
            }
        }
        throw new UsageException("--learner: expected one of "
                + String.join(", ", learners.stream().map(LearnerConfig::name).toList()) + ", got '" + learner + "'");
    }
}
