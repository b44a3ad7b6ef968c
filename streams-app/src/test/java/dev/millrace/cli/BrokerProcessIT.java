package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {

    @TempDir
    private Path data;

    @Test
    void shouldServeUntilClosedWhenStarted() throws IOException {
        BrokerProcess broker = BrokerProcess.start(data);
        try (broker) {
            assertThat(ProcessHandle.of(broker.pid())).isPresent();
            assertConnects(URI.create("kafka://" + broker.bootstrapServers()));
            assertConnects(URI.create(broker.registryUrl()));
        }
        assertThat(broker.isAlive()).isFalse();
        assertThat(ProcessHandle.of(broker.pid())).isEmpty();
    }

    @Test
    void shouldOutliveCtrlCWhenTheTerminalSendsItToBoth() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data)) {
            int sent = new ProcessBuilder("/bin/sh", "-c", "kill -INT " + broker.pid())
                    .start()
                    .waitFor();

            assertThat(sent).isZero();
            assertThat(ProcessHandle.of(broker.pid())
                            .orElseThrow()
                            .onExit()
                            .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                            .get())
                    .isNull();
            assertConnects(URI.create(broker.registryUrl()));
        }
    }

    @Test
    void shouldStartOnTheSameDataWhenKilled() throws IOException {
        BrokerProcess first = BrokerProcess.start(data);
        first.kill();
        assertThat(first.isAlive()).isFalse();

        try (BrokerProcess second = BrokerProcess.start(data)) {
            assertConnects(URI.create("kafka://" + second.bootstrapServers()));
        }
    }

    @Test
    void shouldShowTheChildsWordsWhenItCannotStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatThrownBy(() -> BrokerProcess.start(data, taken.getLocalPort(), 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the broker did not start: it ended with exit code 1")
                    .hasMessageContaining(
                            "port " + taken.getLocalPort() + " of 127.0.0.1, meant for the broker, is in use");
        }
    }

    private static void assertConnects(URI address) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            assertThat(socket.isConnected()).isTrue();
        }
    }
}
