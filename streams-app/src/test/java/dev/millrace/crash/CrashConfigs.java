package dev.millrace.crash;

import dev.millrace.config.MillraceConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Configs whose applications are killed. */
final class CrashConfigs {

    private static final List<String> OPTIMIZERS = List.of(
            "sgd",
            "momentum",
            "nesterov",
            "adagrad",
            "adadelta",
            "rmsprop",
            "adam",
            "lazy-adam",
            "adamw",
            "amsgrad",
            "nadam",
            "radam",
            "adamax",
            "lion",
            "ftrl-proximal",
            "normalized-adaptive",
            "coin-betting",
            "online-newton",
            "diagonal-hessian");

    static final String OPEN_BATCH = "- {name: batch-1000, optimizer: adagrad, rate: 0.1, batch: 1000}";
    static final String PLATEAU = "- {name: plateau, optimizer: sgd, rate: 0.05, batch: 1,"
            + " plateau: {type: reduce, window: 40, patience: 80, factor: 0.5}}";
    static final String SCALED = "- {name: scaled, optimizer: sgd, rate: {type: inverse-sqrt, value: 0.5}}";

    private CrashConfigs() {}

    /** Each optimizer, with micro-batches of 1 or 32; batches of 1,000; a plateau; averages that are served; experts. */
    static String allLearners() {
        StringBuilder learners = new StringBuilder(200);
        for (int i = 0; i < OPTIMIZERS.size(); i++) {
            String optimizer = OPTIMIZERS.get(i);
            learners.append("- {name: ")
                    .append(optimizer)
                    .append(", optimizer: ")
                    .append(optimizer);
            learners.append(", rate: 0.02, publish-predictions: true, batch: ").append(i % 2 == 0 ? 1 : 32);
            learners.append("}\n");
        }
        learners.append(OPEN_BATCH).append('\n').append(PLATEAU).append('\n');
        learners.append("- {name: adam-1000, optimizer: adam, rate: 0.02, batch: {type: count, size: 1000}}\n");
        learners.append("- {name: averaged, optimizer: adagrad, rate: 0.1, publish-predictions: true,"
                + " average: {type: polyak, serve: average}}\n");
        learners.append("- {name: auto, publish-predictions: true, optimizer: {type: auto, full-covariance: 24}}\n");
        return learners.toString();
    }

    /** Settings that let much happen in the short life of a process. */
    static Map<String, String> kafka() {
        Map<String, String> kafka = new TreeMap<>();
        kafka.put("default.client.supplier", TrappedClients.class.getName());
        kafka.put("commit.interval.ms", "40");
        kafka.put("max.poll.records", "25");
        kafka.put("restore.consumer.max.poll.records", "100");
        // Changelogs are compacted during a long run.
        kafka.put("topic.segment.bytes", "1048576");
        kafka.put("topic.min.cleanable.dirty.ratio", "0.1");
        // A static member that was killed is back at once, while others wait for the end of its session.
        kafka.put("group.instance.id", "one");
        return kafka;
    }

    /** Settings for several instances, one of which stands by; the dead and their transactions do not last long. */
    static Map<String, String> standby() {
        Map<String, String> kafka = shortTimeOuts();
        kafka.put("num.standby.replicas", "1");
        // Records behind which an instance does not get the task. How many there are is up to the machine: a slow one
        // commits more often, and each commit writes what changed.
        kafka.put("acceptable.recovery.lag", "1000000");
        return kafka;
    }

    /** The dead are noticed soon, and their transactions are aborted soon. */
    static Map<String, String> shortTimeOuts() {
        Map<String, String> kafka = new TreeMap<>();
        kafka.put("session.timeout.ms", "3000");
        kafka.put("heartbeat.interval.ms", "500");
        kafka.put("transaction.timeout.ms", "3000");
        return kafka;
    }

    /**
     * The file.
     *
     * @param events topic to learn from
     * @param kafka settings besides the broker's address
     * @param learners a YAML list without indentation
     */
    static String text(
            String application,
            String events,
            String bootstrapServers,
            String registryUrl,
            Map<String, String> kafka,
            String learners) {
        StringBuilder settings = new StringBuilder(200);
        kafka.forEach((key, value) ->
                settings.append("  ").append(key).append(": \"").append(value).append("\"\n"));
        return """
                application: %s
                kafka:
                  bootstrap.servers: "%s"
                %sregistry: {schema.registry.url: "%s"}
                topics: {events: %s}
                event: {time: departure}
                task: binary
                label: {field: delay, above: 15}
                features:
                - {numeric: distance, transform: log1p}
                - categorical: origin
                - categorical: destination
                - time: hour
                - {time: weekday, encoding: cyclic}
                - cross: [origin, hour]
                hashing: {bits: 12}
                reports: {every: 50, window: 100}
                http: {port: 0}
                learners:
                %s
                """.formatted(application, bootstrapServers, settings, registryUrl, events, learners.strip());
    }

    static MillraceConfig parse(String text) {
        return MillraceConfig.parse(text, "crash.yaml");
    }
}
