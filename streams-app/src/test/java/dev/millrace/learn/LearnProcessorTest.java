package dev.millrace.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.app.StreamsSettings;
import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.serde.AvroDeserializer;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.TestConfigs;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnProcessorTest {

    @TempDir
    Path folder;

    @Test
    void shouldRefuseToStartOnASecondPartition() {
        MillraceConfig config = TestConfigs.flights("second", folder, FlightConfigs.TWO_LEARNERS);
        LearnProcessor processor = new LearnProcessor(config);
        MockProcessorContext<byte[], SpecificRecord> context =
                new MockProcessorContext<>(StreamsSettings.of(config), new TaskId(0, 1), folder.toFile());
        assertThatThrownBy(() -> processor.init(context))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("the events to learn from come from several partitions, expected one");
        processor.close();
    }

    @Test
    void shouldCloseItsDeserializerWhenTheTaskCloses() {
        MillraceConfig config = TestConfigs.flights("closing", folder, """
                serdes: {deserializer: "dev.millrace.learn.LearnProcessorTest$Counted"}
                """ + FlightConfigs.TWO_LEARNERS);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.sendBytes(new byte[] {1});
            assertThat(driver.quarantined()).hasSize(1);
            assertThat(Counted.OPEN.get()).isEqualTo(1);
        }
        assertThat(Counted.OPEN.get()).isZero();
    }

    /** Counts those that read events and are open; those of the output's serdes are told to make specific records. */
    public static final class Counted implements Deserializer<Object> {
        static final AtomicInteger OPEN = new AtomicInteger();

        private final AvroDeserializer inner = new AvroDeserializer();
        private boolean counted;

        @Override
        public void configure(Map<String, ?> configs, boolean isKey) {
            inner.configure(configs, isKey);
            counted = !configs.containsKey("specific.avro.reader");
            if (counted) {
                OPEN.incrementAndGet();
            }
        }

        @Override
        public Object deserialize(String topic, byte[] data) {
            return inner.deserialize(topic, data);
        }

        @Override
        public void close() {
            inner.close();
            if (counted) {
                OPEN.decrementAndGet();
            }
        }
    }
}
