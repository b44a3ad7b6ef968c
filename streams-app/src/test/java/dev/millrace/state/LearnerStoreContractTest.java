package dev.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.ProcessorStateManager;
import org.apache.kafka.streams.processor.internals.StandbyTask;
import org.apache.kafka.streams.processor.internals.StreamTask;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link LearnerStore} rests on in the insides of Kafka Streams. If a test here fails after an update of Kafka, do not
 * release: weights may be committed without the offsets that they belong to, or the other way round.
 */
class LearnerStoreContractTest {

    private static final String STORE = "contract";
    private static final String CHANGELOG = "contract-app-contract-changelog";

    /** What Kafka Streams and the learner did, in order. */
    private final List<String> calls = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void shouldBeAskedToWriteBackBeforeTheStoresCommitAtEachCommit() {
        try (TopologyTestDriver driver = driver()) {
            input(driver).pipeInput(new byte[] {1}, new byte[] {10});
            input(driver).pipeInput(new byte[] {2}, new byte[] {20});
        }

        assertThat(calls)
                .containsExactly(
                        "init",
                        "process 1",
                        "write back",
                        "put 1",
                        "commit",
                        "process 2",
                        "write back",
                        "put 2",
                        "commit",
                        "commit",
                        "close");
    }

    @Test
    void shouldSendWhatIsWrittenBackInTheTransactionOfItsEvent() {
        try (TopologyTestDriver driver = driver()) {
            // The driver's producer shows a transaction's records when it is committed: what is put later is not there
            // yet.
            input(driver).pipeInput(new byte[] {1}, new byte[] {10});
            assertThat(changelog(driver)).containsExactly("1");
            input(driver).pipeInput(new byte[] {2}, new byte[] {20});
            assertThat(changelog(driver)).containsExactly("2");
        }
    }

    @Test
    void shouldImplementTheWholeOfTheInternalInterfaceAndNoMore() {
        assertThat(CachedStateStore.class.isInterface()).isTrue();
        assertThat(CachedStateStore.class.getInterfaces()).isEmpty();
        assertThat(Stream.of(CachedStateStore.class.getDeclaredMethods()).map(LearnerStoreContractTest::signature))
                .containsExactlyInAnyOrder(
                        "void flushCache()",
                        "void clearCache()",
                        "boolean setFlushListener(CacheFlushListener, boolean)");
    }

    @Test
    void shouldBeFlushedBeforeTheProducerWhenATaskPreparesItsCommit() {
        JavaClass task = new ClassFileImporter().importClass(StreamTask.class);

        assertThat(callsOf(task, "prepareCommit")).contains("StreamTask.flush");
        assertThat(callsOf(task, "flush"))
                .containsSubsequence("ProcessorStateManager.flushCache", "RecordCollector.flush");
        assertThat(callsOf(new ClassFileImporter().importClass(ProcessorStateManager.class), "flushCache"))
                .contains("CachedStateStore.flushCache");
    }

    @Test
    void shouldBeClearedWhenATaskChangesBetweenActiveAndStandby() {
        ClassFileImporter importer = new ClassFileImporter();

        assertThat(callsOf(importer.importClass(StreamTask.class), "prepareRecycle"))
                .contains("ProcessorStateManager.recycle");
        assertThat(callsOf(importer.importClass(StandbyTask.class), "prepareRecycle"))
                .contains("ProcessorStateManager.recycle");
        assertThat(callsOf(importer.importClass(ProcessorStateManager.class), "recycle"))
                .contains("CachedStateStore.clearCache");
    }

    @Test
    void shouldNotWriteBackAfterItWasClearedClosedOrInitialised() {
        LearnerStore store = new LearnerStore(recording(null));
        for (Runnable detach : List.<Runnable>of(store::clearCache, store::close, () -> store.init(null, store))) {
            calls.clear();
            store.attach(() -> calls.add("write back"));
            store.flushCache();
            assertThat(calls).containsExactly("write back");
            detach.run();
            store.flushCache();
            store.writeBackNow();
            assertThat(calls).containsOnlyOnce("write back");
        }
    }

    private TopologyTestDriver driver() {
        Topology topology = new Topology();
        topology.addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "events");
        topology.addProcessor("learn", Learning::new, "source");
        topology.addStateStore(new RecordingBuilder(), "learn");
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "contract-app");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return new TopologyTestDriver(topology, settings);
    }

    private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver driver) {
        return driver.createInputTopic("events", new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static List<String> changelog(TopologyTestDriver driver) {
        return driver
                .createOutputTopic(CHANGELOG, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .map(TestRecord::value)
                .map(value -> Byte.toString(value[0]))
                .toList();
    }

    private static String signature(Method method) {
        return method.getReturnType().getSimpleName() + " " + method.getName()
                + Stream.of(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList()
                        .toString()
                        .replace('[', '(')
                        .replace(']', ')');
    }

    /** Methods that a method calls, in the order of the source. */
    private static List<String> callsOf(JavaClass type, String method) {
        return type.getMethodCallsFromSelf().stream()
                .filter(call -> call.getOrigin().getName().equals(method))
                .sorted(Comparator.comparingInt(JavaMethodCall::getLineNumber))
                .map(call -> call.getTargetOwner().getSimpleName() + "." + call.getName())
                .toList();
    }

    /** A key-value store that notes its calls, and passes them on. */
    @SuppressWarnings("unchecked") // The proxy is what it is asked to be.
    private KeyValueStore<Bytes, byte[]> recording(KeyValueStore<Bytes, byte[]> store) {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {KeyValueStore.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "init", "commit", "close" -> calls.add(method.getName());
                        case "put" -> calls.add("put " + ((byte[]) arguments[1])[0]);
                        default -> {}
                    }
                    return store == null ? null : method.invoke(store, arguments);
                });
    }

    /** A learner whose whole state is the last key it saw. */
    private final class Learning extends ContextualProcessor<byte[], byte[], Void, Void> {
        private byte last;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            LearnerStore store = context.getStateStore(STORE);
            store.attach(() -> {
                calls.add("write back");
                store.model().write(0, new byte[] {last});
            });
        }

        @Override
        public void process(Record<byte[], byte[]> event) {
            last = event.key()[0];
            calls.add("process " + last);
        }
    }

    /** Builds a learner store around a store that notes its calls. */
    private final class RecordingBuilder implements StoreBuilder<LearnerStore> {
        private final StoreBuilder<KeyValueStore<Bytes, byte[]>> inner = Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of());

        @Override
        public LearnerStore build() {
            return new LearnerStore(recording(inner.build()));
        }

        @Override
        public StoreBuilder<LearnerStore> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<LearnerStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<LearnerStore> withLoggingEnabled(Map<String, String> config) {
            return this;
        }

        @Override
        public StoreBuilder<LearnerStore> withLoggingDisabled() {
            return this;
        }

        @Override
        public Map<String, String> logConfig() {
            return inner.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return true;
        }

        @Override
        public String name() {
            return STORE;
        }
    }
}
