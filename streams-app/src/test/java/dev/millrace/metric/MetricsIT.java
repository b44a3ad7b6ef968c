package dev.millrace.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.MillraceServer;
import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.CoreLearner;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.RegistryGate;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application on a real broker tells Prometheus. */
class MetricsIT {

    private static final int GARBAGE = 3;
    private static final int EVENTS = 3_000;
    private static final long LAST_OFFSET = GARBAGE + EVENTS - 1;
    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(EVENTS, 11);

    private static final String REGRESSION = """
            learners:
              - {name: champion, optimizer: sgd, rate: 0.001}
              - {name: challenger, optimizer: {type: auto, full-covariance: 12}}
            """;

    /** Metrics of Kafka Streams that are new are looked for every 5 s. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(15);

    /** Those that Prometheus itself adds. */
    private static final Set<String> PROMETHEUS_LABELS = Set.of("instance", "job");

    @TempDir
    static Path directory;

    private static TestCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = new TestCluster(directory);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldShowWhatWasLearnedReportedAndQuarantinedAndChangeNothing() throws Exception {
        MillraceConfig config = config("shown", cluster.registryUrl());
        send(config);
        List<ModelHeader> headers;
        try (MillraceServer server = MillraceServer.start(config, note -> {});
                ScrapeClient client = new ScrapeClient(server.url())) {
            // Twenty times a second and more, from the start to the end.
            client.scrapeWithoutPause();
            headers = AppRun.await(server.app(), header -> header.getOffset() == LAST_OFFSET);
            long before = client.scrapes();
            AppRun.await(server.app(), () -> client.scrapes() > before + 20);
            assertThat(client.failure()).isNull();
            Scrape scrape = client.scrape();
            assertThat(scrape.value("millrace_quarantined_events_total", "stage", "DECODE"))
                    .isEqualTo(GARBAGE);
            assertThat(scrape.value("millrace_streams_state", "state", "RUNNING"))
                    .isEqualTo(1);
            for (ModelHeader header : headers) {
                assertLearned(scrape, config, header);
            }
            assertReported(scrape, config);
        }
        assertThat(cluster.committed(config, config.topics().quarantine(), QuarantinedEvent.class))
                .hasSize(GARBAGE);
    }

