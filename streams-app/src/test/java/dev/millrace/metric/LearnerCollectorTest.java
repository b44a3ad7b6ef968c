package dev.millrace.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.learn.LearnerProgress;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.learn.Surroundings;
import dev.millrace.outage.RegistryWait;
import dev.millrace.schemas.ExpertLoss;
import dev.millrace.testing.CoreLearner;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.TestConfigs;
import dev.millrace.topology.LearningTopology;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Learners' figures in Prometheus' text, without a broker: a topology that commits after each event. */
class LearnerCollectorTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final long LIMIT_BYTES = 1 << 20;

    @TempDir
    Path directory;

    private final ProgressBoard board = new ProgressBoard();

    @Test
    void shouldShowWhatTheCoreSaysOfEachLearner() {
        MillraceConfig config = config();
        List<GenericRecord> events = FlightEvents.of(200, 5);
        CoreLearner core = new CoreLearner(config, "champion");
        events.forEach(event -> core.process(event, (long) event.get("departure")));
        try (LearningDriver driver = driver(config)) {
            driver.send(events);
            Scrape scrape = scrape();
            assertThat(champion(scrape, "examples_total"))
                    .isEqualTo((double) core.learner().examples());
            assertThat(champion(scrape, "model_examples"))
                    .isEqualTo((double) core.learner().examples());
            assertThat(champion(scrape, "steps_total"))
                    .isEqualTo((double) core.learner().step());
            assertThat(champion(scrape, "unlabeled_events_total"))
                    .isEqualTo((double) core.learner().unlabeled());
            assertThat(champion(scrape, "mean_loss"))
                    .isEqualTo(core.learner().evaluation().meanLoss());
            assertThat(champion(scrape, "window_running_mean_loss"))
                    .isEqualTo(core.learner().evaluation().windowRunningMeanLoss());
            assertThat(champion(scrape, "gradient_norm"))
                    .isEqualTo(core.learner().steps().gradientNorm());
            assertThat(champion(scrape, "learning_rate"))
                    .isEqualTo(core.learner().learningRate());
            assertThat(champion(scrape, "position_offset")).isEqualTo(199);
            assertThat(champion(scrape, "write_backs_total")).isEqualTo(200);
            long last = (long) events.get(199).get("departure");
            assertThat(champion(scrape, "event_timestamp_seconds")).isEqualTo(last / 1e3);
            assertThat(champion(scrape, "event_time_lag_seconds")).isEqualTo((NOW - last) / 1e3);
            assertThat(champion(scrape, "lag_events")).isEqualTo(7);
            assertThat(scrape.of("millrace_learner_rmse"))
                    .as("of a binary task")
                    .isEmpty();
        }
    }

    @Test
    void shouldHaveHelpAndTypeForEveryFamily() {
        try (LearningDriver driver = driver(config())) {
            driver.send(FlightEvents.of(50, 5));
            Scrape scrape = scrape();
            for (String name : scrape.names()) {
                assertThat(scrape.hasHelp(name)).as(name).isTrue();
                assertThat(name).matches("millrace_[a-z_]+");
                assertThat(scrape.type(name).equals("counter")).as(name).isEqualTo(name.endsWith("_total"));
            }
        }
    }

    @Test
    void shouldShowNothingBeforeTheFirstEventThatIsNotKnown() {
        try (LearningDriver driver = driver(config())) {
            driver.send(List.of());
            Scrape scrape = scrape();
            assertThat(champion(scrape, "examples_total")).isZero();
            assertThat(scrape.names())
                    .contains("millrace_learner_lag_events", "millrace_learner_info")
                    .doesNotContain(
                            "millrace_learner_mean_loss",
                            "millrace_learner_position_offset",
                            "millrace_learner_event_time_lag_seconds");
        }
    }

    @Test
    void shouldShowNoLearnerWhenTheTaskIsClosed() {
        try (LearningDriver driver = driver(config())) {
            driver.send(FlightEvents.of(10, 5));
            assertThat(scrape().names()).contains("millrace_learner_info");
        }
        assertThat(scrape().names()).isEmpty();
    }

    @Test
    void shouldCountWhatIsQuarantinedByStage() {
        try (LearningDriver driver = driver(config())) {
            driver.send(FlightEvents.of(10, 5));
            driver.sendBytes(new byte[] {1, 2, 3});
            driver.sendBytes(new byte[] {4});
            GenericRecord infinite = FlightEvents.of(1, 5).get(0);
            infinite.put("distance", Double.POSITIVE_INFINITY);
            driver.send(infinite);
            Scrape scrape = scrape();
            assertThat(scrape.value("millrace_quarantined_events_total", "stage", "DECODE"))
                    .isEqualTo(2);
            assertThat(scrape.value("millrace_quarantined_events_total", "stage", "FEATURES"))
                    .isEqualTo(1);
            assertThat(scrape.value("millrace_quarantined_events_total", "stage", "LABEL"))
                    .isZero();
            assertThat(champion(scrape, "position_offset")).isEqualTo(12);
        }
    }

    @Test
    void shouldShowTheWeightOfEachExpertOfALearnerThatHasExperts() {
        MillraceConfig config = TestConfigs.flights("mixed", directory, """
                learners:
                  - {name: champion, optimizer: {type: auto, full-covariance: 12}}
                  - {name: challenger, optimizer: sgd, rate: 0.1}
                """);
        try (LearningDriver driver = driver(config)) {
            driver.send(FlightEvents.of(100, 5));
            Scrape scrape = scrape();
            List<ExpertLoss> reported = LearningDriver.values(driver.lossReports()).stream()
                    .filter(report -> report.getLearner().equals("champion"))
                    .findFirst()
                    .orElseThrow()
                    .getExperts();

            assertThat(scrape.of("millrace_expert_weight"))
                    .hasSize(22)
                    .allMatch(sample -> sample.labels().get("learner").equals("champion"));
            for (ExpertLoss expert : reported) {
                assertThat(scrape.value("millrace_expert_weight", "expert", expert.getName()))
                        .isEqualTo(expert.getWeight());
            }
            assertThat(champion(scrape, "drifts_total")).isZero();
            assertThat(scrape.of("millrace_learner_drifts_total")).hasSize(1);
            assertThat(scrape.of("millrace_learner_learning_rate")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"} 1\nup 0", "back\\slash", "new\nline", "\\n", "naïve 学習", "{learner=\"x\"}", ""})
    void shouldEscapeHostileLabels(String hostile) {
        MillraceConfig config = config();
        try (LearningDriver driver = driver(config)) {
            driver.send(FlightEvents.of(20, 5));
            LearnerCollector collector = new LearnerCollector(
                    board,
                    learner -> new Observed(named(learner, learner.learner() + hostile), 0, NOW, LIMIT_BYTES),
                    learner -> Labels.of("learner", learner.learner() + hostile, "optimizer", hostile));
            Scrape scrape = scrape(collector);
            assertThat(scrape.names()).allMatch(name -> name.startsWith("millrace_"));
            assertThat(scrape.of("millrace_learner_mean_loss"))
                    .extracting(sample -> sample.labels().get("learner"))
                    .containsExactlyInAnyOrder("champion" + hostile, "challenger" + hostile);
            assertThat(scrape.of("millrace_learner_info"))
                    .hasSize(2)
                    .allMatch(info -> info.labels().get("optimizer").equals(hostile));
        }
    }

    private static LearnerProgress named(LearnerProgress p, String name) {
        return new LearnerProgress(
                name,
                p.fingerprint(),
                p.topic(),
                p.partition(),
                p.offset(),
                p.eventTimeMillis(),
                p.digest(),
                p.model(),
                p.since(),
                p.evaluation(),
                p.learningRate(),
                p.gradientNorm(),
                p.experts(),
                p.memory());
    }

    private static double champion(Scrape scrape, String name) {
        return scrape.value("millrace_learner_" + name, "learner", "champion");
    }

    private Scrape scrape() {
        return scrape(new LearnerCollector(
                board,
                learner -> new Observed(learner, 7, NOW, LIMIT_BYTES),
                learner -> Labels.of("learner", learner.learner())));
    }

    private static Scrape scrape(LearnerCollector collector) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.getPrometheusRegistry().register(collector);
        return Scrape.parse(registry.scrape());
    }

    private LearningDriver driver(MillraceConfig config) {
        return new LearningDriver(
                config,
                LearningTopology.build(
                        config,
                        1,
                        new Surroundings(learner -> false, RegistryWait.none(), LearnProcessor.RECORD_BYTES, board)));
    }

    private MillraceConfig config() {
        return TestConfigs.flights("shown", directory, FlightConfigs.TWO_LEARNERS);
    }
}
