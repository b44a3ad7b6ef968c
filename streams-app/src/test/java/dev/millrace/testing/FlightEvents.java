package dev.millrace.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Seeded events that look like flights and can be learned from: some origins are late more often than others. */
public final class FlightEvents {

    public static final Schema SCHEMA = SchemaBuilder.record("Flight")
            .namespace("dev.millrace.testing")
            .fields()
            .name("departure")
            .type("long")
            .noDefault()
            .requiredString("origin")
            .requiredString("destination")
            .optionalDouble("distance")
            .optionalDouble("delay")
            .endRecord();

    private static final long FIRST_DEPARTURE_MILLIS = 978_307_200_000L;

    private FlightEvents() {}

    /** Events 0 to count - 1 of the stream with this seed; one in fifty has no label, one in thirty no distance. */
    public static List<GenericRecord> of(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<GenericRecord> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int origin = random.nextInt(30);
            int destination = random.nextInt(30);
            double distance = 100 + 2_000 * random.nextDouble();
            double late = 1 / (1 + Math.exp(2 - 0.1 * origin - distance / 2_000));
            GenericRecord event = new GenericData.Record(SCHEMA);
            event.put("departure", FIRST_DEPARTURE_MILLIS + i * 600_000L);
            event.put("origin", "O" + origin);
            event.put("destination", "D" + destination);
            event.put("distance", random.nextInt(30) == 0 ? null : distance);
            event.put("delay", random.nextInt(50) == 0 ? null : random.nextDouble() < late ? 40.0 : -5.0);
            events.add(event);
        }
        return events;
    }
}
