package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.StateDirectory;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestConfigs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * State that was damaged while the application was down: it goes on with the very model of a run that was not damaged, or
 * refuses and says what to do, and doing that gives the very model.
 */
class DamagedStateIT {

    private static final int BEFORE = 700;
    private static final int EVENTS = 1_000;
    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(EVENTS, 17);

    private static final String CHANGELOG_ADVICE =
            "If that does not help, the changelog has the same damage: learn anew" + " under another application name";
    private static final String RESTORE_ADVICE =
            "delete its state directory (kafka.state.dir): the store is then restored from its changelog";

    @TempDir
    static Path directory;

    private static TestCluster cluster;
    /** What a run publishes that is not damaged. */
    private static List<String> undamaged;

    /** Damages the champion's store or changelog; the application does not run. */
    @FunctionalInterface
    interface Damage {
        void to(MillraceConfig config, StateDirectory state) throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster(directory);
        MillraceConfig config = config("undamaged");
        cluster.createEvents(config, 1);
        cluster.send(config, FLIGHTS, 0);
        LearningAppIT.assertSameAsCore(config, runUntil(config, EVENTS - 1), FLIGHTS);
        undamaged = predictions(config);
        assertThat(undamaged).hasSize(2 * EVENTS);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                damage("directory-deleted", (config, state) -> state.delete()),
                damage("offsets-missing", (config, state) -> state.forgetOffsets()),
                // Kafka Streams writes no log: what is not in a table is in the changelog.
                damage("log-truncated", (config, state) -> state.changeFile("", ".log", file -> new byte[0])),
                damage(
                        "manifest-truncated",
                        (config, state) ->
                                state.changeFile("MANIFEST", "", file -> Arrays.copyOf(file, file.length / 2))),
                damage("changelog-cut-but-disk-whole", (config, state) -> cluster.deleteRecords(changelog(config), 5)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void shouldGoOnAsIfNothingHadHappened(String name, Damage damage) throws Exception {
        MillraceConfig config = learned(name);
        damage.to(config, new StateDirectory(config, "champion"));

        assertGoesOn(config);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                // A scan of RocksDB ends early at a damaged part, and Kafka Streams does not ask it why.
                refused(
                        "bit-flipped",
                        (config, state) -> state.changeFile("", ".sst", file -> flip(file, file.length / 3)),
                        "store learner-champion: expected parameter blocks of digest .*: some are missing, or of another"
                                + " moment.*" + quoted(RESTORE_ADVICE + ". " + CHANGELOG_ADVICE)),
                refused(
                        "table-truncated",
                        (config, state) -> state.changeFile("", ".sst", file -> Arrays.copyOf(file, file.length / 2)),
                        "the state on disk cannot be used: .*learner-champion.*: .*" + quoted(RESTORE_ADVICE)),
                refused(
                        "block-byte-flipped",
                        (config, state) -> state.changeBlocks(block -> flip(block, block.length - 1)),
                        "store learner-champion: parameter block \\d+: expected checksum [0-9a-f]{16}, found"
                                + " [0-9a-f]{16}.*" + quoted(RESTORE_ADVICE + ". " + CHANGELOG_ADVICE)),
                refused(
                        "block-of-a-later-version",
                        (config, state) -> state.changeBlocks(DamagedStateIT::ofALaterVersion),
                        "store learner-champion: parameter block \\d+: expected format version 1, found 3; it was"
                                + " written by another version of Millrace: run that version.*"),
                refused(
                        "header-of-a-later-version",
                        (config, state) -> state.changeHeader(DamagedStateIT::ofALaterVersion),
                        "store learner-champion: header: expected format version 1 to 2, found 3; the store was written by"
                                + " another version of Millrace: run that version, or learn anew under another"
                                + " application name.*"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void shouldRefuseAndBeRestoredWhenTheAdviceIsFollowed(String name, Damage damage, String message) throws Exception {
        MillraceConfig config = learned(name);
        StateDirectory state = new StateDirectory(config, "champion");
        damage.to(config, state);
        cluster.send(config, FLIGHTS.subList(BEFORE, EVENTS), BEFORE);

        assertRefused(config, message);
        state.delete();
        assertThat(published(config, runUntil(config, EVENTS - 1))).isEqualTo(undamaged);
    }

    static Stream<Arguments> lost() {
        String missing = "store learner-champion: expected parameter blocks of digest [0-9a-f]{16}, as the header says,"
                + " found \\d+ of digest [0-9a-f]{16}: some are missing, or of another moment.*"
                + quoted(CHANGELOG_ADVICE);
        return Stream.of(
                refused("changelog-cut", (config, state) -> cluster.deleteRecords(changelog(config), 5), missing),
                refused(
                        "changelog-deleted",
                        (config, state) -> cluster.deleteRecords(changelog(config), 0),
                        "store learner-champion: there is no header, but its changelog had records that were deleted.*"
                                + quoted(CHANGELOG_ADVICE)),
                refused(
                        "changelog-of-a-later-version",
                        (config, state) -> rewriteBlocks(config, DamagedStateIT::ofALaterVersion),
                        "store learner-champion: parameter block \\d+: expected format version 1, found 3.*"
                                + quoted(CHANGELOG_ADVICE)),
                refused("changelog-without-a-block", (config, state) -> rewriteBlocks(config, block -> null), missing));
    }

    /** Nothing that could be restored is left: the one thing that may not happen is a model that began anew. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("lost")
    void shouldRefuseWhenTheChangelogIsDamagedAndTheDiskIsLost(String name, Damage damage, String message)
            throws Exception {
        MillraceConfig config = learned(name);
        StateDirectory state = new StateDirectory(config, "champion");
        damage.to(config, state);
        state.delete();

        assertRefused(config, message);
        assertThat(predictions(config)).isEqualTo(undamaged.subList(0, 2 * BEFORE));
    }

    /** The disk's offset is before the end of the last transaction: Kafka Streams drops the disk, and restores nothing. */
    @Test
    void shouldRefuseWhenTheChangelogIsDeletedBeyondTheOffsetOfTheDisk() throws Exception {
        MillraceConfig config = learned("beyond");
        cluster.deleteRecords(changelog(config), 0);
        cluster.send(config, FLIGHTS.subList(BEFORE, EVENTS), BEFORE);

        assertRefused(
                config,
                "store learner-champion: there is no header, but its changelog had records that were deleted.*"
                        + quoted(CHANGELOG_ADVICE));
        assertThat(predictions(config)).isEqualTo(undamaged.subList(0, 2 * BEFORE));
    }

    /** A thread that refuses does not close the store in good order, so that Kafka Streams drops it at the next start. */
    @Test
    void shouldRestoreByItselfWhenStartedAgainAfterARefusal() throws Exception {
        MillraceConfig config = learned("again");
        new StateDirectory(config, "champion").changeHeader(DamagedStateIT::ofALaterVersion);

        assertRefused(config, "store learner-champion: header: .*");
        assertThat(cluster.committedEvents(config)).isEqualTo(BEFORE);
        assertGoesOn(config);
    }

    private static void assertGoesOn(MillraceConfig config) throws Exception {
        cluster.send(config, FLIGHTS.subList(BEFORE, EVENTS), BEFORE);
        assertThat(published(config, runUntil(config, EVENTS - 1))).isEqualTo(undamaged);
    }

    private static List<String> published(MillraceConfig config, List<ModelHeader> headers) throws IOException {
        LearningAppIT.assertSameAsCore(config, headers, FLIGHTS);
        return predictions(config);
    }

    private static void assertRefused(MillraceConfig config, String message) throws Exception {
        assertThat(refusal(config))
                .isInstanceOf(CorruptStateException.class)
                .satisfies(e -> assertThat(e.getMessage()).matches("(?s)" + message));
    }

    /** What Kafka Streams opens before its threads start is refused at once, the rest when a thread finds it. */
    private static @Nullable Throwable refusal(MillraceConfig config) throws InterruptedException {
        try (LearningApp app = LearningApp.start(config, note -> {})) {
            assertThat(app.awaitStop(AppRun.LIMIT)).as("stopped by itself").isTrue();
            return app.failure();
        } catch (CorruptStateException e) {
            return e;
        }
    }

    /** Has learned the first events and was stopped in good order. */
    private static MillraceConfig learned(String name) throws Exception {
        MillraceConfig config = config(name);
        cluster.createEvents(config, 1);
        cluster.send(config, FLIGHTS.subList(0, BEFORE), 0);
        runUntil(config, BEFORE - 1);
        return config;
    }

    private static List<ModelHeader> runUntil(MillraceConfig config, long offset) throws Exception {
        return AppRun.until(config, header -> header.getOffset() == offset);
    }

    private static List<String> predictions(MillraceConfig config) {
        return cluster.committed(config, config.topics().predictions(), Prediction.class).stream()
                .map(p -> p.getLearner() + " " + p.getSourceOffset() + " " + p.getScore() + " " + p.getPrediction())
                .toList();
    }

    /** The first block that the changelog has, once more; null deletes it. */
    private static void rewriteBlocks(MillraceConfig config, UnaryOperator<byte[]> change) throws Exception {
        ConsumerRecord<byte[], byte[]> block = cluster.committed(changelog(config)).stream()
                .filter(record -> record.key()[0] == 2)
                .findFirst()
                .orElseThrow();
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            producer.send(new ProducerRecord<>(changelog(config), block.key(), change.apply(block.value())))
                    .get();
        }
    }

    private static String changelog(MillraceConfig config) {
        return config.application() + "-learner-champion-changelog";
    }

    private static byte[] ofALaterVersion(byte[] bytes) {
        bytes[0] = 3;
        return bytes;
    }

    private static byte[] flip(byte[] bytes, int at) {
        bytes[at] ^= 0x10;
        return bytes;
    }

    private static Arguments damage(String name, Damage damage) {
        return Arguments.of(name, damage);
    }

    private static Arguments refused(String name, Damage damage, String message) {
        return Arguments.of(name, damage, message);
    }

    private static String quoted(String text) {
        return "\\Q" + text + "\\E";
    }

    private static MillraceConfig config(String application) {
        MillraceConfig config = FlightConfigs.of(
                application,
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                directory.resolve("state-" + application).toString(),
                FlightConfigs.TWO_LEARNERS);
        // An application that stops by itself does not leave its group: the next waits for this.
        return TestConfigs.withKafka(config, "session.timeout.ms", "6000");
    }
}
