package dev.millrace.broker;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link BrokerMain} was asked to do.
 *
 * @param data where broker and registry keep their state
 * @param port of the broker, 0 for a free one
 * @param registryPort of the registry, 0 for a free one
 * @param exitWithStdin whether the end of standard input ends the process
 */
record BrokerOptions(Path data, int port, int registryPort, boolean exitWithStdin) {

    static final String USAGE = """
            usage: BrokerMain --data DIR [--port N] [--registry-port N] [--exit-with-stdin]
              --data DIR         where topics and schemas are kept; created at first use
              --port N           port of the broker on 127.0.0.1; 0, the default, takes a free one
              --registry-port N  port of the schema registry on 127.0.0.1; 0, the default, takes a free one
              --exit-with-stdin  shut down when standard input ends""";

    /** @throws IllegalArgumentException if an option is unknown, malformed or missing; the message names it */
    static BrokerOptions parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        @Nullable Path data = null;
        int port = 0;
        int registryPort = 0;
        boolean exitWithStdin = false;
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--data" -> data = Path.of(valueOf(option, rest));
                case "--port" -> port = portOf(option, rest);
                case "--registry-port" -> registryPort = portOf(option, rest);
                case "--exit-with-stdin" -> exitWithStdin = true;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (data == null) {
            throw new IllegalArgumentException("--data DIR is missing: the broker must know where to keep its topics");
        }
        return new BrokerOptions(data, port, registryPort, exitWithStdin);
    }

    private static String valueOf(String option, Deque<String> rest) {
        @Nullable String value = rest.poll();
        if (value == null || value.startsWith("--")) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return value;
    }

    private static int portOf(String option, Deque<String> rest) {
        String value = valueOf(option, rest);
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, with the value.
        }
        throw new IllegalArgumentException(option + " needs a port from 0 to 65535, not " + value);
    }
}
