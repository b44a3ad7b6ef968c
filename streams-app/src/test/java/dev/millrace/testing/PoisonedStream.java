package dev.millrace.testing;

import dev.millrace.config.MillraceConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A seeded stream of readings of a sensor in which one event in twenty is {@link Poison}. Of the kinds of poison each comes
 * as often as the next.
 */
public final class PoisonedStream {

    /** Learners of all ways to make a step of events; each publishes. */
    public static final String LEARNERS = """
            learners:
              - {name: single, optimizer: sgd, rate: 0.05}
              - {name: batched, optimizer: lazy-adam, rate: 0.01, batch: 32, publish-predictions: true}
              - {name: timed, optimizer: adagrad, rate: 0.05, batch: {every: 1m}, publish-predictions: true}
              - {name: heavy, optimizer: momentum, rate: 0.01, gradient: [{type: clip-norm, limit: 5}],
                 publish-predictions: true}
            """;

    static final Schema SCHEMA = SchemaBuilder.record("Reading")
            .namespace("dev.millrace.testing")
            .fields()
            .requiredLong("at")
            .requiredDouble("level")
            .requiredDouble("flow")
            .requiredString("site")
            .name("indices")
            .type()
            .array()
            .items()
            .intType()
            .noDefault()
            .name("values")
            .type()
            .array()
            .items()
            .floatType()
            .noDefault()
            .optionalDouble("label")
            .endRecord();

    private static final List<Poison> KINDS = List.copyOf(EnumSet.allOf(Poison.class));
    private static final int GOOD_PER_POISON = 19;
    private static final long FIRST_MILLIS = 978_307_200_000L;

    /** One event. */
    public static final class Event {

        private final @Nullable Poison poison;
        private final byte @Nullable [] bytes;
        private final boolean labeled;

        private Event(@Nullable Poison poison, byte @Nullable [] bytes, boolean labeled) {
            this.poison = poison;
            this.bytes = bytes;
            this.labeled = labeled;
        }

        /** Null for a good one. */
        public @Nullable Poison poison() {
            return poison;
        }

        /** As they are sent; null for no value. */
        public byte @Nullable [] bytes() {
            return bytes;
        }

        public boolean isLabeled() {
            return labeled;
        }

        /** Whether it must be learned from, or predicted if it has no label. */
        public boolean isValid() {
            return poison == null || poison.isValid();
        }
    }

    private PoisonedStream() {}

    /** A config of its own topics and state. */
    public static MillraceConfig config(String application, String servers, String registry, String stateDirectory) {
        return MillraceConfig.parse(yaml(application, servers, registry, stateDirectory), "poison.yaml");
    }

    /** The same as the text of a file. */
    public static String yaml(String application, String servers, String registry, String stateDirectory) {
        return """
                application: %1$s
                kafka: {bootstrap.servers: "%2$s", state.dir: "%4$s"}
                registry: {schema.registry.url: "%3$s"}
                topics: {events: %1$s-events}
                event: {time: at}
                task: binary
                label: {field: label}
                features:
                  - numeric: level
                  - {numeric: flow, standardize: false}
                  - categorical: site
                  - time: hour
                  - cross: [site, hour]
                  - sparse: {indices: indices, values: values}
                hashing: {bits: 14}
                reports: {every: 100, window: 100}
                http: {port: 0}
                %5$s
                """.formatted(application, servers, registry, stateDirectory, LEARNERS);
    }

    /**
     * A stream; the first is good.
     *
     * @param poisoned events that are poison; there are 19 times as many good ones
     * @param encoder writes a record as a registry's serializer does
     */
    public static List<Event> of(int poisoned, long seed, Poison.Encoder encoder) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Event> events = new ArrayList<>();
        List<Integer> order = shuffled(poisoned, random);
        for (int n = 0; n < poisoned; n++) {
            int at = random.nextInt(GOOD_PER_POISON);
            for (int i = 0; i < GOOD_PER_POISON; i++) {
                GenericRecord good = reading(events.size(), random);
                events.add(new Event(null, encoder.encode(good), good.get("label") != null));
                if (i == at) {
                    Poison poison = KINDS.get(order.get(n) % KINDS.size());
                    GenericRecord victim = reading(events.size(), random);
                    victim.put("site", poison + "-" + n);
                    victim.put("label", (double) random.nextInt(2));
                    events.add(new Event(poison, poison.bytes(victim, encoder, random), true));
                }
            }
        }
        return events;
    }

    private static List<Integer> shuffled(int count, SplittableRandom random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        for (int i = count - 1; i > 0; i--) {
            order.set(i, order.set(random.nextInt(i + 1), order.get(i)));
        }
        return order;
    }

    /** One in fifty has no label. */
    private static GenericRecord reading(int number, SplittableRandom random) {
        GenericRecord event = new GenericData.Record(SCHEMA);
        double level = 10 + 3 * (random.nextDouble() + random.nextDouble() - 1);
        int site = random.nextInt(20);
        event.put("at", FIRST_MILLIS + number * 7_000L);
        event.put("level", level);
        event.put("flow", random.nextDouble());
        event.put("site", "S" + site);
        event.put("indices", List.of(random.nextInt(50), 50 + random.nextInt(50)));
        event.put("values", List.of((float) random.nextDouble(), -1f));
        boolean high = random.nextDouble() < 1 / (1 + Math.exp(10 - level + 0.1 * site));
        event.put("label", random.nextInt(50) == 0 ? null : high ? 1.0 : 0.0);
        return event;
    }
}
