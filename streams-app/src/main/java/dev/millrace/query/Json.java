package dev.millrace.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.OutputStream;

/**
 * How answers are written and events are read. A double or a float is written in the fewest digits that give back its
 * bits when read as a double or a float; NaN and infinities, which JSON lacks, are null. Any thread.
 */
public final class Json {

    /** The fast writer's digits are the shortest; those of the JDK are so only from JDK 19 on. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addModule(new SimpleModule()
                    .addSerializer(double.class, new DoubleSerializer())
                    .addSerializer(Double.class, new DoubleSerializer())
                    .addSerializer(float.class, new FloatSerializer())
                    .addSerializer(Float.class, new FloatSerializer()))
            .build();

    private Json() {}

    public static byte[] write(Object answer) {
        try {
            return MAPPER.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + answer.getClass(), e);
        }
    }

    /** @throws QueryException if the bytes are no JSON in UTF-8, or have a key twice or something behind their end */
    public static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (MismatchedInputException e) {
            throw QueryException.badRequest("expected one JSON value, found more" + place(e));
        } catch (JsonProcessingException e) {
            throw QueryException.badRequest(
                    "expected the event as JSON, found an error" + place(e) + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw QueryException.badRequest("expected the event as JSON in UTF-8: " + e.getMessage());
        }
    }

    private static String place(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /**
     * Writes an answer bit by bit. What was begun is not ended by {@code close}, and the stream stays open, so that an
     * answer that broke off is seen to have.
     */
    static JsonGenerator generator(OutputStream out) throws IOException {
        return MAPPER.createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    }

    /** Parses JSON that this application wrote. */
    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected JSON, found " + json, e);
        }
    }

    private static final class DoubleSerializer extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }

    private static final class FloatSerializer extends JsonSerializer<Float> {
        @Override
        public void serialize(Float value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Float.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }
}
