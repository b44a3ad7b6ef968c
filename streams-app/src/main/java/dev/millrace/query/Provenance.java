package dev.millrace.query;

import dev.millrace.config.TopicsConfig;
import dev.millrace.learn.ModelHeaders;
import dev.millrace.schemas.ModelHeader;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which model an answer is about: two answers of equal digests are about the same parameters and learning state.
 *
 * @param fingerprint of the learning-relevant part of the config, 16 hexadecimal digits
 * @param step optimizer steps made
 * @param examples labeled events learned from
 * @param position of the last event that the model has seen; null before the first
 * @param trainedThrough how far each partition of the events topic was processed, ascending; partitions without a processed
 *     event are left out; empty for what was reported
 * @param digest 64-bit hash of all parameters and learning state, 16 hexadecimal digits; the one of the loss report at
 *     the same position
 * @param served where the answer comes from; null for what every instance reads from topics
 */
public record Provenance(
        String learner,
        String fingerprint,
        long step,
        long examples,
        @Nullable Position position,
        List<SourcePosition> trainedThrough,
        String digest,
        @Nullable Served served) {

    /** Of an event in the topic that the learner reads: that of the events, or the sequence topic. */
    public record Position(String topic, int partition, long offset) {}

    /** Of the last event of a partition of the events topic that was learned from, quarantined or skipped. */
    public record SourcePosition(int partition, long offset) {}

    static Provenance of(ModelHeader header, TopicsConfig topics, Served.Witness witness) {
        Position position = header.getOffset() < 0
                ? null
                : new Position(header.getTopic(), header.getPartition(), header.getOffset());
        return new Provenance(
                header.getLearner(),
                header.getFingerprint(),
                header.getStep(),
                header.getExamples(),
                position,
                ModelHeaders.sources(header, topics).stream()
                        .map(source -> new SourcePosition(source.getPartition(), source.getOffset()))
                        .toList(),
                hex(header.getDigest()),
                witness.of(position));
    }

    /** Of what was reported of a learner, to a topic or by its own thread; neither tells how far each partition was. */
    public static Provenance reported(
            String learner, String fingerprint, long step, long examples, @Nullable Position position, String digest) {
        return new Provenance(learner, fingerprint, step, examples, position, List.of(), digest, null);
    }

    public static String hex(long digest) {
        return HexFormat.of().toHexDigits(digest);
    }
}