    @Test
    void shouldHaveEveryMetricThatDashboardAlertsAndPageName() throws Exception {
        MillraceConfig binary = config("named", cluster.registryUrl());
        MillraceConfig regression = MillraceConfig.parse(
                FlightConfigs.yaml(
                                "named-regression",
                                cluster.bootstrapServers(),
                                cluster.registryUrl(),
                                directory.resolve("state-named-regression").toString(),
                                REGRESSION)
                        .replace("task: binary", "task: regression")
                        .replace("{field: delay, above: 15}", "{field: delay}"),
                "regression.yaml");
        List<NamedMetrics.Named> missing = new ArrayList<>(NamedMetrics.all());
        assertThat(missing).hasSizeGreaterThan(100);
        missing.removeIf(named -> named.selector().metric().equals("up"));
        for (MillraceConfig config : List.of(binary, regression)) {
            send(config);
            try (MillraceServer server = MillraceServer.start(config, note -> {});
                    ScrapeClient client = new ScrapeClient(server.url())) {
                AppRun.await(server.app(), header -> header.getOffset() == LAST_OFFSET);
                // For the metrics of pauses.
                System.gc();
                Instant limit = Instant.now().plus(LONG_ENOUGH);
                AppRun.await(server.app(), () -> {
                    Scrape scrape = client.scrape();
                    missing.removeIf(named -> isIn(scrape, named.selector()));
                    // What is still missing then is of the other task.
                    return missing.isEmpty() || Instant.now().isAfter(limit);
                });
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void shouldShowTheLagWhileLearningWaits() throws Exception {
        try (RegistryGate gate = new RegistryGate(cluster.registryUrl())) {
            MillraceConfig config = config("waiting", gate.url());
            send(config);
            gate.shut();
            try (MillraceServer server = MillraceServer.start(config, note -> {});
                    ScrapeClient client = new ScrapeClient(server.url())) {
                AppRun.await(
                        server.app(),
                        () -> !client.scrape().of("millrace_learner_lag_events").isEmpty());
                Scrape waiting = client.scrape();
                assertThat(learner(waiting, "champion", "lag_events")).isEqualTo(LAST_OFFSET + 1);
                assertThat(waiting.of("millrace_learner_position_offset")).isEmpty();
                gate.reopen();
                AppRun.await(server.app(), header -> header.getOffset() == LAST_OFFSET);
                AppRun.await(server.app(), () -> learner(client.scrape(), "champion", "lag_events") == 0);
            }
        }
    }

    private static void assertLearned(Scrape scrape, MillraceConfig config, ModelHeader header) {
        CoreLearner core = new CoreLearner(config, header.getLearner());
        FLIGHTS.forEach(event -> core.process(event, (long) event.get("departure")));
        assertThat(header.getDigest()).isEqualTo(core.learner().digest());
        assertThat(learner(scrape, header.getLearner(), "examples_total"))
                .isEqualTo((double) core.learner().examples());
        assertThat(learner(scrape, header.getLearner(), "unlabeled_events_total"))
                .isEqualTo((double) core.learner().unlabeled())
                .isEqualTo(EVENTS - learner(scrape, header.getLearner(), "examples_total"));
        assertThat(learner(scrape, header.getLearner(), "steps_total"))
                .isEqualTo((double) core.learner().step());
        assertThat(learner(scrape, header.getLearner(), "position_offset")).isEqualTo(LAST_OFFSET);
        assertThat(learner(scrape, header.getLearner(), "lag_events")).isZero();
        assertThat(scrape.of("millrace_learner_info"))
                .anyMatch(info -> info.labels().get("learner").equals(header.getLearner())
                        && info.labels().get("fingerprint").equals(header.getFingerprint()));
    }

    /** The last loss report is of the last event. */
    private static void assertReported(Scrape scrape, MillraceConfig config) {
        List<LossReport> reports = cluster.committed(config, config.topics().lossReports(), LossReport.class).stream()
                .filter(report -> report.getOffset() == LAST_OFFSET)
                .toList();
        assertThat(reports).hasSize(2);
        for (LossReport report : reports) {
            String name = report.getLearner();
            assertThat(learner(scrape, name, "mean_loss")).isEqualTo(report.getMeanLoss());
            assertThat(learner(scrape, name, "window_loss")).isEqualTo(report.getWindowLoss());
            assertThat(learner(scrape, name, "running_mean_loss")).isEqualTo(report.getRunningMeanLoss());
            assertThat(learner(scrape, name, "window_running_mean_loss")).isEqualTo(report.getWindowRunningMeanLoss());
            assertThat(learner(scrape, name, "accuracy_ratio")).isEqualTo(report.getAccuracy());
            assertThat(learner(scrape, name, "auc")).isEqualTo(report.getAuc());
            assertThat(learner(scrape, name, "learning_rate")).isEqualTo(report.getLearningRate());
            assertThat(learner(scrape, name, "gradient_norm")).isEqualTo(report.getGradientNorm());
        }
    }

    private static boolean isIn(Scrape scrape, PromQl.Selector selector) {
        Set<String> labels = new TreeSet<>(selector.labels());
        labels.removeAll(PROMETHEUS_LABELS);
        return scrape.names().contains(selector.metric())
                && scrape.labelNames(selector.metric()).containsAll(labels);
    }

    private static double learner(Scrape scrape, String learner, String figure) {
        return scrape.value("millrace_learner_" + figure, "learner", learner);
    }

    private static void send(MillraceConfig config) throws Exception {
        cluster.createEvents(config, 1);
        for (int i = 0; i < GARBAGE; i++) {
            cluster.sendBytes(config, List.of(new byte[] {1, 2, (byte) i}), i);
        }
        cluster.send(config, FLIGHTS, GARBAGE);
    }

    private static MillraceConfig config(String application, String registryUrl) {
        return FlightConfigs.of(
                application,
                cluster.bootstrapServers(),
                registryUrl,
                directory.resolve("state-" + application).toString(),
                FlightConfigs.TWO_LEARNERS);
    }
}
