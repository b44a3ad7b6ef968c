package dev.millrace.testing;

import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Other schemas for {@link FlightEvents}, from the JSON of their fields, with single quotes. */
public final class FlightSchemas {

    public static final String DEPARTURE = "{'name': 'departure', 'type': 'long'}";
    public static final String ORIGIN = "{'name': 'origin', 'type': 'string'}";
    public static final String DESTINATION = "{'name': 'destination', 'type': 'string'}";
    public static final String DISTANCE = "{'name': 'distance', 'type': ['null', 'double'], 'default': null}";
    public static final String DELAY = "{'name': 'delay', 'type': ['null', 'double'], 'default': null}";

    private FlightSchemas() {}

    public static Schema of(String... fields) {
        String json = "{'type': 'record', 'name': 'Flight', 'namespace': 'dev.millrace.testing', 'fields': ["
                + String.join(", ", fields) + "]}";
        return new Schema.Parser().parse(json.replace('\'', '"'));
    }

    /** The same events in another schema: fields by name or alias; new ones, of type string, are "new". */
    public static List<GenericRecord> rewrite(List<GenericRecord> events, Schema schema) {
        return events.stream().map(event -> rewrite(event, schema)).toList();
    }

    private static GenericRecord rewrite(GenericRecord event, Schema schema) {
        GenericRecord rewritten = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            Set<String> aliases = field.aliases();
            String from = aliases.isEmpty() ? field.name() : aliases.iterator().next();
            Object value = event.hasField(from) ? event.get(from) : "new";
            rewritten.put(field.name(), field.schema().getType() == Schema.Type.STRING ? String.valueOf(value) : value);
        }
        return rewritten;
    }
}
