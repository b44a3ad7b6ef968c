package dev.millrace.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.serde.AvroDeserializer;
import dev.millrace.schemas.serde.AvroSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a prediction that writes itself is written as Avro writes it. */
class PublishedPredictionTest {

    private static final Map<String, Object> CONFIG =
            Map.of("schema.registry.url", "mock://published-prediction", "specific.avro.reader", true);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldWriteTheBytesThatAvroWrites(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (AvroSerializer serializer = new AvroSerializer();
                AvroDeserializer deserializer = new AvroDeserializer()) {
            serializer.configure(CONFIG, false);
            deserializer.configure(CONFIG, false);
            for (int i = 0; i < 200; i++) {
                PublishedPrediction published = prediction(random);
                Prediction plain = Prediction.newBuilder(published).build();

                byte[] bytes = serializer.serialize("predictions", published);

                assertThat(plain.getClass()).isEqualTo(Prediction.class);
                assertThat(bytes).isEqualTo(serializer.serialize("predictions", plain));
                assertThat(deserializer.deserialize("predictions", bytes)).isEqualTo(plain);
            }
        }
    }

    private static PublishedPrediction prediction(SplittableRandom random) {
        List<Double> probabilities = random.doubles(random.nextInt(5)).boxed().toList();
        return new PublishedPrediction(
                "läufer-" + random.nextInt(1000),
                random.nextLong(1L << random.nextInt(1, 63)),
                random.nextInt(100),
                random.nextLong(1L << random.nextInt(1, 63)),
                Instant.ofEpochMilli(random.nextLong(-1L << 40, 1L << 41)),
                random.nextDouble(-50, 50),
                random.nextDouble(),
                probabilities,
                nullable(random),
                nullable(random));
    }

    private static @Nullable Double nullable(SplittableRandom random) {
        return random.nextBoolean() ? null : (Double) random.nextDouble();
    }
}
