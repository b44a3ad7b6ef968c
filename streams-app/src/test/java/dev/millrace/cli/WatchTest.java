package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {

    /** Somebody who reads so many blocks, and then no more. */
    private static final class Reader extends Writer {
        private final StringBuilder read = new StringBuilder();
        private int left;

        Reader(int blocks) {
            this.left = blocks;
        }

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                throw new IOException("nobody reads any more");
            }
            read.append(buffer, offset, length);
        }

        @Override
        public void flush() throws IOException {
            left = Math.max(0, left - 1);
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldPrintBlockAfterBlockWhenOutputIsNoTerminal() throws IOException {
        assertThat(watched(0)).isEqualTo("first\nlast\n\n1\n");
    }

    @Test
    void shouldPrintOverTheLastLinesOnATerminalAndBreakNone() throws IOException {
        assertThat(watched(4)).isEqualTo("firs\nlast\n\r\u001b[2A\u001b[J1\n");
    }

    /** The first two blocks. */
    private static String watched(int columns) throws IOException {
        // Each block is flushed once when it is printed, and once when it is asked whether somebody reads.
        Reader reader = new Reader(3);
        int[] asked = new int[1];
        new Watch(new PrintWriter(reader), Duration.ofMillis(1), columns)
                .run(List.of("first", "last"), () -> List.of(Integer.toString(++asked[0])));
        return reader.read.toString();
    }
}
