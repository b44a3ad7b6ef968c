package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    private final Topic topic = new Topic("events");

    @TempDir
    private Path data;

    @Test
    void shouldKeepWhatWasCommittedWhenStartedAgainOnTheSameData() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            topic.createOn(broker.bootstrapServers());
            topic.commitOn(broker.bootstrapServers(), "a", "b");
            topic.abortOn(broker.bootstrapServers(), "lost");
            topic.commitOn(broker.bootstrapServers(), "c");
            assertThat(topic.readOn(broker.bootstrapServers())).containsExactly("a", "b", "c");
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            assertThat(topic.readOn(broker.bootstrapServers())).containsExactly("a", "b", "c");
            topic.commitOn(broker.bootstrapServers(), "d");
            assertThat(topic.readOn(broker.bootstrapServers())).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void shouldKeepItsPromisesWhileRunning() throws Exception {
        int port = LoopbackPorts.pickFree();
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, port, Map.of("message.max.bytes", "12345"))) {
            assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
            assertThat(setting(broker, "message.max.bytes")).isEqualTo("12345");
            assertThat(setting(broker, "listeners")).startsWith("PLAINTEXT://127.0.0.1:" + port + ",");
            assertNoTopicIsMadeByWritingToIt(broker);
            assertThatThrownBy(() -> EmbeddedBroker.start(data, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(data + " is in use by another broker");
        }
    }

    @Test
    void shouldNameThePortWhenItIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(data, taken.getLocalPort()))
                    .isInstanceOf(BindException.class)
                    .hasMessage("port " + taken.getLocalPort() + " of 127.0.0.1, meant for the broker, is in use by"
                            + " another process; stop that one, or choose another port (0 takes any free one)");
        }
    }

    private static String setting(EmbeddedBroker broker, String name) throws Exception {
        ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.describeConfigs(List.of(node))
                    .all()
                    .get(20, TimeUnit.SECONDS)
                    .get(node)
                    .get(name)
                    .value();
        }
    }

    private static void assertNoTopicIsMadeByWritingToIt(EmbeddedBroker broker) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "max.block.ms", "500"),
                new StringSerializer(),
                new StringSerializer())) {
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>("misspelt", "x")).get(20, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOfAny(
                            TimeoutException.class,
                            org.apache.kafka.common.errors.UnknownTopicOrPartitionException.class);
        }
    }
}
