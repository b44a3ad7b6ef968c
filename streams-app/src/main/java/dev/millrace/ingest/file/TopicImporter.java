package dev.millrace.ingest.file;

import dev.millrace.schemas.registry.SchemaRegistryException;
import dev.millrace.topic.ClientSettings;
import dev.millrace.topic.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the records of a file to a topic, in file order, with the time of sending as timestamp: an event's own time may
 * be so old that the topic's retention would delete it at once. Not one transaction: what was sent before a failure
 * stays in the topic.
 *
 * <p>Threads: one runs the import; {@link #stop()} may be called from any. Acknowledgements come on the producer's own
 * thread, which alone writes the offsets and their count; both are read when the producer was flushed.
 */
public final class TopicImporter implements AutoCloseable {

    private static final int SHOWN_BAD_ROWS = 5;
    private static final int PROGRESS_RECORDS = 1_000;

    private final Producer<byte[], byte[]> producer;
    private final Serializer<Object> serializer;
    private final String servers;
    private final String topic;
    private final SortedMap<Integer, Offsets> offsets = new TreeMap<>();
    private long acknowledged;
    private volatile @Nullable Exception failure;
    private volatile boolean stopped;

    /**
     * What to send.
     *
     * @param keyField field whose value, as text in UTF-8, becomes the record's key; null: records have no key
     * @param limit records to send at most
     * @param skipBadRows whether rows that do not fit are left out; else the first one ends the import
     */
    public record Request(@Nullable String keyField, long limit, boolean skipBadRows) {
        public static final Request EVERYTHING = new Request(null, Long.MAX_VALUE, false);
    }

    /** Hears how far the import is, on the importing thread, every {@value #PROGRESS_RECORDS} records. */
    @FunctionalInterface
    public interface Progress {

        /**
         * @param records sent so far
         * @param position bytes of the file read so far, compressed if it is
         * @param size of the file in the same bytes, or -1
         */
        void at(long records, long position, long size);
    }

    /** First and last offset in one partition. */
    public record Offsets(long first, long last) {
        private Offsets with(long offset) {
            return new Offsets(Math.min(first, offset), Math.max(last, offset));
        }
    }

    /**
     * What was done.
     *
     * @param records acknowledged by the broker
     * @param skipped rows that did not fit
     * @param firstSkipped why, for the first {@value #SHOWN_BAD_ROWS}
     * @param offsets by partition
     * @param stopped whether {@link TopicImporter#stop()} ended the import early
     */
    public record Summary(
            String topic,
            long records,
            long skipped,
            List<String> firstSkipped,
            Duration elapsed,
            SortedMap<Integer, Offsets> offsets,
            boolean stopped) {

        /** Records a second. */
        public double rate() {
            return records / Math.max(1e-9, elapsed.toNanos() / 1e9);
        }
    }

    /** Connects; the topic must exist. */
    public TopicImporter(Connection connection, String topic) {
        this(
                new KafkaProducer<>(settings(connection.kafka()), new ByteArraySerializer(), new ByteArraySerializer()),
                connection.valueSerializer(),
                String.valueOf(connection.kafka().get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)),
                topic);
    }

    TopicImporter(Producer<byte[], byte[]> producer, Serializer<Object> serializer, String servers, String topic) {
        this.producer = producer;
        this.serializer = serializer;
        this.servers = servers;
        this.topic = topic;
    }

    /** Batches as large as bulk sending wants them; what the config says wins. */
    private static Map<String, Object> settings(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        // Half a minute without a broker is enough to give up; the default is two.
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.putAll(ClientSettings.producer(kafka));
        return settings;
    }

    /**
     * Sends every record of the reader, and returns when the broker has them.
     *
     * @throws ImportException if a row does not fit, or reading or sending fails; it says how much was sent before
     * @throws IllegalArgumentException if there is no such key field
     */
    public Summary run(RecordReader reader, Request request, Progress progress) throws ImportException {
        Schema.Field key = keyField(reader.schema(), request.keyField());
        List<String> skipped = new ArrayList<>();
        long start = System.nanoTime();
        long sent = 0;
        long bad = 0;
        try {
            while (sent < request.limit() && !stopped && failure == null) {
                try {
                    GenericRecord record = reader.next();
                    if (record == null) {
                        break;
                    }
                    send(record, key);
                    if (++sent % PROGRESS_RECORDS == 0) {
                        progress.at(sent, reader.position(), reader.size());
                    }
                } catch (BadRowException e) {
                    if (!request.skipBadRows()) {
                        throw e;
                    }
                    if (bad++ < SHOWN_BAD_ROWS) {
                        skipped.add(String.valueOf(e.getMessage()));
                    }
                }
            }
            flush();
        } catch (IOException | KafkaException | SchemaRegistryException e) {
            producer.flush();
            throw new ImportException(reason(e), acknowledged, topic, e);
        }
        progress.at(sent, reader.position(), reader.size());
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new Summary(topic, acknowledged, bad, List.copyOf(skipped), elapsed, new TreeMap<>(offsets), stopped);
    }

    private static Schema.@Nullable Field keyField(Schema schema, @Nullable String name) {
        Schema.Field field = name == null ? null : schema.getField(name);
        if (name != null && field == null) {
            throw new IllegalArgumentException("--key: there is no field '" + name + "'; the fields are "
                    + String.join(
                            ", ",
                            schema.getFields().stream().map(Schema.Field::name).toList()));
        }
        return field;
    }

    private void send(GenericRecord record, Schema.@Nullable Field keyField) {
        Object key = keyField == null ? null : record.get(keyField.pos());
        byte[] keyBytes = key == null ? null : key.toString().getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(
                new ProducerRecord<>(topic, keyBytes, serializer.serialize(topic, record)), this::acknowledge);
    }

    /** On the producer's thread. */
    private void acknowledge(@Nullable RecordMetadata metadata, @Nullable Exception e) {
        if (e != null || metadata == null) {
            failure = e;
            return;
        }
        acknowledged++;
        long offset = metadata.offset();
        Offsets before = offsets.get(metadata.partition());
        offsets.put(metadata.partition(), before == null ? new Offsets(offset, offset) : before.with(offset));
    }

    private void flush() {
        producer.flush();
        Exception e = failure;
        if (e != null) {
            throw e instanceof KafkaException kafka ? kafka : new KafkaException(e);
        }
    }

    private String reason(Exception e) {
        return e instanceof TimeoutException
                ? "the broker at " + servers + " did not take the records in time: " + e.getMessage()
                : String.valueOf(e.getMessage());
    }

    /** Ends the import after the record that is being sent; {@link #run} returns what was done. */
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
    }
}
