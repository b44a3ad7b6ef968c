package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.config.Fingerprint;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.ScaledFeature;
import dev.millrace.query.ReferenceLearner;
import dev.millrace.schemas.LossReport;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Questions about one learner, and what the answers must be. */
record AskedLearner(
        QueryClient client, MillraceConfig config, int number, ReferenceLearner reference, LossReport report) {

    void list() throws Exception {
        JsonNode list = client.ask("/learners");
        assertThat(list).hasSize(2);
        JsonNode entry = list.get(number);
        assertThat(entry.get("name").textValue()).isEqualTo(name());
        assertThat(entry.get("task").textValue()).isEqualTo(task());
        assertThat(entry.get("champion").booleanValue()).isEqualTo(number == 0);
        QueryAnswersTest.assertBits(entry.get("meanLoss"), report.getMeanLoss());
        QueryAnswersTest.assertBits(entry.get("windowLoss"), report.getWindowLoss());
        QueryAnswersTest.assertBits(entry.get("runningMeanLoss"), report.getRunningMeanLoss());
        QueryAnswersTest.assertBits(entry.get("windowRunningMeanLoss"), report.getWindowRunningMeanLoss());
        QueryAnswersTest.assertBits(
                entry.get("learningRate"), reference.learner().learningRate());
        assertProvenance(entry);
    }

    void summary() throws Exception {
        JsonNode summary = client.ask("/learners/" + name());
        Learner learner = reference.learner();
        Evaluation evaluation = learner.evaluation();
        assertThat(summary.get("task").textValue()).isEqualTo(task());
        assertThat(summary.get("loss").textValue())
                .isEqualTo(learner.spec().loss().name());
        assertThat(summary.get("optimizer").toString())
                .isEqualTo(
                        number == 0
                                ? "{\"type\":\"sgd\"}"
                                : "{\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1.0E-8,\"type\":\"lazy-adam\"}");
        assertThat(summary.at("/rate/type").textValue()).isEqualTo(number == 0 ? "inverse-sqrt" : "constant");
        QueryAnswersTest.assertBits(summary.get("learningRate"), learner.learningRate());
        assertThat(summary.get("batch").intValue()).isEqualTo(number == 0 ? 1 : 7);
        assertThat(summary.get("examples").longValue()).isEqualTo(learner.examples());
        assertThat(summary.get("unlabeled").longValue()).isEqualTo(learner.unlabeled());
        assertThat(learner.examples() + learner.unlabeled()).isEqualTo(300);
        assertThat(summary.get("refused").longValue()).isZero();
        assertThat(summary.get("experts").isNull()).isTrue();
        assertEvaluation(summary.get("evaluation"), evaluation);
        assertSize(summary.get("parameters"));
        assertThat(summary.get("eventTime").textValue())
                .isEqualTo(report.getEventTime().toString());
        assertProvenance(summary);
    }

    private void assertEvaluation(JsonNode found, Evaluation expected) {
        assertThat(found.get("examples").longValue()).isEqualTo(expected.examples());
        assertNumber(found.get("meanLoss"), expected.meanLoss());
        assertNumber(found.get("accuracy"), expected.accuracy());
        assertNumber(found.get("rmse"), expected.rmse());
        assertNumber(found.get("auc"), expected.auc());
        assertThat(found.get("windowExamples").longValue()).isEqualTo(expected.windowExamples());
        assertNumber(found.get("windowLoss"), expected.windowLoss());
        assertNumber(found.at("/runningMean/meanLoss"), expected.runningMean().meanLoss());
        assertNumber(found.at("/runningMean/rmse"), expected.runningMean().rmse());
        assertNumber(found.get("windowRunningMeanLoss"), expected.windowRunningMeanLoss());
        assertNumber(found.at("/noChange/meanLoss"), Double.NaN);
        assertNumber(found.at("/noChange/accuracy"), expected.noChange().accuracy());
    }

    private static void assertNumber(JsonNode found, double expected) {
        if (Double.isNaN(expected)) {
            assertThat(found.isNull()).isTrue();
        } else {
            QueryAnswersTest.assertBits(found, expected);
        }
    }

    private void assertSize(JsonNode size) {
        int perBlock = reference.learner().parameters().layout().rowsPerBlock();
        int width = config.outputs();
        List<Integer> rows = writtenRows();
        assertThat(size.get("rows").intValue()).isEqualTo(266).isEqualTo(reference.rowCount());
        assertThat(size.get("weightsPerRow").intValue()).isEqualTo(width);
        assertThat(size.get("slotsPerWeight").intValue()).isEqualTo(number == 0 ? 0 : 2);
        assertThat(size.get("writtenBlocks").intValue())
                .isEqualTo(reference.writtenBlocks().size());
        assertThat(size.get("writtenRows").intValue()).isEqualTo(rows.size());
        assertThat(size.get("writtenWeights").longValue()).isEqualTo((long) rows.size() * width);
        assertThat(rows.size())
                .isLessThanOrEqualTo(perBlock * reference.writtenBlocks().size());
    }

    void pages() throws Exception {
        List<Integer> found = new ArrayList<>();
        Integer from = 0;
        while (from != null) {
            JsonNode page = client.ask("/learners/" + name() + "/parameters?limit=17&from=" + from);
            assertProvenance(page);
            assertClasses(page.get("classes"));
            assertThat(page.get("rows").size()).isBetween(1, 17);
            assertThat(page.get("slotNames")).hasSize(number == 0 ? 0 : 2);
            for (JsonNode row : page.get("rows")) {
                found.add(row.get("row").intValue());
                assertNumbers(row);
                assertOrigin(row);
            }
            from = page.get("next").isNull()
                    ? null
                    : Integer.valueOf(page.get("next").intValue());
        }
        assertThat(found).isEqualTo(writtenRows());
        JsonNode all = client.ask("/learners/" + name() + "/parameters?limit=1000");
        assertThat(all.get("rows")).hasSize(found.size());
        assertThat(all.get("next").isNull()).isTrue();
    }

    void top() throws Exception {
        List<Integer> expected = writtenRows().stream()
                .filter(row -> magnitude(row) > 0)
                .sorted(Comparator.comparing((Integer row) -> -magnitude(row)).thenComparing(row -> row))
                .toList();
        assertThat(expected.size()).isGreaterThan(10);
        JsonNode ten = client.ask("/learners/" + name() + "/top");
        assertThat(rowsOf(ten)).isEqualTo(expected.subList(0, 10));
        JsonNode all = client.ask("/learners/" + name() + "/top?limit=1000");
        assertThat(rowsOf(all)).isEqualTo(expected);
        assertProvenance(all);
        assertThat(all.get("weightsAre").textValue()).isEqualTo("weights");
        assertClasses(all.get("classes"));
        for (JsonNode row : all.get("rows")) {
            assertOrigin(row);
            assertStrongest(row);
        }
    }

    private void assertStrongest(JsonNode row) {
        List<Float> weights = weights(row.get("row").intValue());
        int strongest = 0;
        for (int k = 1; k < weights.size(); k++) {
            strongest = Math.abs(weights.get(k)) > Math.abs(weights.get(strongest)) ? k : strongest;
        }
        assertThat(floats(row.get("weights"))).isEqualTo(weights);
        assertThat(Float.parseFloat(row.at("/strongest/weight").asText())).isEqualTo(weights.get(strongest));
        String expected = switch (task()) {
            case "binary" -> "delay > 15";
            case "multiclass" -> List.of("early", "on time", "late").get(strongest);
            default -> null;
        };
        assertThat(row.at("/strongest/class").textValue()).isEqualTo(expected);
    }

    /** One by one: the bias, a row of each kind, and the last one. */
    void rows() throws Exception {
        for (int row : List.of(0, 1, 4, 9, 42, 265)) {
            JsonNode answer = client.ask("/learners/" + name() + "/parameters/" + row);
            assertProvenance(answer);
            assertThat(answer.at("/row/row").intValue()).isEqualTo(row);
            assertNumbers(answer.get("row"));
            assertOrigin(answer.get("row"));
        }
    }

    /** Every name that a row has leads to the row's numbers. */
    void features() throws Exception {
        Map<Integer, String> byRow = new TreeMap<>(reference.names());
        byRow.putAll(Map.of(0, "bias", 1, "far", 2, "seats", 3, "hour.sin", 4, "hour.cos", 7, "tag[2]"));
        for (Map.Entry<Integer, String> named : byRow.entrySet()) {
            JsonNode answer = feature(named.getValue());
            assertProvenance(answer);
            assertClasses(answer.get("classes"));
            boolean hashed = named.getKey() >= 10;
            assertThat(answer.get("mapping").textValue()).isEqualTo(hashed ? "hashed" : "own");
            assertThat(answer.get("collisionsPossible").booleanValue()).isEqualTo(hashed);
            assertThat(answer.get("next").isNull()).isTrue();
            assertThat(answer.get("rows")).hasSize(1);
            JsonNode row = answer.at("/rows/0");
            assertThat(row.get("row").intValue()).isEqualTo(named.getKey());
            assertThat(row.get("name").textValue()).isEqualTo(named.getValue());
            assertThat(row.has("firstSeenAs")).isFalse();
            assertNamedNumbers(row);
        }
    }

    /** A feature's own name gives all of its rows, page by page. */
    void featuresOfSeveralRows() throws Exception {
        for (String feature : List.of("origin", "origin*weekday", "hashed-tag")) {
            List<Integer> found = new ArrayList<>();
            Integer from = 0;
            while (from != null) {
                JsonNode page = client.ask(path(feature) + "?limit=5&from=" + from);
                assertThat(page.get("feature").textValue()).isEqualTo(feature);
                assertThat(page.get("rows").size()).isBetween(1, 5);
                for (JsonNode row : page.get("rows")) {
                    found.add(row.get("row").intValue());
                    assertThat(row.get("name").textValue())
                            .isEqualTo(reference.seenAs(row.get("row").intValue()));
                    assertNamedNumbers(row);
                }
                from = page.get("next").isNull()
                        ? null
                        : Integer.valueOf(page.get("next").intValue());
            }
            assertThat(found)
                    .isEqualTo(reference.names().entrySet().stream()
                            .filter(named -> named.getValue().startsWith(feature + "="))
                            .map(Map.Entry::getKey)
                            .sorted()
                            .toList());
        }
        assertThat(rowsOf(feature("hour"))).containsExactly(3, 4);
        assertThat(feature("hour").get("fields").toString()).isEqualTo("[\"departure\"]");
        JsonNode tags = client.ask(path("tag") + "?limit=3&from=6");
        assertThat(rowsOf(tags)).containsExactly(6, 7, 8);
        assertThat(tags.get("next").intValue()).isEqualTo(9);
        assertThat(tags.at("/rows/2/name").textValue()).isEqualTo("tag[3]");
    }

    private JsonNode feature(String feature) throws Exception {
        return client.ask(path(feature));
    }

    private String path(String feature) {
        String encoded = URLEncoder.encode(feature, StandardCharsets.UTF_8).replace("+", "%20");
        return "/learners/" + name() + "/features/" + encoded;
    }

    private void assertNamedNumbers(JsonNode row) {
        List<Float> found = floats(row.get("weights"));
        List<String> names = new ArrayList<>();
        row.get("slots").fieldNames().forEachRemaining(names::add);
        names.forEach(slot -> found.addAll(floats(row.get("slots").get(slot))));
        assertThat(found).isEqualTo(reference.row(row.get("row").intValue()));
        assertThat(names).isEqualTo(number == 0 ? List.of() : List.of("m", "v"));
    }

    void scaler() throws Exception {
        JsonNode answer = client.ask("/learners/" + name() + "/scaler");
        assertProvenance(answer);
        assertThat(answer.get("maxDeviations").doubleValue()).isEqualTo(20);
        assertThat(answer.get("features")).hasSize(1);
        JsonNode far = answer.at("/features/0");
        assertThat(far.get("feature").textValue()).isEqualTo("far");
        assertThat(far.get("fields").toString()).isEqualTo("[\"distance\"]");
        assertThat(far.get("row").intValue()).isEqualTo(1);
        assertThat(far.get("transform").textValue()).isEqualTo("log1p");
        ScaledFeature expected = reference.learner().scaled(0);
        assertThat(expected.count()).isBetween(250L, reference.learner().examples());
        assertThat(far.get("count").longValue()).isEqualTo(expected.count());
        QueryAnswersTest.assertBits(far.get("mean"), expected.mean());
        QueryAnswersTest.assertBits(far.get("deviation"), expected.deviation());
    }

    void assertNumbers(JsonNode row) {
        List<Float> found = floats(row.get("weights"));
        for (JsonNode slot : row.get("slots")) {
            found.addAll(floats(slot));
        }
        assertThat(found).isEqualTo(reference.row(row.get("row").intValue()));
    }

    private void assertOrigin(JsonNode row) {
        int number = row.get("row").intValue();
        String expected = switch (number) {
            case 0 -> "bias [] null";
            case 1 -> "far [distance] null";
            case 2 -> "seats [seats] null";
            case 3 -> "hour [departure] sin";
            case 4 -> "hour [departure] cos";
            case 5, 6, 7, 8, 9 -> "tag [tags, strengths] " + (number - 5);
            default -> hashed(reference.seenAs(number));
        };
        List<String> fields = new ArrayList<>();
        row.get("fields").forEach(field -> fields.add(field.textValue()));
        assertThat(row.get("feature").textValue() + " " + fields + " "
                        + row.get("value").textValue())
                .isEqualTo(expected);
    }

    private static String hashed(String seenAs) {
        if (seenAs == null) {
            return "null [] null";
        }
        String feature = seenAs.substring(0, seenAs.indexOf('='));
        String fields = switch (feature) {
            case "weekday" -> "[departure]";
            case "origin*weekday" -> "[origin, departure]";
            case "hashed-tag" -> "[tags, strengths]";
            default -> "[" + feature + "]";
        };
        return feature + " " + fields + " " + seenAs.substring(feature.length() + 1);
    }

    private void assertClasses(JsonNode classes) {
        assertThat(classes.toString())
                .isEqualTo(
                        switch (task()) {
                            case "binary" -> "[\"delay > 15\"]";
                            case "multiclass" -> "[\"early\",\"on time\",\"late\"]";
                            default -> "null";
                        });
    }

    void assertProvenance(JsonNode answer) {
        JsonNode provenance = answer.get("provenance");
        assertThat(provenance.get("learner").textValue()).isEqualTo(name());
        assertThat(provenance.get("fingerprint").textValue())
                .isEqualTo(Fingerprint.of(config, config.learners().get(number).spec())
                        .hex());
        assertThat(provenance.get("step").longValue())
                .isEqualTo(reference.learner().step());
        assertThat(provenance.get("examples").longValue())
                .isEqualTo(reference.learner().examples());
        assertThat(((ObjectNode) provenance.get("position")).toString())
                .isEqualTo("{\"topic\":\"trips\",\"partition\":0,\"offset\":299}");
        assertThat(provenance.get("trainedThrough").toString()).isEqualTo("[{\"partition\":0,\"offset\":299}]");
        assertThat(provenance.get("digest").textValue()).isEqualTo(report.getDigest());
    }

    List<Integer> writtenRows() {
        int perBlock = reference.learner().parameters().layout().rowsPerBlock();
        return reference.writtenBlocks().keySet().stream()
                .sorted()
                .flatMap(block ->
                        Stream.iterate(block * perBlock, row -> row + 1).limit(perBlock))
                .filter(row -> row < reference.rowCount())
                .toList();
    }

    private List<Float> weights(int row) {
        return reference.row(row).subList(0, config.outputs());
    }

    private float magnitude(int row) {
        return weights(row).stream().map(Math::abs).max(Float::compare).orElseThrow();
    }

    static List<Integer> rowsOf(JsonNode answer) {
        List<Integer> rows = new ArrayList<>();
        answer.get("rows").forEach(row -> rows.add(row.get("row").intValue()));
        return rows;
    }

    /** As a client reads them that knows they are floats. */
    static List<Float> floats(JsonNode numbers) {
        List<Float> floats = new ArrayList<>();
        numbers.forEach(number -> floats.add((float) number.doubleValue()));
        return floats;
    }

    String name() {
        return config.learners().get(number).name();
    }

    String task() {
        return config.task().name().toLowerCase(Locale.ROOT);
    }
}
