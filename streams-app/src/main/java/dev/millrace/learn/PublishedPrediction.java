package dev.millrace.learn;

import dev.millrace.schemas.Prediction;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * A prediction that writes its fields itself, in the order of its schema. There is one for each event, and Avro's writer, which
 * looks up each field, union and conversion, takes as long for it as the learner does to learn. (Avro does not generate this
 * for schemas with a timestamp.)
 */
final class PublishedPrediction extends Prediction {

    private static final long serialVersionUID = 1;

    /** Arguments as of {@link Prediction}. */
    PublishedPrediction(
            String learner,
            long step,
            int sourcePartition,
            long sourceOffset,
            Instant eventTime,
            double score,
            double prediction,
            List<Double> probabilities,
            @Nullable Double label,
            @Nullable Double loss) {
        super(learner, step, sourcePartition, sourceOffset, eventTime, score, prediction, probabilities, label, loss);
    }

    @Override
    protected boolean hasCustomCoders() {
        return true;
    }

    @Override
    public void customEncode(Encoder out) throws IOException {
        out.writeString(getLearner());
        out.writeLong(getStep());
        out.writeInt(getSourcePartition());
        out.writeLong(getSourceOffset());
        out.writeLong(getEventTime().toEpochMilli());
        out.writeDouble(getScore());
        out.writeDouble(getPrediction());
        List<Double> probabilities = getProbabilities();
        out.writeArrayStart();
        out.setItemCount(probabilities.size());
        for (double probability : probabilities) {
            out.startItem();
            out.writeDouble(probability);
        }
        out.writeArrayEnd();
        writeNullable(getLabel(), out);
        writeNullable(getLoss(), out);
    }

    private static void writeNullable(@Nullable Double value, Encoder out) throws IOException {
        if (value == null) {
            out.writeIndex(0);
            out.writeNull();
        } else {
            out.writeIndex(1);
            out.writeDouble(value);
        }
    }
}
