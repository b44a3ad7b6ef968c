package dev.millrace.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.TopicsConfig;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.SourceOffset;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceOffsetsTest {

    private static final TopicsConfig TOPICS =
            new TopicsConfig("events", "predictions", "reports", "quarantine", "sequence", (short) 1);

    private final SourceOffsets sources = new SourceOffsets();
    private final EventSource source = new EventSource("events");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldKnowTheFurthestEventOfEachPartitionWhateverTheOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Integer, Long> expected = new TreeMap<>();
        for (int i = 0; i < 2_000; i++) {
            int partition = random.nextInt(40);
            long offset = random.nextLong(1L << 40);
            expected.merge(partition, offset, Math::max);
            advance("sequence", 0, i, marks(partition, offset));
        }

        assertThat(sources.list())
                .isEqualTo(expected.entrySet().stream()
                        .map(entry -> new SourceOffset(entry.getKey(), entry.getValue()))
                        .toList());
    }

    @Test
    void shouldTakeThePositionWhenTheEventsTopicIsReadItself() {
        advance("events", 0, 17, new RecordHeaders());

        assertThat(sources.list()).containsExactly(new SourceOffset(0, 17L));
    }

    @Test
    void shouldPassOverEventsThatWereWrittenToTheSequenceByHand() {
        advance("sequence", 0, 17, new RecordHeaders());

        assertThat(sources.list()).isEmpty();
    }

    @Test
    void shouldGoOnFromAHeaderOfTheseTopicsOnly() {
        List<SourceOffset> said = List.of(new SourceOffset(1, 5L), new SourceOffset(4, 6L));
        sources.advance(header("others", said), TOPICS);
        assertThat(sources.list()).isEmpty();

        sources.advance(header("sequence", said), TOPICS);
        advance("sequence", 0, 43, marks(2, 9));

        assertThat(sources.list())
                .containsExactly(new SourceOffset(1, 5L), new SourceOffset(2, 9L), new SourceOffset(4, 6L));
    }

    @Test
    void shouldKnowAsMuchAsThePositionSaysWhenAHeaderIsOfAVersionWithoutSources() {
        assertThat(ModelHeaders.sources(header("events", List.of()), TOPICS)).containsExactly(new SourceOffset(0, 42L));
        assertThat(ModelHeaders.sources(header("sequence", List.of()), TOPICS)).isEmpty();
        assertThat(ModelHeaders.sources(header("", List.of()), TOPICS)).isEmpty();
    }

    private void advance(String topic, int partition, long offset, Headers headers) {
        source.set(topic, partition, offset, headers);
        sources.advance(source);
    }

    private static Headers marks(int partition, long offset) {
        return new RecordHeaders()
                .add(
                        "millrace.source.partition",
                        ByteBuffer.allocate(Integer.BYTES).putInt(partition).array())
                .add(
                        "millrace.source.offset",
                        ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }

    private static ModelHeader header(String topic, List<SourceOffset> sources) {
        return ModelHeader.newBuilder()
                .setLearner("champion")
                .setFingerprint("")
                .setConfiguration("{}")
                .setTopic(topic)
                .setPartition(0)
                .setOffset(42)
                .setEventTime(Instant.EPOCH)
                .setStep(1)
                .setExamples(1)
                .setDigest(0)
                .setParameterDigest(0)
                .setState(ByteBuffer.allocate(0))
                .setSources(sources)
                .build();
    }
}
