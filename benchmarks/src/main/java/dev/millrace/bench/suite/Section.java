package dev.millrace.bench.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Figures;

/**
 * What a benchmark found, when and where.
 *
 * @param isShort of the short form, which shows no more than that it works
 * @param date of the day on which it ended, UTC, as in 2026-01-31
 * @param machine of {@link Machine}
 * @param report of {@code --json}
 */
record Section(String name, boolean isShort, String date, JsonNode machine, JsonNode report) {

    static Section of(JsonNode json) {
        return new Section(
                json.path("name").asText(),
                json.path("short").asBoolean(),
                json.path("date").asText(),
                json.path("machine"),
                json.path("report"));
    }

    ObjectNode json() {
        ObjectNode node =
                Figures.object().put("name", name).put("short", isShort).put("date", date);
        node.set("machine", machine);
        node.set("report", report);
        return node;
    }
}
