package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.WarmStart;
import dev.millrace.query.AutoConfigs;
import dev.millrace.query.Provenance;
import dev.millrace.query.QueryRig;
import dev.millrace.query.ReferenceLearner;
import dev.millrace.query.TripEvents;
import dev.millrace.schemas.ExpertLoss;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.Prediction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a learner whose optimizer is {@code auto}, through the real store and over HTTP. */
class ExpertAnswersTest {

    private static final List<GenericRecord> EVENTS = TripEvents.of(200, 31);
    private static final String MEAN = "weighted mean of the experts' weights";

    /** Of each panel of few classes: AdaGrad, SGD, Kalman, stacks. */
    private static final int EXPERTS = 22;

    private static final int LANES = 20;
    private static final int ADAPTIVE = 5;
    private static final int FIRST_ORDER = 16;

    @TempDir
    Path directory;

    @Test
    void shouldReportExpertsWhoseWeightsAddUpToOne() {
        try (QueryRig rig = new QueryRig(AutoConfigs.binary(directory))) {
            rig.feed(EVENTS);
            List<LossReport> reports = rig.reports();
            assertThat(reports).hasSize(2 * EVENTS.size());
            for (LossReport report : reports) {
                List<ExpertLoss> experts = report.getExperts();
                if (report.getLearner().equals("challenger")) {
                    assertThat(experts).isEmpty();
                    continue;
                }
                assertThat(experts.stream().map(ExpertLoss::getName).distinct()).hasSize(EXPERTS);
                assertThat(experts.stream().mapToDouble(ExpertLoss::getWeight).sum())
                        .isCloseTo(1, within(1e-9));
                assertThat(experts).allMatch(expert -> (expert.getMeanLoss() == null) == (report.getExamples() == 0));
                assertThat(report.getDriftExamples() == null).isEqualTo(report.getDrifts() == 0);
            }
        }
    }

