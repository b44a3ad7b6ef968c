package dev.millrace.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Seeded events with a field of every kind, and labels for every task. */
public final class TripEvents {

    public static final Schema SCHEMA = SchemaBuilder.record("Trip")
            .namespace("dev.millrace.query")
            .fields()
            .requiredLong("departure")
            .requiredString("origin")
            .requiredBoolean("weekend")
            .optionalDouble("distance")
            .requiredInt("seats")
            .name("tags")
            .type()
            .array()
            .items()
            .intType()
            .noDefault()
            .name("strengths")
            .type()
            .array()
            .items()
            .floatType()
            .noDefault()
            .optionalDouble("delay")
            .optionalString("verdict")
            .endRecord();

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long FIRST_DEPARTURE_MILLIS = 978_307_200_000L;
    private static final List<String> VERDICTS = List.of("early", "on time", "late");

    private TripEvents() {}

    public static List<GenericRecord> of(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<GenericRecord> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(event(FIRST_DEPARTURE_MILLIS + i * 1_234_567L, random));
        }
        return events;
    }

    /** Events whose delay follows from whether it is the weekend, the other way round from an event on. */
    public static List<GenericRecord> turning(int count, int from, long seed) {
        List<GenericRecord> events = of(count, seed);
        for (int i = 0; i < count; i++) {
            GenericRecord event = events.get(i);
            if (event.get("delay") != null) {
                event.put("delay", (boolean) event.get("weekend") == i < from ? 40.0 : -5.0);
            }
        }
        return events;
    }

    private static GenericRecord event(long departure, SplittableRandom random) {
        int origin = random.nextInt(12);
        double distance = 100 + 2_000 * random.nextDouble();
        double delay = 4 * origin - 30 + distance / 50 + 20 * random.nextDouble();
        GenericRecord event = new GenericData.Record(SCHEMA);
        event.put("departure", departure);
        event.put("origin", "Ö" + origin);
        event.put("weekend", random.nextBoolean());
        event.put("distance", random.nextInt(20) == 0 ? null : distance);
        event.put("seats", 50 + random.nextInt(200));
        List<Integer> tags = new ArrayList<>();
        List<Float> strengths = new ArrayList<>();
        for (int tag = 0; tag < 5; tag++) {
            if (random.nextInt(3) == 0) {
                tags.add(tag);
                strengths.add((float) random.nextDouble(-1, 1));
            }
        }
        event.put("tags", tags);
        event.put("strengths", strengths);
        boolean labeled = random.nextInt(25) != 0;
        event.put("delay", labeled ? delay : null);
        event.put("verdict", labeled ? VERDICTS.get(delay < 0 ? 0 : delay < 15 ? 1 : 2) : null);
        return event;
    }

    /** The event as a client would send it, without its labels. */
    public static ObjectNode json(GenericRecord event) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("departure", (long) event.get("departure"));
        json.put("origin", event.get("origin").toString());
        json.put("weekend", (boolean) event.get("weekend"));
        json.put("distance", (Double) event.get("distance"));
        json.put("seats", (int) event.get("seats"));
        json.set("tags", MAPPER.valueToTree(event.get("tags")));
        json.set("strengths", MAPPER.valueToTree(event.get("strengths")));
        return json;
    }
}
