package dev.millrace.live;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A topic to follow. What takes its records is called by the tail's thread only.
 *
 * @param longest offsets that are read of a partition at most when it is far ahead; what lies before is skipped
 * @param records takes each record, in the order of its partition; throws {@link
 *     org.apache.kafka.common.errors.SerializationException} for one that is none of Millrace's, which is passed over
 * @param skipped takes how many offsets are not read
 */
record TailedTopic(String name, long longest, Consumer<ConsumerRecord<byte[], byte[]>> records, LongConsumer skipped) {}
