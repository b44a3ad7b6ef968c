package dev.millrace.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The broker's settings, by what they are good for: loopback only, one node, quick to start, little memory. */
final class BrokerSettings {

    private BrokerSettings() {}

    static Properties of(Path log, int brokerPort, int controllerPort, Map<String, String> overrides) {
        Properties settings = new Properties();
        settings.putAll(addresses(brokerPort, controllerPort));
        settings.putAll(oneNode());
        settings.putAll(quickToStart());
        settings.putAll(littleMemory());
        settings.put("log.dirs", log.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.putAll(overrides);
        return settings;
    }

    private static Map<String, String> addresses(int brokerPort, int controllerPort) {
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                String.valueOf(LogDirectory.NODE_ID),
                "listeners",
                "PLAINTEXT://127.0.0.1:" + brokerPort + "," + LogDirectory.CONTROLLER_LISTENER + "://127.0.0.1:"
                        + controllerPort,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + brokerPort,
                "inter.broker.listener.name",
                "PLAINTEXT",
                "controller.listener.names",
                LogDirectory.CONTROLLER_LISTENER,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                // A voter named here, not in the log, may have another port at each start.
                "controller.quorum.voters",
                LogDirectory.NODE_ID + "@127.0.0.1:" + controllerPort);
    }

    private static Map<String, String> oneNode() {
        return Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1");
    }

    private static Map<String, String> quickToStart() {
        return Map.of(
                // After a SIGKILL the controller takes the old registration for alive until its session ends.
                "broker.session.timeout.ms", "1000",
                "broker.heartbeat.interval.ms", "200",
                "group.initial.rebalance.delay.ms", "0",
                // Clients may ask that the dead among them are noticed soon; transactions of the dead end soon, too.
                "group.min.session.timeout.ms", "1000",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
                // Deleted topics give their disk back at once; tests make and drop many.
                "log.segment.delete.delay.ms", "1000");
    }

    private static Map<String, String> littleMemory() {
        return Map.of(
                "log.cleaner.dedupe.buffer.size", "4194304",
                "log.cleaner.threads", "1",
                "log.index.size.max.bytes", "1048576",
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "2",
                "group.coordinator.threads", "1");
    }
}
