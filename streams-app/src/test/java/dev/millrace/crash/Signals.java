package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Signals that Java cannot send. */
final class Signals {

    private Signals() {}

    static void send(String signal, long pid) throws IOException, InterruptedException {
        int sent = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid)
                .start()
                .waitFor();
        assertThat(sent).as("exit code of kill -%s %d", signal, pid).isZero();
    }
}
