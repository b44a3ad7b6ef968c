package dev.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureSpec;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureNamesTest {

    private KeyValueStore<Bytes, byte[]> store;

    @BeforeEach
    void open(@TempDir java.nio.file.Path folder) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "names");
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(settings, new TaskId(0, 0), folder.toFile());
        store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(FeatureNames.STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldKeepNamesWhenTheRecipeIsTheSame() {
        name(70_000, "origin=Zürich");
        FeatureNames names = new FeatureNames(store, recipe("origin", 12, 0));

        assertThat(names.isNamed(70_000)).isTrue();
        assertThat(names.isNamed(70_001)).isFalse();
        assertThat(FeatureNames.read(store, 70_000)).isEqualTo("origin=Zürich");
        assertThat(FeatureNames.read(store, 70_001)).isNull();
    }

    @Test
    void shouldScanTheNamesFromARowOnUntilThereIsEnough() {
        FeatureNames names = new FeatureNames(store, recipe("origin", 12, 0));
        assertThat(names.isNamed(3)).isFalse();
        for (int row : new int[] {70_000, 3, 0, 255, 256}) {
            names.name(row, "origin=" + row);
        }
        List<String> found = new ArrayList<>();
        FeatureNames.scan(store, 3, (row, name) -> {
            found.add(row + " " + name);
            return row < 256;
        });

        assertThat(found).containsExactly("3 origin=3", "255 origin=255", "256 origin=256");
        assertThat(FeatureNames.shown("x".repeat(200))).hasSize(200);
        assertThat(FeatureNames.shown("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
    }

    @Test
    void shouldDropNamesWhenOtherFeaturesMayStandInTheRows() {
        for (FeatureRecipe other :
                List.of(recipe("destination", 12, 0), recipe("origin", 13, 0), recipe("origin", 12, 1))) {
            name(5, "origin=ORD");
            FeatureNames names = new FeatureNames(store, other);

            assertThat(names.isNamed(5)).isFalse();
            assertThat(FeatureNames.read(store, 5)).isNull();
        }
    }

    @Test
    void shouldCutANameThatIsTooLongForARecord() {
        name(6, "origin=" + "x".repeat(2_000_000));

        assertThat(FeatureNames.read(store, 6))
                .hasSize(203)
                .startsWith("origin=xxx")
                .endsWith("x...");
    }

    @Test
    void shouldWriteNothingBeforeTheFirstEvent() {
        FeatureNames unused = new FeatureNames(store, recipe("origin", 12, 0));

        assertThat(unused).isNotNull();
        assertThat(store.approximateNumEntries()).isZero();
    }

    /** As the first event of an application does. */
    private void name(int row, String name) {
        FeatureNames names = new FeatureNames(store, recipe("origin", 12, 0));
        assertThat(names.isNamed(row)).isFalse();
        names.name(row, name);
        assertThat(names.isNamed(row)).isTrue();
    }

    private static FeatureRecipe recipe(String field, int hashBits, int hashSeed) {
        return new FeatureRecipe(
                List.of(new FeatureSpec.Categorical(field, field)),
                hashBits,
                hashSeed,
                ZoneId.of("UTC"),
                FeatureRecipe.Limits.DEFAULT);
    }
}
