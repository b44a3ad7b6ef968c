package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.ConfigException;
import dev.millrace.config.Fingerprint;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.Outcome;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.SparseEvent;
import dev.millrace.testing.CoreLearner;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.TestConfigs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the topology publishes, held against learners of the model core that were fed the same events. */
class LearningTopologyTest {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(450, 11);

    @TempDir
    Path folder;

    @Test
    void shouldRefuseALearnerWhenItMakesItsStepAtTheEndOfAnEpoch() {
        MillraceConfig config =
                TestConfigs.flights("full", folder, FlightConfigs.TWO_LEARNERS.replace("batch: 32", "batch: full"));

        assertThatThrownBy(() -> LearningTopology.build(config, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("learner 'challenger': batch full makes its step at the end of an epoch");
    }

    @Test
    void shouldPredictLikeTheCoreWhenSeveralLearnersStandSideBySide() {
        MillraceConfig config = TestConfigs.flights("side-by-side", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS);

            List<Prediction> expected = expectedPredictions(config, FLIGHTS, "champion", "challenger");
            assertThat(LearningDriver.values(driver.predictions())).isEqualTo(expected);
            assertThat(expected).filteredOn(p -> p.getLabel() == null).hasSizeGreaterThan(8);
            assertThat(driver.quarantined()).isEmpty();
        }
    }

    @Test
    void shouldKeepKeyAndTimestampWhenItPublishes() {
        MillraceConfig config = TestConfigs.flights("keys", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS.subList(0, 100));

            List<TestRecord<byte[], Prediction>> predictions = driver.predictions();
            assertThat(predictions).hasSize(200);
            for (int i = 0; i < 200; i++) {
                assertThat(predictions.get(i).key()).isEqualTo(LearningDriver.key(i / 2));
                assertThat(predictions.get(i).getRecordTime()).isEqualTo(LearningDriver.timestamp(i / 2));
            }
            assertThat(driver.lossReports())
                    .extracting(TestRecord::getRecordTime)
                    .containsExactly(LearningDriver.timestamp(99), LearningDriver.timestamp(99));
        }
    }

    @Test
    void shouldPublishTheChampionsPredictionsOnlyUnlessAnotherLearnerIsToldTo() {
        MillraceConfig config = TestConfigs.flights("quiet", folder, """
                learners:
                  - {name: champion, optimizer: sgd, rate: 0.1}
                  - {name: quiet, optimizer: sgd, rate: 0.2}
                  - {name: loud, optimizer: sgd, rate: 0.3, publish-predictions: true}
                """);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS.subList(0, 100));

