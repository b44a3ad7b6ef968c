package dev.millrace.learn;

import dev.millrace.config.Fingerprint;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.learn.Learner;
import dev.millrace.schemas.ModelHeader;
import java.nio.ByteBuffer;
import java.time.Instant;

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
                .build();
    }
}
