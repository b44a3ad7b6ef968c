package dev.millrace.app;

import static dev.millrace.testing.FlightSchemas.DELAY;
import static dev.millrace.testing.FlightSchemas.DEPARTURE;
import static dev.millrace.testing.FlightSchemas.DESTINATION;
import static dev.millrace.testing.FlightSchemas.DISTANCE;
import static dev.millrace.testing.FlightSchemas.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.registry.SchemaRegistryException;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.FlightSchemas;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Events whose schema changes while the application runs: those that still say what the recipe needs are learned
 * from.
 */
class SchemaChangeIT {

    private static final String CARRIER = "{'name': 'carrier', 'type': 'string'}";
    private static final Schema FIRST = FlightSchemas.of(DEPARTURE, ORIGIN, DESTINATION, DISTANCE, DELAY, CARRIER);

    private static final int PART = 200;
    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(3 * PART, 22);
    private static final List<GenericRecord> BEFORE = FlightSchemas.rewrite(FLIGHTS.subList(0, PART), FIRST);
    private static final List<GenericRecord> AFTER = FlightSchemas.rewrite(FLIGHTS.subList(2 * PART, 3 * PART), FIRST);

    @TempDir
    static Path directory;

    private static TestCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = new TestCluster(directory);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    /** Whether the registry takes the new schema under BACKWARD; if not, the level is NONE. */
    private enum Registry {
        TAKES,
        REFUSES
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                change(
                        "field-added-with-default",
                        Registry.TAKES,
                        DEPARTURE,
                        ORIGIN,
                        DESTINATION,
                        DISTANCE,
                        DELAY,
                        CARRIER,
                        "{'name': 'weather', 'type': 'string', 'default': '?'}"),
                change(
                        "field-added-without-default",
                        Registry.REFUSES,
                        DEPARTURE,
                        ORIGIN,
                        DESTINATION,
                        DISTANCE,
                        DELAY,
                        CARRIER,
                        "{'name': 'weather', 'type': 'string'}"),
                change("unused-field-removed", Registry.TAKES, DEPARTURE, ORIGIN, DESTINATION, DISTANCE, DELAY),
                change("fields-reordered", Registry.TAKES, CARRIER, DELAY, DISTANCE, DESTINATION, ORIGIN, DEPARTURE),
                change(
                        "fields-renamed-with-aliases",
                        Registry.TAKES,
                        "{'name': 'departedAt', 'aliases': ['departure'], 'type': 'long'}",
                        "{'name': 'from', 'aliases': ['origin'], 'type': 'string'}",
                        DESTINATION,
                        DISTANCE,
                        "{'name': 'late', 'aliases': ['delay'], 'type': ['null', 'double'], 'default': null}",
                        CARRIER));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void shouldGoOnAsIfNothingHadChanged(String name, Registry registry, Schema later) throws Exception {
        MillraceConfig config = config(name);
        List<ModelHeader> headers = learn(config, registry, later);

        LearningAppIT.assertSameAsCore(config, headers, FLIGHTS);
        assertThat(championsOffsets(config))
                .containsExactlyElementsOf(LongStream.range(0, 3 * PART).boxed().toList());
        assertThat(cluster.committed(config.topics().quarantine())).isEmpty();
    }

