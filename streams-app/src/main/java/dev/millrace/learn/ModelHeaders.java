package dev.millrace.learn;

import dev.millrace.config.Fingerprint;
import dev.millrace.config.TopicsConfig;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.learn.Learner;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.SourceOffset;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Makes headers: all of a learner's state that is not in its parameter blocks, and where it is. */
public final class ModelHeaders {

    private ModelHeaders() {}

    /**
     * The header of a learner as it is now.
     *
     * @param name of the learner
     * @param topic of the last event that was processed; empty before the first
     * @param partition -1 before the first
     * @param offset -1 before the first
     * @param eventTimeMillis of that event
     * @param sources how far each partition of the events topic was processed, ascending
     * @param buffer used to write the state; what is in it is lost
     */
    public static ModelHeader of(
            Learner learner,
            String name,
            Fingerprint fingerprint,
            String topic,
            int partition,
            long offset,
            long eventTimeMillis,
            List<SourceOffset> sources,
            StateWriter buffer) {
        buffer.clear();
        learner.save(buffer);
        return ModelHeader.newBuilder()
                .setLearner(name)
                .setFingerprint(fingerprint.hex())
                .setConfiguration(fingerprint.json())
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .setEventTime(Instant.ofEpochMilli(eventTimeMillis))
                .setStep(learner.step())
                .setExamples(learner.examples())
                .setDigest(learner.digest())
                .setParameterDigest(learner.parameters().digest())
                .setState(ByteBuffer.wrap(buffer.toByteArray()))
                .setSources(sources)
                .build();
    }

    /**
     * How far each partition of the events topic was processed, ascending. Where a header does not say so, because it is of
     * an older version, it is known only of a topic of one partition. What it says of other topics than these, as that of
     * a model from elsewhere may, is nothing about them.
     */
    public static List<SourceOffset> sources(ModelHeader header, TopicsConfig topics) {
        String topic = header.getTopic();
        boolean ofThese = topic.equals(topics.events()) || topic.equals(topics.sequence());
        return ofThese && !header.getSources().isEmpty()
                ? header.getSources()
                : sources(topic, header.getPartition(), header.getOffset(), topics);
    }

    /**
     * The same of a learner of which no more is known than its position.
     *
     * @param topic that it has read, in one partition
     */
    public static List<SourceOffset> sources(String topic, int partition, long offset, TopicsConfig topics) {
        return topic.equals(topics.events()) && offset >= 0 ? List.of(new SourceOffset(partition, offset)) : List.of();
    }
}
