package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Counts quarantined events, and lists the newest. One thread. */
final class QuarantineTable {

    /** Kinds that are told apart: a field's name in a foreign schema is part of a reason, and there may be many. */
    private static final int MAX_KINDS = 1_000;

    /** Kinds that are printed. */
    private static final int TOP_KINDS = 10;

    private static final String OTHER = "other reasons";

    private static final List<String> HEADINGS = List.of("OFFSET", "TIME", "SOURCE", "STAGE", "LEARNER", "REASON");

    private record Entry(long offset, QuarantinedEvent event) {}

    private final String topic;
    private final int limit;
    private final Deque<Entry> newest = new ArrayDeque<>();
    private final Map<QuarantineStage, Long> stages = new EnumMap<>(QuarantineStage.class);
    private final Map<String, Long> kinds = new HashMap<>();
    private long count;

    /** @param limit events to list */
    QuarantineTable(String topic, int limit) {
        this.topic = topic;
        this.limit = limit;
    }

    /** Takes the next, in the order of offsets. What is not listed is needed no more: its bytes are let go. */
    void add(long offset, QuarantinedEvent event) {
        String kind = kind(event.getReason());
        kinds.merge(kinds.containsKey(kind) || kinds.size() < MAX_KINDS ? kind : OTHER, 1L, Long::sum);
        stages.merge(event.getStage(), 1L, Long::sum);
        count++;
        event.setKey(null);
        event.setValue(null);
        event.setHeaders(List.of());
        newest.add(new Entry(offset, event));
        if (newest.size() > limit) {
            newest.remove();
        }
    }

    /** What a reason says without what came: events that were refused for the same have the same kind. */
    static String kind(String reason) {
        String kind = reason.split(", (?:got|found) |\\. ", 2)[0];
        return kind.replaceAll("(?<![\\w.-])\\d+(?![\\w.])", "#");
    }

    /**
     * The table.
     *
     * @param columns to cut lines to; 0 not to
     * @param only the stage that was asked for, if any
     */
    List<String> lines(int columns, @Nullable QuarantineStage only) {
        String of = only == null ? "" : " of stage " + only;
        if (count == 0) {
            return List.of("nothing" + of + " is in quarantine (topic '" + topic + "')");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        newest.forEach(entry -> rows.add(row(entry)));
        List<String> lines = new ArrayList<>(aligned(rows));
        lines.add(events(count) + of + " in quarantine"
                + (count > newest.size() ? ", the newest " + newest.size() + " are listed" : "") + ": "
                + stages.entrySet().stream()
                        .map(stage -> stage.getKey() + " " + number(stage.getValue()))
                        .collect(Collectors.joining(", ")));
        List<Map.Entry<String, Long>> sorted = sortedKinds();
        for (Map.Entry<String, Long> kind : sorted.subList(0, Math.min(TOP_KINDS, sorted.size()))) {
            lines.add(String.format(Locale.ROOT, "%,8d  %s", kind.getValue(), Printable.of(kind.getKey())));
        }
        if (sorted.size() > TOP_KINDS) {
            lines.add("          and " + (sorted.size() - TOP_KINDS) + " more kinds of reasons; --json has all");
        }
        return lines.stream().map(line -> cut(line, columns)).toList();
    }

    private static List<String> row(Entry entry) {
        QuarantinedEvent event = entry.event();
        return List.of(
                Long.toString(entry.offset()),
                event.getTimestamp().toString(),
                source(event),
                event.getStage().toString(),
                event.getLearner() == null ? "-" : event.getLearner(),
                Printable.of(event.getReason()));
    }

    static String source(QuarantinedEvent event) {
        return event.getSourceTopic() + "-" + event.getSourcePartition() + "@" + event.getSourceOffset();
    }

    /** All columns but the last as wide as their widest cell; the first, a number, to the right. */
    private static List<String> aligned(List<List<String>> rows) {
        int last = HEADINGS.size() - 1;
        int[] widths = IntStream.range(0, last)
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < last; column++) {
                String pad = " ".repeat(widths[column] - row.get(column).length());
                line.append(column == 0 ? pad + row.get(column) : row.get(column) + pad)
                        .append("  ");
            }
            lines.add(line.append(row.get(last)).toString());
        }
        return lines;
    }

    private static String cut(String line, int columns) {
        return columns < 4 || line.length() <= columns ? line : line.substring(0, columns - 3) + "...";
    }

    /** The most frequent first. */
    private List<Map.Entry<String, Long>> sortedKinds() {
        Comparator<Map.Entry<String, Long>> byCount = Map.Entry.comparingByValue(Comparator.reverseOrder());
        return kinds.entrySet().stream()
                .sorted(byCount.thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    private static String events(long count) {
        return number(count) + (count == 1 ? " event" : " events");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** All of it as one JSON object; reasons are whole. */
    String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("topic", topic);
            json.writeNumberField("count", count);
            json.writeObjectFieldStart("stages");
            for (Map.Entry<QuarantineStage, Long> stage : stages.entrySet()) {
                json.writeNumberField(stage.getKey().toString(), stage.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("reasons");
            for (Map.Entry<String, Long> kind : sortedKinds()) {
                json.writeNumberField(kind.getKey(), kind.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("events");
            for (Entry entry : newest) {
                json.writeStartObject();
                QuarantineJson.writeFields(json, entry.offset(), entry.event());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }
}