    @Test
    void shouldAnswerWhatTheReportSaid() throws Exception {
        MillraceConfig config = AutoConfigs.binary(directory);
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            QueryClient client = new QueryClient(server.port());
            rig.feed(EVENTS);
            LossReport report = last(rig);

            JsonNode summary = client.ask("/learners/champion");
            JsonNode alone = client.ask("/learners/champion/experts");

            assertThat(alone.get("experts")).isEqualTo(summary.get("experts"));
            assertThat(alone.get("provenance")).isEqualTo(summary.get("provenance"));
            assertThat(alone.at("/provenance/digest").textValue()).isEqualTo(report.getDigest());
            assertSame(alone.get("experts"), report);
            assertThat(summary.get("rate").isNull()).isTrue();
            assertThat(summary.get("learningRate").isNull()).isTrue();
            assertThat(client.ask("/learners").get(0).get("learningRate").isNull())
                    .isTrue();
            assertThat(client.ask("/learners/challenger/experts").get("experts").isNull())
                    .isTrue();
        }
    }

    /** Labels turn round: what was learned is wrong all at once. */
    @Test
    void shouldSayWhenTheStreamDriftedAndWhoWasBelievedThen() throws Exception {
        List<GenericRecord> events = TripEvents.turning(400, 300, 32);
        MillraceConfig config = AutoConfigs.binary(directory);
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            QueryClient client = new QueryClient(server.port());
            rig.feed(events);
            List<LossReport> reports = rig.reports().stream()
                    .filter(report -> report.getLearner().equals("champion"))
                    .toList();
            LossReport found = reports.stream()
                    .filter(report -> report.getDrifts() > 0)
                    .findFirst()
                    .orElseThrow();

            assertThat(found.getOffset()).isBetween(300L, 399L);
            assertThat(found.getDriftExamples()).isEqualTo(found.getExamples());
            assertThat(found.getDriftTime()).isEqualTo(found.getEventTime());
            assertThat(found.getExperts()).allMatch(expert -> expert.getWeightAtDrift() == expert.getWeight());
            LossReport last = reports.get(reports.size() - 1);
            assertThat(last.getExperts()).anyMatch(expert -> expert.getWeightAtDrift() != expert.getWeight());
            JsonNode experts = client.ask("/learners/champion/experts").get("experts");
            assertSame(experts, last);
            assertThat(experts.at("/lastDrift/examples").longValue()).isEqualTo(last.getDriftExamples());
            assertThat(experts.at("/lastDrift/eventTime").textValue())
                    .isEqualTo(last.getDriftTime().toString());
        }
    }

    @Test
    void shouldTakeTheMeanOfTheExpertsForTheWeightsOfARow() throws Exception {
        MillraceConfig config = AutoConfigs.multiclass(directory);
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            QueryClient client = new QueryClient(server.port());
            rig.feed(EVENTS);
            LossReport report = last(rig);
            ReferenceLearner reference = new ReferenceLearner(config, 0);
            for (GenericRecord event : EVENTS) {
                reference.process(rig.bytes(event));
            }

            JsonNode top = client.ask("/learners/champion/top?limit=1000");
            assertThat(top.get("weightsAre").textValue()).isEqualTo(MEAN);
            assertThat(top.get("rows").size()).isGreaterThan(40);
            List<Integer> expected = new ArrayList<>();
            for (int row = 0; row < reference.rowCount(); row++) {
                if (largest(mean(reference.row(row), report)) > 0) {
                    expected.add(row);
                }
            }
            expected.sort(Comparator.comparing((Integer row) -> -largest(mean(reference.row(row), report)))
                    .thenComparing(row -> row));
            assertThat(AskedLearner.rowsOf(top)).isEqualTo(expected);
            for (JsonNode row : top.get("rows")) {
                int number = row.get("row").intValue();
                List<Float> mean = mean(reference.row(number), report);
                assertThat(AskedLearner.floats(row.get("weights"))).isEqualTo(mean);
                assertThat(Math.abs(row.at("/strongest/weight").floatValue())).isEqualTo(largest(mean));
                JsonNode single = client.ask("/learners/champion/parameters/" + number);
                assertThat(single.get("weightsAre").textValue()).isEqualTo(MEAN);
                assertThat(single.at("/row/weights")).isEqualTo(row.get("weights"));
                assertExperts(single, reference.row(number));
            }
            JsonNode far = client.ask("/learners/champion/features/far");
            assertThat(far.get("weightsAre").textValue()).isEqualTo(MEAN);
            assertThat(far.at("/rows/0/slots/kalman-1"))
                    .isEqualTo(client.ask("/learners/champion/parameters/1").at("/row/slots/16"));
        }
    }

    @Test
    void shouldTakeNoBlockOfTheTailForRows() throws Exception {
        MillraceConfig config = AutoConfigs.multiclass(directory);
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            QueryClient client = new QueryClient(server.port());
            rig.feed(EVENTS);
            ReferenceLearner reference = new ReferenceLearner(config, 0);
            for (GenericRecord event : EVENTS) {
                reference.process(rig.bytes(event));
            }
            int tailBlock = reference.learner().parameters().layout().tailBlock();
            long ofRows = reference.writtenBlocks().keySet().stream()
                    .filter(block -> block < tailBlock)
                    .count();
            assertThat(reference.writtenBlocks().keySet()).anyMatch(block -> block >= tailBlock);

            JsonNode size = client.ask("/learners/champion").get("parameters");
            assertThat(size.get("writtenBlocks").longValue()).isEqualTo(ofRows);
            int perBlock = reference.learner().parameters().layout().rowsPerBlock();
            assertThat(size.get("writtenRows").longValue())
                    .isLessThanOrEqualTo(ofRows * perBlock)
                    .isGreaterThan((ofRows - 1) * perBlock);
            JsonNode page = client.ask("/learners/champion/parameters?limit=1000");
            assertThat(page.get("next").isNull()).isTrue();
            assertThat(page.get("rows")).hasSize(size.get("writtenRows").intValue());
            assertThat(AskedLearner.rowsOf(page))
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .allMatch(row -> row < reference.rowCount());
            JsonNode model = new ObjectMapper()
                    .readTree(client.download("/learners/champion/model").body());
            assertThat(AskedLearner.rowsOf(model)).isEqualTo(AskedLearner.rowsOf(page));
            assertThat(model.at("/rows/0/weights")).isEqualTo(page.at("/rows/0/weights"));
            assertThat(model.at("/layout/tailBlock").intValue()).isEqualTo(tailBlock);
            assertThat(model.get("tail"))
                    .hasSize(reference.writtenBlocks().size() - (int) ofRows)
                    .allMatch(block -> block.get("block").intValue() >= tailBlock);
            assertThat(AskedModel.parameterDigest(model))
                    .isEqualTo(model.get("parameterDigest").textValue())
                    .isEqualTo(Provenance.hex(reference.learner().parameters().digest()));
        }
    }

    @Test
    void shouldGoOnFromADownloadedModelAsTheLearnerItselfDoes() throws Exception {
        MillraceConfig config = AutoConfigs.multiclass(directory);
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            rig.feed(EVENTS.subList(0, 120));
            Path file = Files.write(
                    directory.resolve("champion.avro"),
                    new QueryClient(server.port())
                            .download("/learners/champion/model?format=avro")
                            .body());
            MillraceConfig second = AutoConfigs.warm(directory, file);
            WarmStart.verify(second, note -> {
                throw new AssertionError(note);
            });
            try (QueryRig warm = new QueryRig(second)) {
                warm.feed(EVENTS);
                rig.feed(EVENTS.subList(120, 200));

                assertThat(warm.queries().provenance("champion"))
                        .isEqualTo(rig.queries().provenance("champion"));
                assertThat(warm.queries().experts("champion"))
                        .isEqualTo(rig.queries().experts("champion"));
                assertThat(last(warm).getExperts()).isEqualTo(last(rig).getExperts());
            }
        }
    }

    @Test
    void shouldPredictBitForBitAsTheStreamDoes() throws Exception {
        MillraceConfig config = AutoConfigs.binary(directory);
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            QueryClient client = new QueryClient(server.port());
            for (GenericRecord event : EVENTS.subList(0, 120)) {
                JsonNode asked = client.ask(
                        "/learners/champion/predict", TripEvents.json(event).toString());
                rig.feed(List.of(event));
                Prediction published = rig.predictions().stream()
                        .filter(prediction -> prediction.getLearner().equals("champion"))
                        .findFirst()
                        .orElseThrow();
                QueryAnswersTest.assertBits(asked.get("prediction"), published.getPrediction());
            }
        }
    }

    /** An answer against a report of the same position, bit by bit. */
    private static void assertSame(JsonNode experts, LossReport report) {
        assertThat(experts.get("standings")).hasSize(EXPERTS);
        for (int i = 0; i < EXPERTS; i++) {
            JsonNode found = experts.get("standings").get(i);
            ExpertLoss expected = report.getExperts().get(i);
            assertThat(found.get("name").textValue()).isEqualTo(expected.getName());
            QueryAnswersTest.assertBits(found.get("weight"), expected.getWeight());
            QueryAnswersTest.assertBits(found.get("meanLoss"), expected.getMeanLoss());
            QueryAnswersTest.assertBits(found.get("windowLoss"), expected.getWindowLoss());
            if (expected.getWeightAtDrift() == null) {
                assertThat(found.get("weightAtDrift").isNull()).isTrue();
            } else {
                QueryAnswersTest.assertBits(found.get("weightAtDrift"), expected.getWeightAtDrift());
            }
        }
        assertThat(experts.get("drifts").longValue()).isEqualTo(report.getDrifts());
        assertThat(experts.get("restarts").longValue()).isEqualTo(report.getExpertRestarts());
        assertThat(experts.get("lastDrift").isNull()).isEqualTo(report.getDriftExamples() == null);
    }

    /** The weights of each expert, under its name. */
    private static void assertExperts(JsonNode single, List<Float> numbers) {
        int outputs = single.at("/row/weights").size();
        assertThat(single.get("slotNames")).hasSize(LANES);
        assertThat(single.at("/slotNames/0").textValue()).isEqualTo("adagrad-0.06");
        assertThat(single.at("/slotNames/16").textValue()).isEqualTo("kalman-1");
        for (int lane = 0; lane < LANES; lane++) {
            List<Float> expected = new ArrayList<>();
            for (int c = 0; c < outputs; c++) {
                expected.add((float) (perUnit(numbers, lane, outputs) * numbers.get(lane * outputs + c)));
            }
            assertThat(AskedLearner.floats(single.at("/row/slots").get(lane))).isEqualTo(expected);
        }
    }

    /** The mean of a row's experts by the weights that the report tells, from the numbers as they are stored. */
    private static List<Float> mean(List<Float> numbers, LossReport report) {
        int outputs = 3;
        double total = 0;
        for (int lane = 0; lane < LANES; lane++) {
            total += report.getExperts().get(lane).getWeight();
        }
        List<Float> mean = new ArrayList<>();
        for (int c = 0; c < outputs; c++) {
            double sum = 0;
            for (int lane = 0; lane < LANES; lane++) {
                double belief = report.getExperts().get(lane).getWeight() / total;
                sum += belief * perUnit(numbers, lane, outputs) * numbers.get(lane * outputs + c);
            }
            mean.add((float) sum);
        }
        return mean;
    }

    /** First-order experts take a value in units of its mean size, the others of its first one. */
    private static double perUnit(List<Float> numbers, int lane, int outputs) {
        int count = (LANES + ADAPTIVE) * outputs;
        float unit = numbers.get(lane < FIRST_ORDER ? count + 1 : count + 2);
        return unit == 0 ? 0 : 1.0 / unit;
    }

    private static float largest(List<Float> weights) {
        return weights.stream().map(Math::abs).max(Float::compare).orElseThrow();
    }

    private static LossReport last(QueryRig rig) {
        return rig.reports().stream()
                .filter(report -> report.getLearner().equals("champion"))
                .reduce((former, later) -> later)
                .orElseThrow();
    }
}
