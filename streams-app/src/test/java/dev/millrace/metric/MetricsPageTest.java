package dev.millrace.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page docs/metrics.md is made from the code and the alerts, so that it cannot say anything else. */
class MetricsPageTest {

    private static final String COMMAND = "mvn test -pl streams-app -am -Dtest=MetricsPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.docs=write";

    private static final String HEAD = """
            # Metrics

            <!-- Made from the code: COMMAND -->

            `GET /metrics`, on the port of the queries, is in Prometheus' text format. `docker/prometheus.yml` scrapes it,
            `docker/alerts.yml` has alerts, `docker/grafana/dashboards/millrace.json` a dashboard; `docker/compose.yaml` starts
            them all. A test scrapes a running application and looks for every metric that these files or this page name.

            **Of which moment.** A learner publishes its figures when it writes back to its store: at each commit, every second
            by default. All figures of a learner in one scrape are of the same write-back, the one that queries over HTTP answer
            from. Scraping reads what was published; it takes no lock of the stream thread's, and changes nothing: digests are
            the same with it and without.

            **Of which instance.** A learner's figures stand with the instance that has it, and are gone when it moves.
            An instance that restores shows none.

            **Counters** count what this instance did since it took over the learner. When a task is opened anew, after a
            rebalance or on going back to the last commit, they begin at 0, which `rate` and `increase` understand. What was
            written back and then not committed is learned again, and counted again. How far the *model* is, on whatever
            instance, is in gauges: `millrace_learner_model_examples` and `millrace_learner_model_steps`. They survive restarts,
            and are a little lower after a crash.

            The digest is not here: it is no quantity. It is in each loss report, and in `provenance` of each HTTP answer.

            ## Learners

            All have the label `learner`. What does not apply to the task, or is not known yet, is left out.

            """;

    private static final String KAFKA = """

            ## Kafka Streams and the JVM

            All metrics of Kafka Streams and of its clients are here, bound by Micrometer: `kafka`, then Kafka's group and
            name, joined by `_`. Latencies are in ms. New ones are looked for every 5 s. Some that matter:

            | name | meaning |
            | --- | --- |
            | `kafka_stream_thread_commit_latency_avg`, `kafka_stream_thread_commit_latency_max` | of a commit, with the write-back, ms |
            | `kafka_stream_thread_process_latency_avg`, `kafka_stream_thread_process_ratio` | of a round over the records at hand, ms; share of the time spent so |
            | `kafka_stream_thread_commit_total` | commits |
            | `kafka_stream_alive_stream_threads`, `kafka_stream_failed_stream_threads_total` | threads that run, and that failed and were replaced |
            | `kafka_stream_state_updater_active_restoring_tasks`, `kafka_stream_state_updater_restore_records_rate` | tasks being restored; records a second |
            | `kafka_stream_state_total_sst_files_size`, `kafka_stream_state_block_cache_usage` | RocksDB on disk, and its cache, bytes |
            | `kafka_consumer_fetch_manager_records_lag` | lag as the consumer sees it, without what is fetched and not processed yet |
            | `jvm_memory_used_bytes`, `jvm_gc_pause_seconds_sum`, `process_cpu_usage`, `process_uptime_seconds` | the JVM |

            """;

    @Test
    void shouldBeWhatTheCodeSays() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("millrace.docs"))) {
            Files.writeString(NamedMetrics.PAGE, page);
        }
        assertThat(NamedMetrics.PAGE).as("run: " + COMMAND).hasContent(page);
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder(HEAD.replace("COMMAND", COMMAND));
        page.append("| name | type | meaning and unit |\n| --- | --- | --- |\n");
        row(
                page,
                LearnerCollector.INFO + "_info",
                "info",
                LearnerCollector.INFO_HELP + " Labels: `champion` (true for the"
                        + " first of the config), `fingerprint`, `loss`, `optimizer`, `task`.");
        for (LearnerFigure figure : LearnerFigure.ALL) {
            row(page, figure.name(), figure.counter() ? "counter" : "gauge", figure.help());
        }
        row(page, LearnerCollector.EXPERT_WEIGHT, "gauge, label `expert`", LearnerCollector.EXPERT_WEIGHT_HELP);
        page.append("\n## The application\n\n| name | type | labels | meaning and unit |\n| --- | --- | --- | --- |\n");
        row(
                page,
                LearnerCollector.QUARANTINED + "_total",
                "counter | `stage`: DECODE, FEATURES, LABEL, LEARN",
                LearnerCollector.QUARANTINED_HELP + " LEARN has one for each learner that refused the event.");
        row(page, Metrics.STATE, "gauge | `state`", Metrics.STATE_HELP);
        page.append(KAFKA);
        page.append("## Alerts\n\n| alert | severity | it says |\n| --- | --- | --- |\n");
        for (Map<?, ?> alert : NamedMetrics.alerts()) {
            page.append("| ").append(alert.get("alert"));
            page.append(" | ").append(((Map<?, ?>) alert.get("labels")).get("severity"));
            page.append(" | ")
                    .append(text(((Map<?, ?>) alert.get("annotations")).get("summary")))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static void row(StringBuilder page, String name, String type, String meaning) {
        page.append("| `")
                .append(name)
                .append("` | ")
                .append(type)
                .append(" | ")
                .append(meaning)
                .append(" |\n");
    }

    /** Templates of a summary in short, without the braces. */
    private static String text(Object summary) {
        return summary.toString()
                .replaceAll("\\{\\{ \\$labels\\.(\\w+) }}", "`$1`")
                .replaceAll("\\{\\{ \\$value[^}]*}}", "*value*");
    }
}