    static Stream<Arguments> harmful() {
        return Stream.of(
                harmful(
                        "feature-removed",
                        Registry.TAKES,
                        QuarantineStage.FEATURES,
                        "expected a field 'origin' in events of schema dev.millrace.testing.Flight, which has"
                                + " [departure, destination, distance, delay, carrier]",
                        DEPARTURE,
                        DESTINATION,
                        DISTANCE,
                        DELAY,
                        CARRIER),
                harmful(
                        "label-removed",
                        Registry.TAKES,
                        QuarantineStage.LABEL,
                        "expected a field 'delay' in events of schema dev.millrace.testing.Flight, which has"
                                + " [departure, origin, destination, distance, carrier]",
                        DEPARTURE,
                        ORIGIN,
                        DESTINATION,
                        DISTANCE,
                        CARRIER),
                harmful(
                        "time-removed",
                        Registry.TAKES,
                        QuarantineStage.FEATURES,
                        "expected an event time field 'departure' in events of schema dev.millrace.testing.Flight,"
                                + " which has [origin, destination, distance, delay, carrier]",
                        ORIGIN,
                        DESTINATION,
                        DISTANCE,
                        DELAY,
                        CARRIER),
                harmful(
                        "renamed-without-alias",
                        Registry.REFUSES,
                        QuarantineStage.FEATURES,
                        "expected a field 'origin' in events of schema dev.millrace.testing.Flight, which has"
                                + " [departure, from, destination, distance, delay, carrier]",
                        DEPARTURE,
                        "{'name': 'from', 'type': 'string'}",
                        DESTINATION,
                        DISTANCE,
                        DELAY,
                        CARRIER),
                harmful(
                        "type-changed",
                        Registry.REFUSES,
                        QuarantineStage.FEATURES,
                        "feature 'distance': expected field 'distance' to be a number, got Utf8",
                        DEPARTURE,
                        ORIGIN,
                        DESTINATION,
                        "{'name': 'distance', 'type': 'string'}",
                        DELAY,
                        CARRIER));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmful")
    void shouldQuarantineEventsOfTheNewSchemaAndLearnTheOthers(
            String name, Registry registry, Schema later, QuarantineStage stage, String reason) throws Exception {
        MillraceConfig config = config(name);
        List<ModelHeader> headers = learn(config, registry, later);

        List<GenericRecord> usable = new ArrayList<>(BEFORE);
        usable.addAll(AFTER);
        LearningAppIT.assertSameAsCore(config, headers, usable);
        List<QuarantinedEvent> quarantined =
                cluster.committed(config, config.topics().quarantine(), QuarantinedEvent.class);
        assertThat(quarantined)
                .extracting(QuarantinedEvent::getSourceOffset)
                .containsExactlyElementsOf(
                        LongStream.range(PART, 2 * PART).boxed().toList());
        assertThat(quarantined).allSatisfy(event -> {
            assertThat(event.getStage()).isEqualTo(stage);
            assertThat(event.getReason()).isEqualTo(reason);
        });
        assertThat(championsOffsets(config)).hasSize(2 * PART);
    }

    /** Runs while the schema changes, and changes back. */
    private static List<ModelHeader> learn(MillraceConfig config, Registry registry, Schema later) throws Exception {
        List<GenericRecord> changed = FlightSchemas.rewrite(FLIGHTS.subList(PART, 2 * PART), later);
        cluster.createEvents(config, 1);
        cluster.send(config, BEFORE, 0);
        List<ModelHeader> headers;
        try (LearningApp app = LearningApp.start(config, note -> {})) {
            AppRun.await(app, header -> header.getOffset() == PART - 1);
            if (registry == Registry.REFUSES) {
                // What a writer is told. Its events do not come into being, and nobody else notices.
                assertThatThrownBy(() -> cluster.encode(config, changed))
                        .isInstanceOfSatisfying(
                                SchemaRegistryException.class,
                                e -> assertThat(e.status()).isEqualTo(409));
                cluster.allowAnySchema(config.topics().events() + "-value");
            }
            cluster.send(config, changed, PART);
            AppRun.await(app, header -> header.getOffset() == 2 * PART - 1);
            cluster.send(config, AFTER, 2 * PART);
            headers = AppRun.await(app, header -> header.getOffset() == 3 * PART - 1);
        }
        assertThat(cluster.committedEvents(config)).isEqualTo(3 * PART);
        return headers;
    }

    private static List<Long> championsOffsets(MillraceConfig config) {
        return cluster.committed(config, config.topics().predictions(), Prediction.class).stream()
                .filter(prediction -> prediction.getLearner().equals("champion"))
                .map(Prediction::getSourceOffset)
                .toList();
    }

    private static Arguments change(String name, Registry registry, String... fields) {
        return Arguments.of(name, registry, FlightSchemas.of(fields));
    }

    private static Arguments harmful(
            String name, Registry registry, QuarantineStage stage, String reason, String... fields) {
        return Arguments.of(name, registry, FlightSchemas.of(fields), stage, reason);
    }

    private static MillraceConfig config(String name) {
        return FlightConfigs.of(
                name,
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                directory.resolve("state-" + name).toString(),
                FlightConfigs.TWO_LEARNERS);
    }
}