            assertThat(LearningDriver.values(driver.predictions()))
                    .isEqualTo(expectedPredictions(config, FLIGHTS.subList(0, 100), "champion", "loud"));
            assertThat(LearningDriver.values(driver.lossReports()))
                    .extracting(LossReport::getLearner)
                    .containsExactly("champion", "quiet", "loud");
        }
    }

    @Test
    void shouldReportLossLikeTheCoreAtEveryHundredthEvent() {
        MillraceConfig config = TestConfigs.flights("reports", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS);

            List<TestRecord<byte[], LossReport>> reports = driver.lossReports();
            assertThat(reports)
                    .extracting(r -> new String(r.key(), StandardCharsets.UTF_8))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 4)
                            .boxed()
                            .flatMap(i -> List.of("champion", "challenger").stream()
                                    .map(name -> name + "@reports-events-0@" + (100 * i - 1)))
                            .toList());
            List<LossReport> expected = new ArrayList<>();
            expected.addAll(expectedReports(config, "champion"));
            expected.addAll(expectedReports(config, "challenger"));
            assertThat(LearningDriver.values(reports)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void shouldScoreAndNotLearnWhenAnEventHasNoLabel() {
        MillraceConfig config = TestConfigs.flights("unlabeled", folder, FlightConfigs.TWO_LEARNERS);
        GenericRecord unlabeled = new GenericData.Record((GenericData.Record) FLIGHTS.get(200), true);
        unlabeled.put("delay", null);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS.subList(0, 200));
            long digest = driver.header("champion").getDigest();
            driver.predictions();
            driver.send(unlabeled);

            Prediction prediction = driver.predictions().get(0).value();
            assertThat(prediction.getLabel()).isNull();
            assertThat(prediction.getLoss()).isNull();
            assertThat(prediction.getPrediction()).isStrictlyBetween(0.0, 1.0);
            assertThat(prediction.getSourceOffset()).isEqualTo(200);
            assertThat(driver.header("champion").getDigest()).isEqualTo(digest);
            assertThat(driver.header("champion").getOffset()).isEqualTo(200);
            assertThat(driver.quarantined()).isEmpty();
        }
    }

    @Test
    void shouldGiveProbabilitiesOfEachClassWhenTheTaskIsMulticlass() {
        MillraceConfig config = TestConfigs.config("classes", folder, """
                task: multiclass
                label: {field: kind, classes: [red, green, blue]}
                features: [{numeric: x}, {numeric: y}]
                learners: [{name: only, optimizer: lazy-adam, rate: 0.05, batch: 3}]
                """);
        Schema schema = SchemaBuilder.record("Point")
                .fields()
                .requiredDouble("x")
                .requiredFloat("y")
                .optionalString("kind")
                .endRecord();
        SplittableRandom random = new SplittableRandom(5);
        List<GenericRecord> events = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            GenericRecord event = new GenericData.Record(schema);
            double x = random.nextDouble();
            event.put("x", x);
            event.put("y", (float) random.nextDouble());
            event.put(
                    "kind", i % 20 == 7 ? null : List.of("red", "green", "blue").get((int) (3 * x)));
            events.add(event);
        }
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(events);

            List<Prediction> predictions = LearningDriver.values(driver.predictions());
            assertThat(predictions).isEqualTo(expectedPredictions(config, events, "only"));
            assertThat(predictions).allSatisfy(p -> {
                assertThat(p.getProbabilities()).hasSize(3);
                assertThat(p.getProbabilities().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum())
                        .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-12));
            });
            // The event's time is the record's if the config names no field.
            assertThat(predictions.get(3).getEventTime()).isEqualTo(LearningDriver.timestamp(3));
        }
    }

    @Test
    void shouldPredictTheValueWhenTheTaskIsRegressionOnSparseEvents() {
        MillraceConfig config = TestConfigs.config("sparse", folder, """
                event: {time: eventTime}
                task: regression
                label: {field: label}
                features: [{sparse: {indices: indices, values: values}}]
                hashing: {bits: 10}
                learners: [{name: only, optimizer: sgd, rate: 0.02}]
                reports: {every: 60, window: 50}
                """);
        List<GenericRecord> events = sparseEvents(180);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(events);

            List<Prediction> predictions = LearningDriver.values(driver.predictions());
            assertThat(predictions).isEqualTo(expectedPredictions(config, events, "only"));
            assertThat(predictions)
                    .allSatisfy(p -> assertThat(p.getPrediction()).isEqualTo(p.getScore()));
            List<LossReport> reports = LearningDriver.values(driver.lossReports());
            assertThat(reports).extracting(LossReport::getLoss).containsExactly("squared", "squared", "squared");
            assertThat(reports).allSatisfy(report -> {
                assertThat(report.getAccuracy()).isNull();
                assertThat(report.getAuc()).isNull();
                assertThat(report.getRmse()).isPositive();
            });
        }
    }

    private static List<GenericRecord> sparseEvents(int count) {
        SplittableRandom random = new SplittableRandom(3);
        List<GenericRecord> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Integer> indices = new ArrayList<>();
            List<Float> values = new ArrayList<>();
            double label = 0;
            for (int k = random.nextInt(6); k > 0; k--) {
                int index = random.nextInt(40);
                float value = (float) (random.nextDouble() - 0.5);
                indices.add(index);
                values.add(value);
                label += index % 3 * value;
            }
            GenericRecord event = new GenericData.Record(SparseEvent.SCHEMA$);
            event.put("eventTime", 1_000_000L * i);
            event.put("label", i % 30 == 29 ? null : label);
            event.put("indices", indices);
            event.put("values", values);
            events.add(event);
        }
        return events;
    }

    /** Event by event, the predictions of the learners that publish. */
    static List<Prediction> expectedPredictions(MillraceConfig config, List<GenericRecord> events, String... learners) {
        List<CoreLearner> core = List.of(learners).stream()
                .map(name -> new CoreLearner(config, name))
                .toList();
        List<Prediction> expected = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            for (CoreLearner learner : core) {
                expected.add(expectedPrediction(config, learner, events.get(i), i));
            }
        }
        return expected;
    }

    private static Prediction expectedPrediction(
            MillraceConfig config, CoreLearner core, GenericRecord event, int number) {
        long time = eventTime(config, event, number);
        long step = core.learner().step();
        double label = core.process(event, time);
        Outcome outcome = core.outcome();
        List<Double> scores = new ArrayList<>();
        List<Double> probabilities = new ArrayList<>();
        for (int k = 0; k < outcome.scores().length; k++) {
            scores.add(outcome.scores()[k]);
            probabilities.add(outcome.prediction()[k]);
        }
        double best = scores.stream().mapToDouble(s -> s).max().orElseThrow();
        return Prediction.newBuilder()
                .setLearner(core.learner().spec().name())
                .setStep(step)
                .setSourcePartition(0)
                .setSourceOffset(number)
                .setEventTime(Instant.ofEpochMilli(time))
                .setScore(best)
                .setPrediction(core.isMulticlass() ? scores.indexOf(best) : probabilities.get(0))
                .setProbabilities(core.isMulticlass() ? probabilities : List.of())
                .setLabel(Double.isNaN(label) ? null : label)
                .setLoss(Double.isNaN(label) ? null : outcome.loss())
                .build();
    }

    private static long eventTime(MillraceConfig config, GenericRecord event, int number) {
        String field = config.event().timeField();
        return field == null ? LearningDriver.timestamp(number).toEpochMilli() : (long) event.get(field);
    }

    private static List<LossReport> expectedReports(MillraceConfig config, String name) {
        CoreLearner core = new CoreLearner(config, name);
        List<LossReport> reports = new ArrayList<>();
        for (int i = 0; i < FLIGHTS.size(); i++) {
            long time = eventTime(config, FLIGHTS.get(i), i);
            core.process(FLIGHTS.get(i), time);
            if ((i + 1) % 100 == 0) {
                reports.add(expectedReport(config, core.learner(), i, time));
            }
        }
        return reports;
    }

    private static LossReport expectedReport(MillraceConfig config, Learner learner, long offset, long time) {
        Evaluation e = learner.evaluation();
        return LossReport.newBuilder()
                .setLearner(learner.spec().name())
                .setFingerprint(Fingerprint.of(config, learner.spec()).hex())
                .setTopic(config.topics().events())
                .setPartition(0)
                .setOffset(offset)
                .setEventTime(Instant.ofEpochMilli(time))
                .setStep(learner.step())
                .setExamples(learner.examples())
                .setUnlabeled(learner.unlabeled())
                .setRefused(0)
                .setDigest(HexFormat.of().toHexDigits(learner.digest()))
                .setLoss("logistic")
                .setMeanLoss(e.meanLoss())
                .setWindowLoss(e.windowLoss())
                .setWindow(e.windowExamples())
                .setAccuracy(e.accuracy())
                .setWindowAccuracy(e.windowAccuracy())
                .setRmse(null)
                .setAuc(e.auc())
                .setRunningMeanLoss(e.runningMean().meanLoss())
                .setWindowRunningMeanLoss(e.windowRunningMeanLoss())
                .setRunningMeanAccuracy(e.runningMean().accuracy())
                .setRunningMeanRmse(null)
                .setNoChangeAccuracy(e.noChange().accuracy())
                .setNoChangeRmse(null)
                .setLearningRate(learner.learningRate())
                .setGradientNorm(learner.steps().gradientNorm())
                .setWindowGradientNorm(learner.steps().windowGradientNorm())
                .setExperts(List.of())
                .build();
    }
}
