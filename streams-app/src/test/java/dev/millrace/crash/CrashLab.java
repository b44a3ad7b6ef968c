package dev.millrace.crash;

import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A broker and a registry in a process of their own, for applications in theirs. */
final class CrashLab implements AutoCloseable {

    private final Path directory;
    private BrokerProcess broker;
    private final TestCluster cluster;

    CrashLab(Path directory) throws IOException {
        this.directory = directory;
        this.broker = BrokerProcess.start(directory.resolve("broker"));
        this.cluster = new TestCluster(broker.bootstrapServers(), broker.registryUrl());
    }

    Path directory() {
        return directory;
    }

    TestCluster cluster() {
        return cluster;
    }

    BrokerProcess broker() {
        return broker;
    }

    /** After it was killed: on the same data and ports. */
    void restartBroker() throws IOException {
        broker = BrokerProcess.start(
                directory.resolve("broker"),
                URI.create("kafka://" + broker.bootstrapServers()).getPort(),
                URI.create(broker.registryUrl()).getPort());
    }

    /** A topic of its own, to which {@link EventFeed#sendUpTo} gives seeded events. */
    EventFeed feed(String topic, int events, long seed) throws Exception {
        cluster.createTopic(topic, 1);
        MillraceConfig config = CrashConfigs.parse(CrashConfigs.text(
                topic,
                topic,
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                CrashConfigs.kafka(),
                CrashConfigs.SCALED));
        return new EventFeed(cluster, config, cluster.encode(config, FlightEvents.of(events, seed)));
    }

    @Override
    public void close() {
        cluster.close();
        broker.close();
    }

    /** The events of one topic, given out bit by bit. */
    static final class EventFeed {

        private final TestCluster cluster;
        private final MillraceConfig config;
        private final List<byte[]> events;
        private int sent;

        private EventFeed(TestCluster cluster, MillraceConfig config, List<byte[]> events) {
            this.cluster = cluster;
            this.config = config;
            this.events = events;
        }

        String topic() {
            return config.topics().events();
        }

        int size() {
            return events.size();
        }

        int sent() {
            return sent;
        }

        void sendUpTo(int end) throws Exception {
            cluster.sendBytes(config, events.subList(sent, end), sent);
            sent = end;
        }
    }
}
