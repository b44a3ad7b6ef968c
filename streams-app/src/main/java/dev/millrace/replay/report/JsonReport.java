package dev.millrace.replay.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.core.evaluate.Calibration;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.learn.ExpertStandings;
import dev.millrace.replay.CandidateResult;
import dev.millrace.replay.ReplayResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.json}. Keys stand in a fixed order, numbers have the fewest digits that give back their bits, what is not a
 * finite number is null, lines end in LF: the same report gives the same bytes, but for {@code times}, which comes last.
 */
public final class JsonReport {

    private static final int FORMAT = 1;

    /** The fast writer's digits are the shortest; those of the JDK are so only from JDK 19 on. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private JsonReport() {}

    /**
     * The whole file, in UTF-8, with a line end behind it.
     *
     * @param leaderConfig text of a config file with the leader
     */
    public static byte[] bytes(ReplayReport report, String leaderConfig, RunTimes times) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        replay(root, report.result());
        root.put("rankedBy", report.rankedBy());
        root.set("baselines", baselines(report.leader()));
        root.putObject("interval")
                .put("level", 0.95)
                .put("method", "circular block bootstrap")
                .put("resamples", BlockBootstrap.RESAMPLES)
                .put("seed", ReplayReport.SEED);
        root.put("leader", report.leader().name());
        root.put("leaderConfig", leaderConfig);
        ArrayNode candidates = root.putArray("candidates");
        for (RankedCandidate row : report.ranked()) {
            candidates.add(candidate(row));
        }
        ObjectNode last =
                root.putObject("times").put("startedAt", times.startedAt().toString());
        put(last, "seconds", times.seconds());
        put(last, "eventsPerSecond", times.eventsPerSecond());
        last.put("threads", times.threads());
        return write(root);
    }

    private static void replay(ObjectNode root, ReplayResult result) {
        root.put("input", result.input());
        root.put("measure", result.measure());
        ObjectNode positions = root.putObject("positions");
        result.positions().forEach(positions::put);
        root.put("events", result.events());
        root.put("unusable", result.unusable());
        ArrayNode faults = root.putArray("firstFaults");
        result.firstFaults().forEach(faults::add);
        root.put("examples", result.examples());
        root.put("holdout", result.holdout());
        root.put("endedEarly", result.endedEarly());
        ArrayNode rungs = root.putArray("rungs");
        for (ReplayResult.Rung rung : result.rungs()) {
            ObjectNode node = rungs.addObject();
            put(node, "progress", rung.progress());
            node.put("examples", rung.examples()).put("before", rung.before()).put("after", rung.after());
        }
    }

    private static ObjectNode baselines(RankedCandidate leader) {
        Evaluation evaluation = leader.result().evaluation();
        ObjectNode baselines = MAPPER.createObjectNode();
        ObjectNode mean = baselines.putObject("runningMean");
        put(mean, "loss", leader.runningMeanLoss());
        put(mean, "accuracy", evaluation.runningMean().accuracy());
        put(mean, "rmse", evaluation.runningMean().rmse());
        ObjectNode same = baselines.putObject("noChange");
        put(same, "accuracy", evaluation.noChange().accuracy());
        put(same, "rmse", evaluation.noChange().rmse());
        return baselines;
    }

    private static ObjectNode candidate(RankedCandidate row) {
        CandidateResult result = row.result();
        ObjectNode node = MAPPER.createObjectNode();
        node.put("rank", row.rank());
        node.put("name", row.name());
        ObjectNode settings = node.putObject("settings");
        result.candidate().settings().forEach(settings::put);
        node.put("optimizer", row.optimizer());
        put(node, "rate", row.rate());
        node.put("fingerprint", row.fingerprint());
        node.put("finished", result.isFinished());
        if (result.isFinished()) {
            node.putNull("rung");
        } else {
            node.put("rung", result.rung());
        }
        put(node, "score", row.score());
        put(node, "loss", row.loss());
        put(node, "recentLoss", row.recentLoss());
        put(node, "runningMeanLoss", row.runningMeanLoss());
        difference(node, row.difference());
        evaluation(node, "evaluation", result.evaluation());
        calibration(node, result.calibration());
        evaluation(node, "holdout", result.holdout());
        rest(node, result);
        ArrayNode signs = node.putArray("signs");
        row.signs().forEach(signs::add);
        return node;
    }

    private static void difference(ObjectNode node, @Nullable Interval difference) {
        if (difference == null) {
            node.putNull("difference");
            return;
        }
        ObjectNode inner = node.putObject("difference");
        put(inner, "mean", difference.mean());
        put(inner, "low", difference.low());
        put(inner, "high", difference.high());
        inner.put("blocks", difference.blocks())
                .put("runLength", difference.runLength())
                .put("examples", difference.examples());
    }

    private static void evaluation(ObjectNode node, String name, @Nullable Evaluation evaluation) {
        if (evaluation == null) {
            node.putNull(name);
            return;
        }
        ObjectNode inner = node.putObject(name);
        inner.put("examples", evaluation.examples());
        put(inner, "meanLoss", evaluation.meanLoss());
        put(inner, "accuracy", evaluation.accuracy());
        put(inner, "rmse", evaluation.rmse());
        put(inner, "auc", evaluation.auc());
        inner.put("windowExamples", evaluation.windowExamples());
        put(inner, "windowLoss", evaluation.windowLoss());
        put(inner, "windowAccuracy", evaluation.windowAccuracy());
        put(inner, "windowRunningMeanLoss", evaluation.windowRunningMeanLoss());
    }

    private static void calibration(ObjectNode node, Calibration calibration) {
        ObjectNode inner = node.putObject("calibration");
        put(inner, "error", calibration.error());
        ArrayNode bins = inner.putArray("bins");
        for (int bin = 0; bin < calibration.bins(); bin++) {
            ObjectNode each = bins.addObject().put("examples", calibration.count(bin));
            put(each, "meanPrediction", calibration.meanPrediction(bin));
            put(each, "meanOutcome", calibration.meanOutcome(bin));
        }
    }

    private static void rest(ObjectNode node, CandidateResult result) {
        CandidateResult.Frozen frozen = result.frozen();
        if (frozen == null) {
            node.putNull("frozen");
        } else {
            ObjectNode inner = node.putObject("frozen").put("examples", frozen.examples());
            put(inner, "frozenLoss", frozen.frozenLoss());
            put(inner, "liveLoss", frozen.liveLoss());
        }
        node.putObject("refusals")
                .put("count", result.refusals().count())
                .put("first", result.refusals().first())
                .put("reason", result.refusals().reason());
        ArrayNode epochs = node.putArray("epochs");
        List<CandidateResult.Epoch> all = result.epochs();
        for (CandidateResult.Epoch epoch : all) {
            ObjectNode each = epochs.addObject();
            put(each, "trainLoss", epoch.trainLoss());
            put(each, "holdoutLoss", epoch.holdoutLoss());
        }
        CandidateResult.Learned learned = result.learned();
        ObjectNode inner = node.putObject("learned")
                .put("step", learned.step())
                .put("examples", learned.examples())
                .put("digest", digest(learned));
        put(inner, "rate", learned.rate());
        if (learned.experts() != null) {
            experts(inner, learned.experts());
        }
    }

    private static void experts(ObjectNode learned, ExpertStandings standings) {
        ArrayNode experts = learned.putArray("experts");
        for (ExpertStandings.Expert expert : standings.experts()) {
            ObjectNode node = experts.addObject().put("name", expert.name());
            put(node, "weight", expert.weight());
            put(node, "meanLoss", expert.meanLoss());
            put(node, "windowLoss", expert.windowLoss());
        }
        learned.put("drifts", standings.drifts()).put("expertRestarts", standings.restarts());
    }

    /** As a running learner gives it. */
    static String digest(CandidateResult.Learned learned) {
        return String.format(Locale.ROOT, "%016x", learned.digest());
    }

    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }

    private static byte[] write(ObjectNode root) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(indenter);
        printer.indentArraysWith(indenter);
        try {
            return (MAPPER.writer(printer).writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can be written", e);
        }
    }
}
