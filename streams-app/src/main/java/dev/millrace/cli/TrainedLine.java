package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The last line of a table: how far the model was trained that it is about, who said so, and how old that is. */
final class TrainedLine {

    private TrainedLine() {}

    static String of(JsonNode provenance) {
        if (!provenance.isObject()) {
            return "nothing was learned yet";
        }
        StringBuilder line = new StringBuilder(Figures.text(provenance.path("learner")))
                .append(": step ")
                .append(Figures.count(provenance.path("step")))
                .append(", ")
                .append(Figures.count(provenance.path("examples"), "example"))
                .append(provenance.path("position").isNull() ? ", before the first event" : ", trained through ");
        if (!provenance.path("position").isNull()) {
            line.append(Figures.position(provenance.path("position")));
        }
        line.append(", digest ").append(Figures.text(provenance.path("digest")));
        JsonNode served = provenance.path("served");
        if (served.isObject()) {
            line.append("; by ").append(by(served)).append(", ").append(age(served));
        }
        return line.toString();
    }

    /** An instance, and what it does with the learner unless it learns. */
    static String by(JsonNode served) {
        String from = served.path("from").asText();
        String by = Figures.text(served.path("by"));
        return from.equals("active") ? by : by + " (" + from + ")";
    }

    private static String age(JsonNode served) {
        String age = served.path("millisBehind").isNumber()
                ? "at most " + Figures.span(served.path("millisBehind")) + " old"
                : "of unknown age";
        return served.path("eventsBehind").isNumber()
                ? age + " (" + Figures.count(served.path("eventsBehind")) + " behind)"
                : age;
    }
}
