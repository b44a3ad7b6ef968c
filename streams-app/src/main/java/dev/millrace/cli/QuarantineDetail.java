package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.QuarantinedHeader;
import dev.millrace.schemas.registry.SchemaRegistryException;
import dev.millrace.schemas.serde.WireFormat;
import dev.millrace.topic.AvroJson;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * All of one quarantined event.
 *
 * @param schemaId the one that its bytes name; null if they do not begin as a registry's serializer writes them
 * @param decoded the record as JSON; null if it cannot be decoded
 * @param undecodable why not; null if it can
 */
record QuarantineDetail(
        long offset,
        QuarantinedEvent event,
        @Nullable Integer schemaId,
        @Nullable String decoded,
        @Nullable String undecodable) {

    /** Decodes the event, as far as that goes. */
    static QuarantineDetail of(long offset, QuarantinedEvent event, Deserializer<Object> deserializer) {
        byte[] value = bytes(event.getValue());
        if (value == null) {
            return new QuarantineDetail(offset, event, null, null, "it has no value");
        }
        RecordHeaders headers = new RecordHeaders();
        for (QuarantinedHeader header : event.getHeaders()) {
            headers.add(header.getKey(), bytes(header.getValue()));
        }
        Integer schemaId = schemaId(value);
        try {
            String decoded = decode(deserializer.deserialize(event.getSourceTopic(), headers, value));
            return new QuarantineDetail(offset, event, schemaId, decoded, null);
        } catch (SerializationException | SchemaRegistryException e) {
            return new QuarantineDetail(offset, event, schemaId, null, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Integer schemaId(byte[] value) {
        try {
            return WireFormat.schemaId(value);
        } catch (SerializationException e) {
            return null;
        }
    }

    private static String decode(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            AvroJson.write(json, value);
        } catch (IOException e) {
            throw new SerializationException(e);
        }
        return text.toString();
    }

    /** For a person. */
    List<String> lines(String topic) {
        List<String> lines = new ArrayList<>();
        lines.add("quarantined  " + topic + "@" + offset);
        lines.add("source       " + QuarantineTable.source(event));
        lines.add("time         " + event.getTimestamp());
        lines.add("stage        " + event.getStage());
        lines.add("learner      " + (event.getLearner() == null ? "none could use it" : event.getLearner()));
        lines.add("reason       " + Printable.of(event.getReason()));
        lines.addAll(named("key          ", bytes(event.getKey())));
        lines.add("headers      "
                + (event.getHeaders().isEmpty() ? "none" : event.getHeaders().size()));
        for (QuarantinedHeader header : event.getHeaders()) {
            lines.addAll(named("  " + Printable.of(header.getKey()) + ": ", bytes(header.getValue())));
        }
        lines.add("schema id    " + (schemaId == null ? "none" : schemaId));
        byte[] value = bytes(event.getValue());
        lines.add("value        " + (value == null ? "none" : length(value)));
        if (value != null) {
            lines.addAll(Printable.hex(value));
        }
        lines.add("decoded      " + Printable.of(decoded != null ? decoded : "not possible: " + undecodable));
        return lines;
    }

    /** Text on the same line, other bytes as a dump below it. */
    private static List<String> named(String name, byte @Nullable [] bytes) {
        if (bytes == null) {
            return List.of(name + "none");
        }
        String text = Printable.text(bytes);
        if (text != null) {
            return List.of(name + "'" + text + "'");
        }
        List<String> lines = new ArrayList<>();
        lines.add(name + length(bytes));
        lines.addAll(Printable.hex(bytes));
        return lines;
    }

    private static String length(byte[] bytes) {
        return bytes.length == 1 ? "1 byte" : bytes.length + " bytes";
    }

    /** For a script. */
    String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            QuarantineJson.writeFields(json, offset, event);
            writeBytes(json, "key", event.getKey());
            json.writeArrayFieldStart("headers");
            for (QuarantinedHeader header : event.getHeaders()) {
                json.writeStartObject();
                json.writeStringField("key", header.getKey());
                writeBytes(json, "value", header.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeFieldName("schemaId");
            if (schemaId == null) {
                json.writeNull();
            } else {
                json.writeNumber(schemaId);
            }
            writeBytes(json, "value", event.getValue());
            if (decoded == null) {
                json.writeStringField("undecodable", undecodable);
            } else {
                json.writeFieldName("decoded");
                json.writeRawValue(decoded);
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeBytes(JsonGenerator json, String name, @Nullable ByteBuffer value) throws IOException {
        byte[] bytes = bytes(value);
        json.writeFieldName(name);
        if (bytes == null) {
            json.writeNull();
        } else {
            json.writeBinary(bytes);
        }
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
