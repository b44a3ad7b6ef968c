package dev.millrace.bench;

import dev.millrace.app.StreamsSettings;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.schemas.ModelHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/** A learner's changelog on the broker, read with the settings of Kafka Streams' own restore consumer. */
final class Changelog {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** As in the keys of a learner's store. */
    private static final byte HEADER = 0;

    private static final byte BLOCK = 2;

    /** What stands before a header's Avro: version and checksum. */
    private static final int HEADER_PREFIX = 9;

    /**
     * What was written at one commit.
     *
     * @param position offset of the last event that the learner had processed
     * @param bytes of keys and values, the header's among them
     */
    record WriteBack(long position, long blocks, long bytes) {}

    /**
     * @param bytes of keys and values
     * @param nanos from the first question for records to the last record
     */
    record Read(long records, long bytes, long nanos) {}

    private final TopicPartition partition;
    private final Map<String, Object> settings;

    /** That of the config's first learner. */
    Changelog(MillraceConfig config) {
        String store = LearnProcessor.storeName(config.learners().get(0).name());
        this.partition = new TopicPartition(config.application() + "-" + store + "-changelog", 0);
        this.settings = new StreamsConfig(StreamsSettings.of(config)).getRestoreConsumerConfigs("raw-read");
    }

    TopicPartition partition() {
        return partition;
    }

    /** Reads all of it, and does nothing with it but to add up sizes. */
    Read read() {
        long[] counts = new long[2];
        long nanos = forEachBatch(batch -> {
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                counts[0]++;
                counts[1] += record.serializedKeySize() + Math.max(0, record.serializedValueSize());
            }
        });
        return new Read(counts[0], counts[1], nanos);
    }

    /** All write-backs that were committed, in their order. */
    List<WriteBack> writeBacks() {
        List<WriteBack> all = new ArrayList<>();
        long[] open = new long[2];
        forEachBatch(batch -> {
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                open[1] += record.serializedKeySize() + record.serializedValueSize();
                switch (record.key()[0]) {
                    case BLOCK -> open[0]++;
                    case HEADER -> {
                        all.add(new WriteBack(position(record.value()), open[0], open[1]));
                        open[0] = 0;
                        open[1] = 0;
                    }
                    default ->
                        throw new IllegalStateException(
                                "expected a header or a block, found a record of kind " + record.key()[0]);
                }
            }
        });
        if (open[0] > 0) {
            throw new IllegalStateException("expected a header behind the last " + open[0] + " blocks, found none");
        }
        return all;
    }

    private static long position(byte[] header) {
        try {
            GenericRecord decoded = new GenericDatumReader<GenericRecord>(ModelHeader.SCHEMA$)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(header, HEADER_PREFIX, header.length - HEADER_PREFIX, null));
            return (Long) decoded.get("offset");
        } catch (IOException e) {
            throw new IllegalStateException("expected a header, found what cannot be decoded", e);
        }
    }

    /** Nanoseconds from the first poll to the end; what is needed to find the partition comes before. */
    private long forEachBatch(Consumer<ConsumerRecords<byte[], byte[]>> reader) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seekToBeginning(List.of(partition));
            long position = consumer.position(partition);
            long start = System.nanoTime();
            while (position < end) {
                reader.accept(consumer.poll(Duration.ofMillis(100)));
                position = consumer.position(partition);
                if (System.nanoTime() - start > LIMIT.toNanos()) {
                    throw new IllegalStateException("reading " + partition + " stopped at " + position + " of " + end);
                }
            }
            return System.nanoTime() - start;
        }
    }

    /** Bytes of the log's segments in the directory of a broker: batches with their heads, and markers of transactions. */
    long bytesOnDisk(Path broker) throws IOException {
        try (Stream<Path> files = Files.walk(broker)) {
            long bytes = 0;
            for (Path file : files.filter(this::isSegment).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private boolean isSegment(Path file) {
        Path directory = file.getParent();
        return directory != null
                && directory.endsWith(partition.toString())
                && file.toString().endsWith(".log");
    }
}
