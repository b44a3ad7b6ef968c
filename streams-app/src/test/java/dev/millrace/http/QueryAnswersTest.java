package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.WarmStart;
import dev.millrace.query.Provenance;
import dev.millrace.query.QueryRig;
import dev.millrace.query.ReferenceLearner;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.Prediction;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every question over HTTP, against the core's learner fed with the same events. */
class QueryAnswersTest {

    private static final List<GenericRecord> EVENTS = TripEvents.of(300, 11);

    @TempDir
    Path directory;

    /** A config of each task, and the number of the learner that is asked about. */
    static Stream<Arguments> learners() {
        return Stream.of("binary", "regression", "multiclass")
                .flatMap(task -> Stream.of(Arguments.of(task, 0), Arguments.of(task, 1)));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void shouldAnswerAsTheCoreDoesWhenFedWithTheSameEvents(String task, int number) throws Exception {
        MillraceConfig config = config(task);
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            rig.feed(EVENTS);
            ReferenceLearner reference = new ReferenceLearner(config, number);
            for (GenericRecord event : EVENTS) {
                reference.process(rig.bytes(event));
            }
            LossReport report = lastReport(rig, number);
            assertThat(report.getOffset()).isEqualTo(299);
            assertThat(report.getDigest())
                    .isEqualTo(HexFormat.of().toHexDigits(reference.learner().digest()));

            AskedLearner asked = new AskedLearner(new QueryClient(server.port()), config, number, reference, report);
            asked.list();
            asked.summary();
            asked.pages();
            asked.top();
            asked.rows();
            asked.features();
            asked.featuresOfSeveralRows();
            asked.scaler();
            AskedModel model = new AskedModel(asked);
            model.avro(directory);
            model.json();
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void shouldPredictBitForBitAsTheStreamDoesWhenAskedBeforeTheEventComes(String task, int number) throws Exception {
        MillraceConfig config = config(task);
        String learner = config.learners().get(number).name();
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            QueryClient client = new QueryClient(server.port());
            for (GenericRecord event : EVENTS.subList(0, 120)) {
                String body = TripEvents.json(event).toString();
                JsonNode asked = client.ask("/learners/" + learner + "/predict", body);
                rig.feed(List.of(event));
                Prediction published = rig.predictions().stream()
                        .filter(prediction -> prediction.getLearner().equals(learner))
                        .findFirst()
                        .orElseThrow();
                assertSame(asked, published, task);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void shouldPredictEachEventOfAListAsItDoesAloneAndTellOfThoseThatAreWrong(String task, int number)
            throws Exception {
        MillraceConfig config = config(task);
        String predict = "/learners/" + config.learners().get(number).name() + "/predict";
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            QueryClient client = new QueryClient(server.port());
            ArrayNode events = new ObjectMapper().createArrayNode();
            EVENTS.subList(200, 300).forEach(event -> events.add(TripEvents.json(event)));
            ((ObjectNode) events.get(17)).remove("seats");
            ((ObjectNode) events.get(40)).put("distance", "far");
            events.set(41, events.numberNode(3));
            ((ObjectNode) events.get(99)).remove("departure");
            for (int fed = 0; fed <= 200; fed += 100) {
                JsonNode list = client.ask(predict, events.toString());
                assertThat(list.get("predictions")).hasSize(100);
                assertThat(list.get("failed").intValue()).isEqualTo(4);
                for (int i = 0; i < 100; i++) {
                    assertAlone(list, i, client.post(predict, events.get(i).toString()));
                }
                // The time of those that have none of their own; of the others, a time given twice.
                JsonNode timed = client.ask(predict + "?eventTime=0", "[" + events.get(99) + "," + events.get(0) + "]");
                assertThat(timed.at("/predictions/0/eventTime").textValue()).isEqualTo("1970-01-01T00:00:00Z");
                assertThat(timed.at("/predictions/1/error/status").intValue()).isEqualTo(400);
                rig.feed(EVENTS.subList(fed, fed + 100));
            }
        }
    }

    private static void assertAlone(JsonNode list, int index, HttpResponse<String> alone) throws Exception {
        ObjectNode entry = list.get("predictions").get(index).deepCopy();
        assertThat(entry.remove("index").intValue()).isEqualTo(index);
        ObjectNode expected = (ObjectNode) QueryClient.json(alone);
        if (alone.statusCode() == 200) {
            assertThat(expected.remove("provenance")).isEqualTo(list.get("provenance"));
            assertThat(entry).isEqualTo(expected);
        } else {
            assertThat(entry).hasSize(1);
            assertThat(entry.at("/error/status").intValue()).isEqualTo(alone.statusCode());
            assertThat(entry.at("/error/detail")).isEqualTo(expected.get("detail"));
        }
    }

    @Test
    void shouldBeginANewApplicationWithADownloadAndGoOnAsTheFirst() throws Exception {
        MillraceConfig first = TripConfigs.multiclass(directory);
        List<GenericRecord> more = TripEvents.of(400, 11);
        try (QueryRig rig = new QueryRig(first);
                QueryServer server = TestServer.start(first, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            rig.feed(EVENTS);
            Path file = directory.resolve("downloaded.avro");
            Files.write(
                    file,
                    new QueryClient(server.port())
                            .download("/learners/challenger/model?format=avro")
                            .body());
            MillraceConfig second = TripConfigs.warm(directory, file);
            WarmStart.verify(second, note -> {
                throw new AssertionError(note);
            });
            try (QueryRig warm = new QueryRig(second)) {
                warm.feed(more);
                rig.feed(more.subList(300, 400));

                Provenance expected = rig.queries().provenance("challenger");
                assertThat(expected.position().offset()).isEqualTo(399);
                assertThat(warm.queries().provenance("challenger")).isEqualTo(expected);
                assertThat(warm.predictions()).hasSize(100);
                assertThat(warm.queries().parameters("challenger", 0, 1000).rows())
                        .isEqualTo(
                                rig.queries().parameters("challenger", 0, 1000).rows());
            }
        }
    }

    @Test
    void shouldKnowNothingOfAScalerWhenNothingIsStandardised() throws Exception {
        MillraceConfig config = TripConfigs.of(directory, """
                task: regression
                label: {field: delay}
                features: [{categorical: origin}]
                learners: [{name: only, optimizer: sgd, rate: 0.01}]
                """);
        try (QueryRig rig = new QueryRig(config)) {
            rig.feed(EVENTS.subList(0, 10));

            assertThat(rig.queries().scaler("only").features()).isEmpty();
        }
    }

    /** Of two learners that learn alike, one serves the averages that the other only keeps. */
    @Test
    void shouldTellTheAveragesThatPredictionsAreServedWith() throws Exception {
        MillraceConfig config = TripConfigs.of(directory, """
                task: regression
                label: {field: delay}
                features: [{categorical: origin}]
                learners:
                  - {name: keeps, optimizer: sgd, rate: 0.01, average: {type: polyak}}
                  - {name: serves, optimizer: sgd, rate: 0.01, average: {type: polyak, serve: average}}
                """);
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            rig.feed(EVENTS);
            QueryClient client = new QueryClient(server.port());
            JsonNode event = TripEvents.json(EVENTS.get(0));
            JsonNode bias = client.ask("/learners/keeps/parameters/0").get("row");
            double average = bias.at("/averages/0").doubleValue();
            double raw = bias.at("/weights/0").doubleValue();
            for (JsonNode row :
                    client.ask("/learners/keeps/parameters?limit=1000").get("rows")) {
                if (row.path("value").asText().equals(event.get("origin").asText())) {
                    average += row.at("/averages/0").doubleValue();
                    raw += row.at("/weights/0").doubleValue();
                }
            }

            assertThat(client.ask("/learners/serves/predict", event.toString())
                            .get("score")
                            .doubleValue())
                    .isCloseTo(average, within(1e-9));
            assertThat(client.ask("/learners/keeps/predict", event.toString())
                            .get("score")
                            .doubleValue())
                    .isCloseTo(raw, within(1e-6));
            assertThat(Math.abs(average - raw)).isGreaterThan(1e-3);
        }
    }

    private static void assertSame(JsonNode asked, Prediction published, String task) {
        assertThat(asked.at("/provenance/step").longValue()).isEqualTo(published.getStep());
        assertBits(asked.get("score"), published.getScore());
        assertBits(asked.get("prediction"), published.getPrediction());
        assertThat(asked.get("eventTime").textValue())
                .isEqualTo(published.getEventTime().toString());
        JsonNode probabilities = asked.get("probabilities");
        switch (task) {
            case "binary" -> {
                assertThat(probabilities).hasSize(2);
                assertThat(probabilities.at("/0/class").textValue()).isEqualTo("delay <= 15");
                assertBits(probabilities.at("/0/probability"), 1 - published.getPrediction());
                assertThat(probabilities.at("/1/class").textValue()).isEqualTo("delay > 15");
                assertBits(probabilities.at("/1/probability"), published.getPrediction());
                assertThat(asked.get("predictedClass").textValue())
                        .isEqualTo(published.getPrediction() > 0.5 ? "delay > 15" : "delay <= 15");
            }
            case "multiclass" -> {
                List<String> classes = List.of("early", "on time", "late");
                assertThat(probabilities).hasSize(3);
                for (int k = 0; k < 3; k++) {
                    assertThat(probabilities.get(k).get("class").textValue()).isEqualTo(classes.get(k));
                    assertBits(
                            probabilities.get(k).get("probability"),
                            published.getProbabilities().get(k));
                }
                assertThat(asked.get("predictedClass").textValue())
                        .isEqualTo(classes.get((int) published.getPrediction()));
            }
            default -> {
                assertThat(probabilities.isNull()).isTrue();
                assertThat(asked.get("predictedClass").isNull()).isTrue();
            }
        }
    }

    static void assertBits(JsonNode found, double expected) {
        assertThat(Double.doubleToRawLongBits(found.doubleValue())).isEqualTo(Double.doubleToRawLongBits(expected));
    }

    private static LossReport lastReport(QueryRig rig, int number) {
        String learner = rig.config().learners().get(number).name();
        List<LossReport> reports = rig.reports().stream()
                .filter(report -> report.getLearner().equals(learner))
                .toList();
        return reports.get(reports.size() - 1);
    }

    private MillraceConfig config(String task) {
        return switch (task) {
            case "binary" -> TripConfigs.binary(directory);
            case "regression" -> TripConfigs.regression(directory);
            default -> TripConfigs.multiclass(directory);
        };
    }
}
