package dev.millrace.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;

/** Reads answers. Any thread. */
public final class ApiJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonFactory FACTORY = new JsonFactory();

    private ApiJson() {}

    /** @throws IOException if it is no JSON */
    public static JsonNode tree(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    /** The same text over several lines, every number with the digits that it came with. */
    public static String pretty(byte[] json) throws IOException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        StringWriter text = new StringWriter();
        try (JsonParser in = FACTORY.createParser(json);
                JsonGenerator out = FACTORY.createGenerator(text).setPrettyPrinter(printer)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token.isNumeric()) {
                    out.writeNumber(in.getText());
                } else {
                    out.copyCurrentEvent(in);
                }
            }
        }
        return text.toString();
    }
}
