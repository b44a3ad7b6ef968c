package dev.millrace.cli;

import dev.millrace.config.MillraceConfig;
import dev.millrace.ingest.file.ImportException;
import dev.millrace.ingest.file.ReadOptions;
import dev.millrace.ingest.file.RecordReader;
import dev.millrace.ingest.file.TopicImporter;
import dev.millrace.topic.Connection;
import dev.millrace.topic.TopicSpec;
import dev.millrace.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The demo's events and its config: the files that the README explains. */
final class DemoFlights {

    static final String CONFIG = "examples/flights.yaml";

    private static final String DATA = "examples/data/flights-2001-300k.csv.gz";
    private static final int USUAL_PORT = 8080;

    private DemoFlights() {}

    /** The example config, with the demo's broker, registry and directories in place of its variables. */
    static MillraceConfig config(Path home, BrokerProcess broker, Path directory) throws IOException {
        Map<String, String> environment = Map.of(
                "BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                "SCHEMA_REGISTRY_URL", broker.registryUrl(),
                "STATE_DIR", directory.resolve("state").toString(),
                "HTTP_PORT", Integer.toString(httpPort()));
        return MillraceConfig.parse(Files.readString(home.resolve(CONFIG)), CONFIG, environment);
    }

    /** Imports flights, and says how many. */
    static long load(Path home, MillraceConfig config, long limit, AtomicBoolean stop, PrintWriter err)
            throws IOException, ImportException {
        String topic = config.topics().events();
        try (Topics topics = Topics.connect(config.kafka())) {
            List<String> unused = topics.createMissing(
                    List.of(TopicSpec.kept(topic, 1, config.topics().replicationFactor())), err::println);
        }
        ReadOptions options = ReadOptions.DEFAULT.withRecordName("Flight");
        try (RecordReader reader = RecordReader.open(home.resolve(DATA).toString(), options, note -> {});
                TopicImporter importer = new TopicImporter(Connection.of(config), topic);
                ImportProgress progress = ImportProgress.start("importing flights", err)) {
            TopicImporter.Summary summary =
                    importer.run(reader, new TopicImporter.Request(null, limit, false), (records, position, size) -> {
                        progress.at(records, position, size);
                        if (stop.get()) {
                            importer.stop();
                        }
                    });
            err.printf("imported %,d flights into topic '%s'%n", summary.records(), topic);
            err.flush();
            return summary.records();
        }
    }

    private static int httpPort() {
        try (ServerSocket free = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException taken) {
            return 0;
        }
    }
}
