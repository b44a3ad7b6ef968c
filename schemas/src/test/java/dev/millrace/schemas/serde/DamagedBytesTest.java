package dev.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.millrace.schemas.registry.MockSchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryData;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedBytesTest {
    private static final String SCOPE = "damage-test";
    private static final long ALLOWED_BYTES = 4L << 20;

    private final MockSchemaRegistry registry = MockSchemaRegistry.scope(SCOPE);
    private final AvroSerializer serializer = new AvroSerializer(registry);
    private final AvroDeserializer generic = new AvroDeserializer(registry);
    private final AvroDeserializer specific = new AvroDeserializer(registry);

    DamagedBytesTest() {
        serializer.configure(Map.of(), false);
        generic.configure(Map.of(), false);
        specific.configure(Map.of("specific.avro.reader", true), false);
    }

    @AfterEach
    void drop() {
        MockSchemaRegistry.drop(SCOPE);
    }

    private int idOf(String json) {
        return registry.register("s", new Schema.Parser().parse(json.replace('\'', '"')));
    }

    private static byte[] payload(int id, long... numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] header = new byte[WireFormat.HEADER_BYTES];
        WireFormat.writeHeader(header, id);
        out.writeBytes(header);
        byte[] varint = new byte[10];
        for (long number : numbers) {
            out.write(varint, 0, BinaryData.encodeLong(number, varint, 0));
        }
        return out.toByteArray();
    }

    private static long allocatedBytes(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        call.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void assertRefused(byte[] payload, String reason) {
        long allocated = allocatedBytes(() -> assertThatThrownBy(() -> generic.deserialize("t", payload))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining(reason));
        assertThat(allocated).isLessThan(ALLOWED_BYTES);
    }

    @Test
    void shouldNameTheIdWhenNobodyKnowsIt() {
        assertRefused(payload(77), "Schema id 77 is unknown");
    }

    @Test
    void shouldRefuseEveryPrefixWhenARecordIsCutShort() {
        byte[] whole = serializer.serialize("t", Samples.prediction());
        for (int length = WireFormat.HEADER_BYTES; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "of " + length + ": ");
        }
    }

    @Test
    void shouldSayWhereWhenARecordIsCutShort() {
        byte[] event = serializer.serialize("t", new dev.millrace.schemas.SparseEvent(null, 1.0, List.of(), List.of()));
        assertRefused(
                Arrays.copyOf(event, 9),
                "Cannot read dev.millrace.schemas.SparseEvent (schema id 1), at byte 7 of 9: "
                        + "the data ends early: 8 bytes are needed, 2 are left");
    }

    @Test
    void shouldCountTheBytesLeftWhenARecordIsFollowedByMore() {
        byte[] whole = serializer.serialize("t", Samples.prediction());
        assertRefused(Arrays.copyOf(whole, whole.length + 3), "3 bytes left after the record");
    }

    @ParameterizedTest
    @ValueSource(longs = {19, Integer.MAX_VALUE - 8L, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void shouldAllocateNothingWhenALengthIsALie(long length) {
        for (String type : List.of("'string'", "{'type':'string','avro.java.string':'String'}", "'bytes'")) {
            int id = idOf("{'type':'record','name':'R','fields':[{'name':'f','type':" + type + "}]}");
            assertRefused(
                    Arrays.copyOf(payload(id, length), 24), length < 0 ? "negative" : "the data ends early: " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {17_000, Integer.MAX_VALUE - 8L, 1L << 40, Long.MAX_VALUE, -Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldAllocateNothingWhenACountIsALie(long count) {
        for (String items : List.of("'null'", "'long'", "{'type':'record','name':'E','fields':[]}")) {
            int id = idOf("{'type':'array','items':" + items + "}");
            assertRefused(payload(id, count, 0, 0), "a collection claims " + (count < 0 ? -count : count));
        }
        int map = idOf("{'type':'map','values':'null'}");
        assertRefused(payload(map, count, 0, 0), "a collection claims ");
    }

    @Test
    void shouldCountOverAllBlocksWhenManySmallOnesAddUp() {
        long[] blocks = new long[20_000];
        Arrays.fill(blocks, 100);
        assertRefused(payload(idOf("{'type':'array','items':'null'}"), blocks), "a collection claims 100 items");
    }

    @ParameterizedTest
    @CsvSource({"8", "-1"})
    void shouldRefuseWhenABranchOrSymbolDoesNotExist(long index) {
        assertRefused(payload(idOf("['null','long']"), index), "Union branch index out of range");
        assertRefused(payload(idOf("{'type':'enum','name':'E','symbols':['A']}"), index), "Enumeration out of range");
    }

    @Test
    void shouldRefuseWhenANumberIsNotOne() {
        int id = idOf("'int'");
        assertRefused(payload(id, 1L << 31), "an int is out of range: 2147483648");
        byte[] endless = Arrays.copyOf(payload(id), 30);
        Arrays.fill(endless, WireFormat.HEADER_BYTES, 30, (byte) 0xff);
        assertRefused(endless, "a number takes more than 10 bytes");
        assertRefused(payload(idOf("'boolean'"), 1), "a boolean must be 0 or 1, found 2");
    }

    @Test
    void shouldRefuseWhenRecordsAreNestedTooDeep() {
        int id = idOf("{'type':'record','name':'N','fields':[{'name':'next','type':['null','N']}]}");
        long[] nested = new long[1_000_000];
        Arrays.fill(nested, 1);
        assertThatThrownBy(() -> generic.deserialize("t", payload(id, nested)))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("nested too deep");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldReadOrRefuseAndNothingElseWhenBytesAreRandom(long seed) {
        Random random = new Random(seed);
        List<byte[]> good = new ArrayList<>();
        Samples.all().forEach(sample -> good.add(serializer.serialize("t", sample)));
        int tree = idOf("{'type':'record','name':'T','fields':[{'name':'t','type':{'type':'array','items':"
                + "['null','T',{'type':'map','values':'null'},{'type':'fixed','name':'F','size':3},'boolean']}}]}");
        good.add(payload(tree, 2, 1, 1, 0, 0, 2, 0, 0));
        good.forEach(bytes -> generic.deserialize("t", bytes));
        int read = 0;
        long most = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = mutate(good.get(random.nextInt(good.size())), random);
            AvroDeserializer deserializer = i % 2 == 0 ? generic : specific;
            boolean[] worked = new boolean[1];
            long allocated = allocatedBytes(() -> {
                try {
                    assertThat(deserializer.deserialize("t", bytes)).isNotNull();
                    worked[0] = true;
                } catch (SerializationException e) {
                    assertThat(e).hasMessageMatching("(?s).{20,}");
                }
            });
            read += worked[0] ? 1 : 0;
            most = Math.max(most, allocated);
        }
        assertThat(most).isLessThan(ALLOWED_BYTES);
        // Both ways out must have been taken often, or the mutations are too tame or too wild to show anything.
        assertThat(read).isBetween(250, 4_000);
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        switch (random.nextInt(5)) {
            case 0:
                random.nextBytes(bytes);
                bytes[0] = 0;
                WireFormat.writeHeader(bytes, random.nextInt(9));
                return bytes;
            case 1:
                return Arrays.copyOf(bytes, random.nextInt(bytes.length + 10));
            case 2:
                // A long number in the middle, as a length or a count.
                byte[] number = new byte[10];
                int length = BinaryData.encodeLong(random.nextLong() >> random.nextInt(64), number, 0);
                int at = random.nextInt(bytes.length);
                System.arraycopy(number, 0, bytes, at, Math.min(length, bytes.length - at));
                return bytes;
            default:
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                return bytes;
        }
    }

    @Test
    void shouldReadOnWhenABadRecordCameBefore() {
        byte[] good = serializer.serialize("t", Samples.prediction());
        assertRefused(Arrays.copyOf(good, 12), "ends early");
        assertThatCode(() -> generic.deserialize("t", good)).doesNotThrowAnyException();
        assertThat(specific.deserialize("t", good)).isEqualTo(Samples.prediction());
    }
}
