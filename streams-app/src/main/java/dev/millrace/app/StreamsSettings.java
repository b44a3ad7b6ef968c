package dev.millrace.app;

import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/** Millrace's defaults for Kafka Streams, under what the config says. */
public final class StreamsSettings {

    /** Without the prefixes of Streams' clients: with one, a default would win over the same key without one in the config. */
    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2),
            // Each commit writes the blocks that changed since the last: ten times a second, Streams' default, writes
            // the popular ones ten times as often.
            Map.entry(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000),
            Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024),
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            // Exactly once insists on it; at least once shall not learn from what was aborted either.
            Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            // After a crash, the successor waits this long for the one that died.
            Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000),
            // And this long until it hears that the group shares out the work anew.
            Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500),
            Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000),
            // All state that is read per event is in working sets; Streams' record cache would be a second one.
            Map.entry(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L));

    private static final int LEAST_TRANSACTION_TIMEOUT = 60_000;

    private static final String TRANSACTION_TIMEOUT =
            StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);

    private StreamsSettings() {}

    /** Settings for one application whose events are as large as a broker takes by default. */
    public static Properties of(MillraceConfig config) {
        return of(config, LearnProcessor.RECORD_BYTES);
    }

    /** Largest record that the producer sends with these settings. */
    static int maxRequestBytes(MillraceConfig config, int recordBytes) {
        String key = ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
        String byDefault = config.kafka().getOrDefault(key, Integer.toString(recordBytes));
        String set = config.kafka().getOrDefault(StreamsConfig.producerPrefix(key), byDefault);
        return (Integer) ConfigDef.parseType(key, set, ConfigDef.Type.INT);
    }

    /**
     * Settings for one application.
     *
     * @param recordBytes of the largest record that it may have to send, unless the config says otherwise
     */
    static Properties of(MillraceConfig config, int recordBytes) {
        Properties settings = new Properties();
        settings.putAll(DEFAULTS);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, recordBytes);
        settings.put(
                StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) config.topics().replicationFactor());
        settings.putAll(config.kafka());
        settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, transactionTimeout(settings));
        // Streams compares its commit interval with the prefixed key alone, and takes ten seconds for its default.
        settings.putIfAbsent(TRANSACTION_TIMEOUT, settings.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.application());
        return settings;
    }

    /**
     * A transaction is as old as the commit interval when the commit begins, which may then write a whole large model: it
     * has as long again for that.
     */
    private static int transactionTimeout(Properties settings) {
        String interval = String.valueOf(settings.get(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG));
        Object millis = ConfigDef.parseType(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, interval, ConfigDef.Type.LONG);
        return (int) Math.max(LEAST_TRANSACTION_TIMEOUT, Math.min(2 * (Long) millis, Integer.MAX_VALUE));
    }

    /** Where the state is kept. */
    static String stateDirectory(MillraceConfig config) {
        return new StreamsConfig(of(config)).getString(StreamsConfig.STATE_DIR_CONFIG);
    }

    /**
     * How long a stream thread may be busy with one event: half of the time after which its group takes it for dead.
     * The other half is for the events before, and for a call that has begun.
     */
    static Duration longestWait(MillraceConfig config) {
        String key = ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG;
        Object given = new StreamsConfig(of(config))
                .getMainConsumerConfigs(config.application(), "", 0)
                .get(key);
        Object interval = ConfigDef.parseType(key, given, ConfigDef.Type.INT);
        Object millis =
                interval == null ? ConsumerConfig.configDef().defaultValues().get(key) : interval;
        return Duration.ofMillis(Long.parseLong(String.valueOf(millis)) / 2);
    }
}
