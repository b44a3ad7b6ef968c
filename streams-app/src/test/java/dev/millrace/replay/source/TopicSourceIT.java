package dev.millrace.replay.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.MillraceConfig;
import dev.millrace.ingest.file.ReadOptions;
import dev.millrace.ingest.file.RecordReader;
import dev.millrace.ingest.file.TopicImporter;
import dev.millrace.replay.ReplayException;
import dev.millrace.replay.source.SourceEvents.Seen;
import dev.millrace.testing.TestCluster;
import dev.millrace.topic.Connection;
import dev.millrace.topic.TopicException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of topics of a real broker, and what is said when they are not as expected. */
class TopicSourceIT {

    /** Their records are of 1970. */
    private static final Map<String, String> PLAIN = Map.of("retention.ms", "-1");
    /** Few records at a time, so that a topic can be changed before all of it is on its way. */
    private static final String SMALL_FETCHES =
            ", consumer.max.poll.records: 5, consumer.fetch.max.bytes: 300, consumer.max.partition.fetch.bytes: 300";

    @TempDir
    static Path folder;

    private static TestCluster cluster;
    private static SourceTopics topics;

    private final List<String> notes = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        cluster = new TestCluster(folder);
        topics = new SourceTopics(cluster);
    }

    @AfterAll
    static void stop() {
        topics.close();
        cluster.close();
    }

    @Test
    void shouldReadAPartitionWithItsKeysTimesAndOffsetsTwiceTheSame() throws Exception {
        topics.create("plain", 1, PLAIN);
        topics.send("plain", 0, 3, "k", topics.event("plain", 7));
        topics.send("plain", 0, 2, null, topics.event("plain", 8));

        try (TopicSource source = source("plain", TopicRange.WHOLE)) {
            topics.send("plain", 0, 9);

            List<Seen> seen = SourceEvents.of(source);
            assertThat(source.description()).isEqualTo("topic plain, partition 0, offsets 0 to 1");
            assertThat(seen).containsExactly(new Seen(0, 0, 3, "k", "{\"n\": 7}"), new Seen(0, 1, 2, "", "{\"n\": 8}"));
            assertThat(SourceEvents.of(source)).isEqualTo(seen);
            List<Double> progress = new ArrayList<>();
            source.read(event -> !progress.add(event.progress()));
            assertThat(progress).containsExactly(0.5);
        }
        assertThat(notes).isEmpty();
        assertThat(topics.groups()).isEmpty();
    }

    @Test
    void shouldMergePartitionsByTimeThenPartitionAndKeepTheOrderWithinEach() throws Exception {
        topics.create("merged", 4, PLAIN);
        topics.send("merged", 0, 1, 4, 2, 9);
        topics.send("merged", 1, 1, 3, 5);
        topics.send("merged", 3, 0, 3, 9);

        MillraceConfig config = topics.config("merged", ", consumer.max.poll.records: 1");
        try (TopicSource source = new TopicSource(config, null, TopicRange.WHOLE, notes::add)) {
            assertThat(source.description()).isEqualTo("topic merged, 4 partitions merged by timestamp, 10 offsets");
            List<Seen> seen = SourceEvents.of(source);
            // 2 comes after 4 in partition 0, and waits for it.
            assertThat(seen.stream().map(event -> event.partition() + ":" + event.timestampMillis() / 10))
                    .containsExactly("3:0", "0:1", "1:1", "1:3", "3:3", "0:4", "0:2", "1:5", "0:9", "3:9");
            assertThat(SourceEvents.of(source)).isEqualTo(seen);
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void shouldMergeInBoundedMemoryWhenOnePartitionIsMuchLonger() throws Exception {
        topics.create("long", 2, PLAIN);
        topics.sendRange("long", 0, 0, 1_000);
        topics.send("long", 1, 2_000);

        try (TopicSource source =
                new TopicSource(topics.config("long", SMALL_FETCHES), null, TopicRange.WHOLE, notes::add)) {
            List<Long> times = new ArrayList<>();
            source.read(event -> times.add(event.timestampMillis() / 10));
            assertThat(times)
                    .isEqualTo(LongStream.concat(LongStream.range(0, 1_000), LongStream.of(2_000))
                            .boxed()
                            .toList());
        }
    }

    @Test
    void shouldTellOfTheSequenceTopicWhenThereIsOne() throws Exception {
        topics.create("split", 2, PLAIN);
        topics.create("split-app-sequence", 1, PLAIN);
        topics.send("split", 0, 1);
        topics.send("split-app-sequence", 0, 1);

        MillraceConfig config = topics.config("split", "");
        try (TopicSource source = source("split", TopicRange.WHOLE);
                TopicSource sequence = new TopicSource(config, "split-app-sequence", TopicRange.WHOLE, note -> {})) {
            assertThat(SourceEvents.of(source)).hasSize(1);
            assertThat(source.topic()).isEmpty();
            assertThat(sequence.topic()).isEqualTo("split-app-sequence");
        }
        assertThat(notes)
                .containsExactly("topic 'split' has 2 partitions, which are merged by timestamp; the order that the"
                        + " application has learned in is that of topic 'split-app-sequence': --topic"
                        + " split-app-sequence replays it");
        try (TopicSource source =
                new TopicSource(topics.config("split", ""), "split-app-sequence", TopicRange.WHOLE, notes::add)) {
            assertThat(source.description()).isEqualTo("topic split-app-sequence, partition 0, offsets 0 to 0");
        }
        assertThat(notes).hasSize(1);
    }

    @Test
    void shouldLeaveOutWhatWasAborted() throws Exception {
        topics.create("transactions", 1, PLAIN);
        topics.transact("transactions", 0, true, 0, 1);
        topics.transact("transactions", 0, false, 100, 101, 102);
        topics.transact("transactions", 0, true, 2);
        topics.transact("transactions", 0, false, 103);

        // Offsets 2, 6, 8 and 10 are markers.
        assertThat(numbers("transactions", TopicRange.WHOLE)).containsExactly(0L, 1L, 2L);
        assertThat(numbers("transactions", range("1", "7"))).containsExactly(1L, 2L);
        assertThatThrownBy(() -> numbers("transactions", range("8", "10")))
                .isInstanceOf(ReplayException.class)
                .hasMessage("topic transactions, partition 0, offsets 8 to 10: none of these offsets holds a committed"
                        + " event; there is nothing to replay");
        assertThat(notes).isEmpty();
    }

    @Test
    void shouldReadRangesOfOffsetsWithBothEnds() throws Exception {
        topics.create("offsets", 1, PLAIN);
        topics.sendRange("offsets", 0, 0, 10);
        topics.deleteBefore("offsets", 2);

        assertThat(numbers("offsets", range("3", "5"))).containsExactly(3L, 4L, 5L);
        assertThat(numbers("offsets", range("8", null))).containsExactly(8L, 9L);
        assertThat(numbers("offsets", range(null, "2"))).containsExactly(2L);
        assertThat(numbers("offsets", range("9", "9"))).containsExactly(9L);
        assertThat(notes)
                .containsExactly("the first 2 records of topic 'offsets' were deleted: a learner that has learned from"
                        + " them is not replayed");

        assertThatThrownBy(() -> numbers("offsets", range("1", null)))
                .isInstanceOf(ReplayException.class)
                .hasMessage("--from 1: the records of topic 'offsets' before offset 2 were deleted; it has offsets 2 to"
                        + " 9");
        assertThatThrownBy(() -> numbers("offsets", range("10", null)))
                .hasMessage("--from 10 is beyond the end of topic 'offsets', which has offsets 2 to 9; leave --from out"
                        + " to begin at the first");
        assertThatThrownBy(() -> numbers("offsets", range(null, "10")))
                .hasMessage("--until 10 is beyond the end of topic 'offsets', which has offsets 2 to 9; leave --until"
                        + " out to read to the last");
    }

    @Test
    void shouldReadRangesOfTimesInAllPartitions() throws Exception {
        topics.create("times", 2, PLAIN);
        topics.send("times", 0, 1, 3, 5, 7);
        topics.send("times", 1, 2, 4, 6);

        assertThat(numbers("times", range("30ms", "50ms"))).containsExactly(3L, 4L, 5L);
        assertThat(numbers("times", range("31ms", "59ms"))).containsExactly(4L, 5L);
        assertThat(numbers("times", range("1970-01-01T00:00:00.061", null))).containsExactly(7L);
        assertThat(numbers("times", range("1960-01-01", "1970-01-01T00:00:00.010Z")))
                .containsExactly(1L);
        assertThat(numbers("times", range("1970-01-01", "1970-01-01"))).hasSize(7);

        assertThatThrownBy(() -> numbers("times", range("2001-01-01", null)))
                .isInstanceOf(ReplayException.class)
                .hasMessage("topic 'times' has no committed records in the range from 2001-01-01; it has 2 partitions,"
                        + " with times from 1970-01-01T00:00:00.010Z to 1970-01-01T00:00:00.070Z (when records were"
                        + " sent, if the sender gave no time)");
        assertThatThrownBy(() -> numbers("times", range(null, "1960-01-01")))
                .hasMessageStartingWith("topic 'times' has no committed records in the range until 1960-01-01; ");
        assertThatThrownBy(() -> numbers("times", range("2", null)))
                .hasMessage("--from 2: an offset says where in one partition, and topic 'times' has 2; give a time, or"
                        + " replay a topic of one partition");
    }

    @Test
    void shouldSayWhenTheTopicIsEmptyOrNotThere() throws Exception {
        topics.create("empty", 3, PLAIN);

        assertThatThrownBy(() -> numbers("empty", TopicRange.WHOLE))
                .isInstanceOf(ReplayException.class)
                .hasMessage("topic 'empty' has no committed records: there is nothing to replay");
        assertThatThrownBy(() -> numbers("nowhere", TopicRange.WHOLE))
                .isInstanceOf(TopicException.class)
                .hasMessage("there is no topic 'nowhere' at " + cluster.bootstrapServers()
                        + "; check its name, or create it");
        assertThat(topics.exists("nowhere")).isFalse();
    }

    @Test
    void shouldGoOnWhenRecordsAreGarbage() throws Exception {
        topics.create("garbage", 1, PLAIN);
        byte[] event = topics.event("garbage", 1);
        topics.send("garbage", 0, 1, null, new byte[] {1, 2, 3});
        topics.send("garbage", 0, 2, null, event);
        topics.send("garbage", 0, 3, null, new byte[0]);
        topics.send("garbage", 0, 4, "k", null);
        topics.send("garbage", 0, 5, null, java.util.Arrays.copyOf(event, event.length + 1));
        topics.send("garbage", 0, 6, null, new byte[] {0, 127, 0, 0, 0, 2});

        try (TopicSource source = source("garbage", TopicRange.WHOLE)) {
            List<String> records =
                    SourceEvents.of(source).stream().map(Seen::record).toList();
            assertThat(records.get(0)).startsWith("unreadable: ").contains("found 3");
            assertThat(records.get(1)).isEqualTo("{\"n\": 1}");
            assertThat(records.get(2)).startsWith("unreadable: ").contains("found 0");
            assertThat(records.get(3)).isEqualTo("unreadable: expected an Avro record, got no value");
            assertThat(records.get(4)).startsWith("unreadable: ").contains("1 bytes left after the record");
            assertThat(records.get(5)).startsWith("unreadable: ").contains("unknown");
        }
    }

    @Test
    void shouldTellOfGapsWhenTheTopicIsCompacted() throws Exception {
        topics.create(
                "compacted",
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.ms", "1",
                        "min.cleanable.dirty.ratio", "0.001",
                        "max.compaction.lag.ms", "1"));
        for (int number = 0; number < 6; number++) {
            topics.send("compacted", 0, 10L * number, "k" + number % 2, topics.event("compacted", number));
        }
        topics.send("compacted", 0, 60, "k0", null);

        List<Long> numbers = awaitCompaction("compacted", 7);

        // The last record is in the segment that is written to, and stays.
        assertThat(numbers).contains(5L).endsWith(-1L);
        assertThat(notes)
                .contains(
                        "topic 'compacted' is compacted (cleanup.policy): an event vanishes when a later one has the same"
                                + " key, so that what is replayed is not the whole stream",
                        7 - numbers.size() + " of the 7 offsets read of topic 'compacted' hold no event any more, or a"
                                + " marker of a transaction");
    }

    @Test
    void shouldSayWhenTheTopicIsDeletedWhileItIsRead() throws Exception {
        topics.create("deleted", 1, PLAIN);
        topics.sendRange("deleted", 0, 0, 200);
        List<Long> seen = new ArrayList<>();

        try (TopicSource source =
                new TopicSource(topics.config("deleted", SMALL_FETCHES), null, TopicRange.WHOLE, notes::add)) {
            assertThatThrownBy(() -> source.read(event -> {
                        seen.add(event.offset());
                        if (seen.size() == 3) {
                            run(() -> topics.delete("deleted"));
                        }
                        return true;
                    }))
                    .isInstanceOf(TopicException.class)
                    .hasMessage("topic 'deleted' was deleted while it was read, after " + seen.size()
                            + " events; what was replayed is not whole. Give the name of a copy, if there is one");
        }
        assertThat(seen)
                .hasSizeBetween(3, 199)
                .isEqualTo(LongStream.range(0, seen.size()).boxed().toList());
        assertThat(topics.exists("deleted")).isFalse();
    }

    @Test
    void shouldSayWhenRecordsAreDeletedWhileTheyAreRead() throws Exception {
        topics.create("retained", 1, PLAIN);
        topics.sendRange("retained", 0, 0, 200);
        List<Long> seen = new ArrayList<>();

        try (TopicSource source =
                new TopicSource(topics.config("retained", SMALL_FETCHES), null, TopicRange.WHOLE, notes::add)) {
            assertThatThrownBy(() -> source.read(event -> {
                        seen.add(event.offset());
                        if (seen.size() == 3) {
                            run(() -> topics.deleteBefore("retained", 150));
                        }
                        return true;
                    }))
                    .isInstanceOf(ReplayException.class)
                    .hasMessage("records of retained-0 were deleted while it was read: expected offset " + seen.size()
                            + ", it begins at 150 now, after " + seen.size()
                            + " events. Replay again from what is there,"
                            + " or keep records longer (retention.ms, retention.bytes)");
            // Another epoch begins at the beginning, which is gone.
            assertThatThrownBy(() -> source.read(event -> true))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageStartingWith(
                            "records of retained-0 were deleted while it was read: expected offset 0, it"
                                    + " begins at 150 now, after 0 events.");
        }
        assertThat(seen).hasSizeBetween(3, 149);
    }

    /** The same features, whichever way they came: types are inferred alike, and texts are equal. */
    @Test
    void shouldLearnTheSameFromTheFileAndFromTheTopicThatItWasImportedTo() throws Exception {
        Path flights = Path.of("..", "examples", "data", "flights-2001-300k.csv.gz");
        String part = SourceEvents.firstRows(flights, 5_000, folder.resolve("part.csv"));
        String yaml = Files.readString(Path.of("..", "examples", "flights.yaml"))
                .replace("${BOOTSTRAP_SERVERS:-127.0.0.1:9092}", cluster.bootstrapServers())
                .replace("${SCHEMA_REGISTRY_URL:-http://127.0.0.1:8081}", cluster.registryUrl());
        MillraceConfig config = MillraceConfig.parse(yaml, "flights.yaml");
        topics.create("flights", 1, PLAIN);
        try (RecordReader reader = RecordReader.open(part, ReadOptions.DEFAULT.withRecordName("flights"), notes::add);
                TopicImporter importer = new TopicImporter(Connection.of(config), "flights")) {
            importer.run(reader, TopicImporter.Request.EVERYTHING, (records, position, size) -> {});
        }

        try (TopicSource topic = new TopicSource(config, null, TopicRange.WHOLE, notes::add);
                FileSource file = new FileSource(part, ReadOptions.DEFAULT, null, notes::add)) {
            var fromTopic = SourceEvents.learned(config, topic);
            var fromFile = SourceEvents.learned(config, file);
            assertThat(fromTopic.step()).isEqualTo(5_000);
            assertThat(fromFile.digest()).isEqualTo(fromTopic.digest());
            assertThat(SourceEvents.learned(config, file).digest()).isEqualTo(fromTopic.digest());
        }
        assertThat(notes).isEmpty();
    }

    /** Reads until compaction has taken a record away; it runs when the broker likes. A tombstone is -1. */
    private List<Long> awaitCompaction(String topic, int sent) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        List<Long> numbers = numbers(topic, TopicRange.WHOLE);
        while (numbers.size() == sent) {
            assertThat(System.nanoTime()).as("compaction").isLessThan(deadline);
            notes.clear();
            numbers = numbers(topic, TopicRange.WHOLE);
        }
        return numbers;
    }

    private List<Long> numbers(String topic, TopicRange range) {
        List<Long> numbers = new ArrayList<>();
        try (TopicSource source = source(topic, range)) {
            source.read(event -> numbers.add(
                    event.record() == null ? -1 : (Long) event.record().get(0)));
        }
        return numbers;
    }

    private TopicSource source(String topic, TopicRange range) {
        return new TopicSource(topics.config(topic, ""), null, range, notes::add);
    }

    private static TopicRange range(String from, String until) {
        return TopicRange.parse(from, until, ZoneOffset.UTC);
    }

    /** For visitors, which throw nothing that is checked. */
    private static void run(Change change) {
        try {
            change.make();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @FunctionalInterface
    private interface Change {
        void make() throws Exception;
    }
}
