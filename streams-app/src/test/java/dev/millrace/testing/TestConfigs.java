package dev.millrace.testing;

import dev.millrace.config.HttpConfig;
import dev.millrace.config.MillraceConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Configs for {@link LearningDriver}, and changed copies of configs. */
public final class TestConfigs {

    private TestConfigs() {}

    /** A config for flights whose registry is the mock scope of the application's name, and whose state is in a folder. */
    public static MillraceConfig flights(String application, Path folder, String more) {
        return FlightConfigs.of(
                application,
                "127.0.0.1:1",
                "mock://" + application,
                folder.resolve(application).toString(),
                more);
    }

    /**
     * A config of any task, whose events are in the topic {@code APPLICATION-events}.
     *
     * @param more from {@code task} on
     */
    public static MillraceConfig config(String application, Path folder, String more) {
        return MillraceConfig.parse(
                """
                application: %1$s
                kafka: {bootstrap.servers: "127.0.0.1:1", state.dir: "%2$s"}
                registry: {schema.registry.url: "mock://%1$s"}
                topics: {events: %1$s-events}
                %3$s
                """.formatted(application, folder.resolve(application), more), application + ".yaml");
    }

    /** The same config with a working set that may be smaller than the 1 MiB that a file can ask for. */
    public static MillraceConfig withWorkingSet(MillraceConfig config, long bytes) {
        return copy(config, config.kafka(), config.registry(), bytes);
    }

    /** The same config with one more setting of Kafka. */
    public static MillraceConfig withKafka(MillraceConfig config, String key, String value) {
        return copy(config, with(config.kafka(), key, value), config.registry(), config.workingSetBytes());
    }

    /** The same config with one more setting of the registry's client. */
    public static MillraceConfig withRegistry(MillraceConfig config, String key, String value) {
        return copy(config, config.kafka(), with(config.registry(), key, value), config.workingSetBytes());
    }

    /** The same config, whose questions are answered elsewhere or to others. */
    public static MillraceConfig withHttp(MillraceConfig config, HttpConfig http) {
        return copy(config, config.kafka(), config.registry(), config.workingSetBytes(), http);
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put(key, value);
        return changed;
    }

    private static MillraceConfig copy(
            MillraceConfig config, Map<String, String> kafka, Map<String, String> registry, long workingSetBytes) {
        return copy(config, kafka, registry, workingSetBytes, config.http());
    }

    private static MillraceConfig copy(
            MillraceConfig config,
            Map<String, String> kafka,
            Map<String, String> registry,
            long workingSetBytes,
            HttpConfig http) {
        return new MillraceConfig(
                config.application(),
                kafka,
                registry,
                config.serdes(),
                config.topics(),
                config.event(),
                config.task(),
                config.label(),
                config.recipe(),
                config.learners(),
                config.reports(),
                workingSetBytes,
                http);
    }
}
