package dev.millrace.bench.suite;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sections of benchmarks, in the order of the suite, of each the one that came last. One thread. */
final class Results {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> order;
    private final Map<Integer, Section> sections = new TreeMap<>();

    /** None yet. */
    Results(List<Entry> suite) {
        this.order = suite.stream().map(Entry::name).toList();
    }

    /** Those of a file that {@link #write} wrote; none if there is no such file. What left the suite is left out. */
    static Results read(List<Entry> suite, Path file) throws IOException {
        Results results = new Results(suite);
        if (Files.exists(file)) {
            for (JsonNode section : JSON.readTree(file.toFile()).path("benchmarks")) {
                results.add(Section.of(section));
            }
        }
        return results;
    }

    void add(Section section) {
        int place = order.indexOf(section.name());
        if (place >= 0) {
            sections.put(place, section);
        }
    }

    Collection<Section> sections() {
        return sections.values();
    }

    Optional<Section> of(String name) {
        return Optional.ofNullable(sections.get(order.indexOf(name)));
    }

    ObjectNode json() {
        ObjectNode root = Figures.object();
        ArrayNode list = root.putArray("benchmarks");
        sections.values().forEach(section -> list.add(section.json()));
        return root;
    }

    /** The same bytes on any system. */
    void write(Path file) throws IOException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        Files.writeString(file, JSON.writer(printer).writeValueAsString(json()) + "\n");
    }
}
