package dev.millrace.replay.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.core.evaluate.Calibration;
import java.util.List;

/** What the charts of the page draw, as JSON. Losses are rounded to floats, for the eye sees no more. */
final class ChartData {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private ChartData() {}

    /** In a form that may stand in a script element. */
    static String json(ReplayReport report) {
        List<BlockLosses> curves = Curves.of(report.ranked());
        BlockLosses longest = Curves.longest(curves);
        ObjectNode root = MAPPER.createObjectNode();
        root.put("measure", report.result().measure());
        root.put("rankedBy", report.rankedBy());
        root.put("runningMeanLoss", report.leader().runningMeanLoss());
        ArrayNode examples = root.putArray("examples");
        ArrayNode runningMean = root.putArray("runningMean");
        for (int block = 0; block < longest.blocks(); block++) {
            examples.add(longest.examplesAtEnd(block));
            add(runningMean, longest.baseline(block));
        }
        ArrayNode candidates = root.putArray("candidates");
        for (int i = 0; i < curves.size(); i++) {
            candidates.add(candidate(report.ranked().get(i), curves.get(i), longest));
        }
        return escaped(root);
    }

    private static ObjectNode candidate(RankedCandidate row, BlockLosses curve, BlockLosses longest) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("name", row.name());
        node.put("optimizer", row.optimizer());
        node.put("rate", row.rate());
        node.put("finished", row.result().isFinished());
        if (Double.isFinite(row.score())) {
            node.put("score", row.score());
        } else {
            node.putNull("score");
        }
        ArrayNode losses = node.putArray("losses");
        for (int block = 0; block < Math.min(curve.blocks(), longest.blocks()); block++) {
            add(losses, Curves.mean(curve, block, longest));
        }
        ArrayNode bins = node.putArray("calibration");
        Calibration calibration = row.result().calibration();
        for (int bin = 0; bin < calibration.bins(); bin++) {
            ArrayNode each = bins.addArray().add(calibration.count(bin));
            add(each, calibration.meanPrediction(bin));
            add(each, calibration.meanOutcome(bin));
        }
        return node;
    }

    private static void add(ArrayNode array, double value) {
        float rounded = (float) value;
        if (Float.isFinite(rounded)) {
            array.add(rounded);
        } else {
            array.addNull();
        }
    }

    /** No {@code <} can end the script element or begin a comment in it. */
    private static String escaped(ObjectNode root) {
        try {
            return MAPPER.writeValueAsString(root)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can be written", e);
        }
    }
}
