package dev.millrace.broker;

import java.io.IOException;
import java.io.PrintStream;

/**
 * Broker and registry as a process of their own: {@value #READY_FORMAT} on standard output says that both answer, and
 * nothing else is ever written there. Log lines and errors go to standard error. Exit code 2 means bad options, 1 that
 * the broker could not start; SIGTERM and SIGINT shut down in good order.
 */
public final class BrokerMain {

    static final String READY_FORMAT = "{\"bootstrapServers\":\"%s\",\"registryUrl\":\"%s\"}";

    private static final String LOGBACK_FILE = "logback.configurationFile";

    private BrokerMain() {}

    /** See {@link BrokerOptions#USAGE}. */
    public static void main(String[] arguments) {
        PrintStream readyLine = System.out;
        // What a library may print must not reach the reader of the ready line.
        System.setOut(System.err);
        BrokerOptions options;
        try {
            options = BrokerOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("millrace-broker: " + e.getMessage() + System.lineSeparator() + BrokerOptions.USAGE);
            System.exit(2);
            return;
        }
        setUnlessSet(LOGBACK_FILE, "dev/millrace/broker/logback-broker.xml");
        // Otherwise each small answer of the registry waits 40 ms for the client's delayed acknowledgement.
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        if (options.exitWithStdin()) {
            exitWhenStdinEnds();
        }
        try {
            readyLine.println(start(options));
            readyLine.flush();
        } catch (IOException | RuntimeException e) {
            System.err.println("millrace-broker: " + (e instanceof IOException ? e.getMessage() : e.toString()));
            System.exit(1);
        }
    }

    private static String start(BrokerOptions options) throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(options.data(), options.port());
        DevRegistry registry;
        try {
            registry = DevRegistry.start(options.data(), options.registryPort());
        } catch (IOException | RuntimeException e) {
            broker.close();
            throw e;
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            registry.close();
                            broker.close();
                        },
                        "shutdown"));
        return String.format(READY_FORMAT, broker.bootstrapServers(), registry.url());
    }

    /** A parent holds our standard input open: when it ends, the parent is gone, however it died. */
    private static void exitWhenStdinEnds() {
        Thread watcher = new Thread(
                () -> {
                    try {
                        System.in.transferTo(PrintStream.nullOutputStream());
                    } catch (IOException e) {
                        // A broken pipe means the same as its end.
                    }
                    System.exit(0);
                },
                "stdin-watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
