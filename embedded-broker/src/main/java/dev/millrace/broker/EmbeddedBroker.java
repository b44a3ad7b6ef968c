package dev.millrace.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka node, broker and controller at once, in this JVM and on the loopback interface only. Topics, committed
 * offsets and open transactions live in the data directory and are there again at the next start, also after a SIGKILL.
 *
 * <p>Kafka ends the whole JVM with {@code System.exit} when its metadata is damaged. A JVM that must outlive that
 * starts {@link BrokerMain} as a child instead.
 *
 * <p>Threads: one thread starts and closes a broker; {@link #bootstrapServers()} may be called from any.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private final DirectoryLock lock;
    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(DirectoryLock lock, KafkaRaftServer server, int port) {
        this.lock = lock;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts with the settings that suit a developer's machine; returns when clients can connect (about 2 s).
     *
     * @param directory created and formatted at its first use; one broker at a time
     * @param port 1 to 65535, or 0 for any free port
     * @throws java.net.BindException if the port is taken
     * @throws IOException if the directory cannot be used, or another process uses it
     */
    public static EmbeddedBroker start(Path directory, int port) throws IOException {
        return start(directory, port, Map.of());
    }

    /**
     * Starts with some broker settings of one's own.
     *
     * @param settings by their Kafka names, for example {@code transaction.max.timeout.ms}; they win over ours
     * @throws org.apache.kafka.common.config.ConfigException if Kafka rejects a setting
     */
    public static EmbeddedBroker start(Path directory, int port, Map<String, String> settings) throws IOException {
        int brokerPort = port == 0 ? LoopbackPorts.pickFree() : LoopbackPorts.requireFree(port, "the broker");
        int controllerPort = LoopbackPorts.pickFreeBut(brokerPort);
        DirectoryLock lock = DirectoryLock.take(directory, "broker");
        try {
            Path log = LogDirectory.format(directory.toAbsolutePath());
            KafkaConfig config = KafkaConfig.fromProps(BrokerSettings.of(log, brokerPort, controllerPort, settings));
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            startOrShutDown(server);
            return new EmbeddedBroker(lock, server, brokerPort);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void startOrShutDown(KafkaRaftServer server) {
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
    }

    /** What clients connect to: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Shuts down in good order; returns when the port and the directory are free again. */
    @Override
    public void close() {
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            lock.close();
        }
    }
}
