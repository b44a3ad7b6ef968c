package dev.millrace.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.Fingerprint;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnerProgress;
import dev.millrace.learn.ProgressBoard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.streams.KafkaStreams;

/**
 * All that Prometheus reads of an application: learners, Kafka Streams, the JVM. Reading it takes no lock of the stream
 * thread's. One thread of its own looks for metrics of Kafka Streams that are new, until {@link #close}. Any thread.
 */
public final class Metrics implements AutoCloseable {

    static final String STATE = "millrace_streams_state";
    static final String STATE_HELP = "1 for the state that the streams client is in, 0 for all others.";

    /** Threads, tasks and consumers have metrics from when they start on. */
    private static final Duration LOOK_FOR_NEW = Duration.ofSeconds(5);

    private final PrometheusMeterRegistry registry;
    private final KafkaStreamsMetrics kafka;
    private final JvmGcMetrics collections;
    private final ScheduledExecutorService looking;

    private Metrics(
            PrometheusMeterRegistry registry,
            KafkaStreamsMetrics kafka,
            JvmGcMetrics collections,
            ScheduledExecutorService looking) {
        this.registry = registry;
        this.kafka = kafka;
        this.collections = collections;
        this.looking = looking;
    }

    /** Metrics of an application, whose learners show on the board how far they are. */
    public static Metrics of(MillraceConfig config, KafkaStreams streams, ProgressBoard board) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.getPrometheusRegistry().register(learners(config, streams, board));
        bindState(registry, streams);
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "metrics");
            thread.setDaemon(true);
            return thread;
        });
        KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams, Tags.empty(), looking, LOOK_FOR_NEW);
        JvmGcMetrics collections = new JvmGcMetrics();
        List<MeterBinder> binders = List.of(
                kafka,
                collections,
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(registry));
        return new Metrics(registry, kafka, collections, looking);
    }

    /** All of them in Prometheus' text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        looking.shutdownNow();
        kafka.close();
        collections.close();
        registry.close();
    }

    private static LearnerCollector learners(MillraceConfig config, KafkaStreams streams, ProgressBoard board) {
        Map<String, Labels> about = new HashMap<>();
        for (LearnerConfig learner : config.learners()) {
            about.put(learner.name(), about(config, learner));
        }
        InputLag lag = InputLag.of(config.topics(), streams);
        return new LearnerCollector(
                board,
                learner -> new Observed(learner, lag.of(learner), System.currentTimeMillis(), config.workingSetBytes()),
                (LearnerProgress learner) -> Objects.requireNonNull(about.get(learner.learner())));
    }

    private static Labels about(MillraceConfig config, LearnerConfig learner) {
        Fingerprint fingerprint = Fingerprint.of(config, learner.spec());
        return Labels.of(
                "learner",
                learner.name(),
                "champion",
                Boolean.toString(learner.equals(config.learners().get(0))),
                "fingerprint",
                fingerprint.hex(),
                "loss",
                learner.spec().loss().name(),
                "optimizer",
                optimizer(fingerprint),
                "task",
                config.task().name().toLowerCase(Locale.ROOT));
    }

    /** In the words of the config. */
    private static String optimizer(Fingerprint fingerprint) {
        try {
            return new ObjectMapper()
                    .readTree(fingerprint.json())
                    .at("/optimizer/type")
                    .asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fingerprint is JSON", e);
        }
    }

    private static void bindState(PrometheusMeterRegistry registry, KafkaStreams streams) {
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            Gauge.builder(STATE, streams, client -> client.state() == state ? 1 : 0)
                    .description(STATE_HELP)
                    .tag("state", state.name())
                    .register(registry);
        }
    }
}
