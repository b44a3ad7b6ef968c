package dev.millrace.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** Every metric that the dashboard, the alerts and the page about metrics name. */
final class NamedMetrics {

    /**
     * One of them.
     *
     * @param place where it stands
     */
    record Named(String place, PromQl.Selector selector) {}

    static final Path DASHBOARD = Path.of("../docker/grafana/dashboards/millrace.json");
    static final Path ALERTS = Path.of("../docker/alerts.yml");
    static final Path PAGE = Path.of("../docs/metrics.md");

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), *(\\w+)\\)");
    private static final Pattern QUOTED = Pattern.compile("`((?:millrace|kafka|jvm|process|system)_[a-z0-9_]+)`");

    private NamedMetrics() {}

    static List<Named> all() throws IOException {
        List<Named> named = new ArrayList<>();
        expressions(new ObjectMapper().readTree(Files.readString(DASHBOARD)), named);
        for (Map<?, ?> rule : alerts()) {
            add(named, "alert " + rule.get("alert"), (String) rule.get("expr"));
        }
        Matcher quoted = QUOTED.matcher(Files.readString(PAGE));
        while (quoted.find()) {
            add(named, PAGE.getFileName().toString(), quoted.group(1));
        }
        return named;
    }

    static List<Map<?, ?>> alerts() throws IOException {
        Map<?, ?> file = new Yaml().load(Files.readString(ALERTS));
        List<Map<?, ?>> rules = new ArrayList<>();
        for (Object group : (List<?>) file.get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                rules.add((Map<?, ?>) rule);
            }
        }
        return rules;
    }

    private static void expressions(JsonNode dashboard, List<Named> named) {
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String place = "panel '" + panel.get("title").asText() + "'";
                add(named, place, target.get("expr").asText());
            }
        }
        for (JsonNode variable : dashboard.at("/templating/list")) {
            Matcher query = LABEL_VALUES.matcher(variable.get("query").asText());
            if (!query.matches()) {
                throw new AssertionError("expected label_values(metric, label), found " + variable);
            }
            String place = "variable '" + variable.get("name").asText() + "'";
            add(named, place, query.group(1) + "{" + query.group(2) + "=~\".*\"}");
        }
    }

    private static void add(List<Named> named, String place, String expression) {
        List<PromQl.Selector> selectors = PromQl.selectors(expression);
        if (selectors.isEmpty()) {
            throw new AssertionError(place + " names no metric: " + expression);
        }
        selectors.forEach(selector -> named.add(new Named(place, selector)));
    }
}
