package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.schemas.QuarantinedEvent;
import java.io.IOException;

/** The fields of a quarantined event that a list and the whole event have in common. */
final class QuarantineJson {

    private QuarantineJson() {}

    /** Writes them into the object that the generator is in. */
    static void writeFields(JsonGenerator json, long offset, QuarantinedEvent event) throws IOException {
        json.writeNumberField("offset", offset);
        json.writeStringField("time", event.getTimestamp().toString());
        json.writeObjectFieldStart("source");
        json.writeStringField("topic", event.getSourceTopic());
        json.writeNumberField("partition", event.getSourcePartition());
        json.writeNumberField("offset", event.getSourceOffset());
        json.writeEndObject();
        json.writeStringField("stage", event.getStage().toString());
        json.writeStringField("learner", event.getLearner());
        json.writeStringField("reason", event.getReason());
    }
}
