package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerMainIT {

    private static final int KILLED = 128 + 9;
    private static final int TERMINATED = 128 + 15;

    private final Topic topic = new Topic("events");

    @TempDir
    private Path data;

    @Test
    void shouldKeepCommittedRecordsAndSchemaIdsWhenKilled() throws Exception {
        try (ChildBroker child = start()) {
            Matcher ready = child.ready();
            topic.createOn(ready.group(1));
            topic.commitOn(ready.group(1), "a", "b");
            assertThat(register(ready.group(2), "s", "int")).isEqualTo("200 {\"id\":1}");
            assertThat(register(ready.group(2), "t", "string")).isEqualTo("200 {\"id\":2}");
            KafkaProducer<String, String> open = topic.beginOn(ready.group(1), "lost");
            child.process().destroyForcibly();
            assertThat(child.exitCode()).isEqualTo(KILLED);
            open.close(Duration.ZERO);
        }
        try (ChildBroker child = start()) {
            Matcher ready = child.ready();
            // The same writer fences its former self, whose open transaction is thereby aborted.
            topic.commitOn(ready.group(1), "c");
            assertThat(topic.readOn(ready.group(1))).containsExactly("a", "b", "c");
            assertThat(register(ready.group(2), "u", "string")).isEqualTo("200 {\"id\":2}");
            assertThat(register(ready.group(2), "u", "bytes")).isEqualTo("200 {\"id\":3}");
        }
    }

    @Test
    void shouldEndCleanlyAndSilentlyWhenTerminated() throws Exception {
        try (ChildBroker child = start()) {
            child.ready();
            long before = System.nanoTime();
            // Process.destroy() would close the output that is looked at below.
            child.process().toHandle().destroy();

            assertThat(child.exitCode()).isEqualTo(TERMINATED);
            // Half a second on an idle machine.
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            assertThat(child.restOfOutput()).isEmpty();
            assertThat(data.resolve("kafka/.kafka_cleanshutdown")).isRegularFile();
        }
    }

    @Test
    void shouldEndWhenItsStandardInputEnds() throws Exception {
        try (ChildBroker child = ChildBroker.start("--data", data.toString(), "--exit-with-stdin")) {
            child.ready();
            assertThat(child.process().isAlive()).isTrue();
            child.process().getOutputStream().close();

            assertThat(child.exitCode()).isZero();
            assertThat(data.resolve("kafka/.kafka_cleanshutdown")).isRegularFile();
        }
    }

    @Test
    void shouldExitWithOneSentenceWhenItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                ChildBroker child =
                        ChildBroker.start("--data", data.toString(), "--port", String.valueOf(taken.getLocalPort()))) {
            assertThat(child.exitCode()).isEqualTo(1);
            assertThat(child.restOfOutput()).isEmpty();
            assertThat(child.errors().lines())
                    .containsExactly("millrace-broker: port " + taken.getLocalPort()
                            + " of 127.0.0.1, meant for the broker, is in use by another process; stop that one, or"
                            + " choose another port (0 takes any free one)");
        }
    }

    @Test
    void shouldExitWithOneSentenceWhenItsDirectoryIsInUse() throws Exception {
        try (DirectoryLock lock = DirectoryLock.take(data, "broker");
                ChildBroker child = start()) {
            assertThat(lock).isNotNull();
            assertThat(child.exitCode()).isEqualTo(1);
            assertThat(child.errors().lines())
                    .containsExactly("millrace-broker: " + data + " is in use by another broker (process "
                            + ProcessHandle.current().pid() + "); stop that one, or choose another directory");
        }
    }

    @Test
    void shouldExitWithUsageWhenAnOptionIsUnknown() throws Exception {
        try (ChildBroker child = ChildBroker.start("--dta", "x")) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.restOfOutput()).isEmpty();
            assertThat(child.errors())
                    .startsWith("millrace-broker: unknown option --dta\nusage: BrokerMain --data DIR");
        }
    }

    private ChildBroker start() throws Exception {
        return ChildBroker.start("--data", data.toString());
    }

    private static String register(String url, String subject, String type) throws Exception {
        RegistryCalls calls = new RegistryCalls(url);
        calls.put("/config/" + subject, "{\"compatibility\":\"NONE\"}");
        return calls.postSchema("/subjects/" + subject + "/versions", '"' + type + '"');
    }
}
