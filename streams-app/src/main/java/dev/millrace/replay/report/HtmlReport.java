package dev.millrace.replay.report;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code report.html}: one file that asks for nothing from the network. The table is in the page, charts are drawn by Chart.js,
 * which is written into the page from the class path. Well-formed as XML, but for the contents of its scripts.
 */
public final class HtmlReport {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

    private HtmlReport() {}

    /**
     * The whole file, in UTF-8.
     *
     * @param leaderConfig text of a config file with the leader
     */
    public static byte[] bytes(ReplayReport report, String leaderConfig, RunTimes times) {
        Map<String, String> parts = new HashMap<>();
        parts.put("title", HtmlTable.text("Replay of " + report.result().input()));
        parts.put("style", PageParts.own("report.css"));
        parts.put("summary", HtmlTable.summary(report));
        parts.put("table", HtmlTable.of(report));
        parts.put("notes", HtmlTable.notes(report));
        parts.put("config", HtmlTable.text(leaderConfig));
        parts.put("footer", HtmlTable.footer(times));
        parts.put("data", ChartData.json(report));
        parts.put("hammer", PageParts.library("hammerjs", "hammer.min.js"));
        parts.put("chart", PageParts.library("chart.js", "dist/chart.umd.min.js"));
        parts.put("zoom", PageParts.library("chartjs-plugin-zoom", "dist/chartjs-plugin-zoom.min.js"));
        parts.put("script", PageParts.own("report.js"));
        return filled(PageParts.own("report.html"), parts).getBytes(StandardCharsets.UTF_8);
    }

    /** In one pass: what is put in is not looked at again. */
    private static String filled(String template, Map<String, String> parts) {
        return PLACE.matcher(template).replaceAll(place -> {
            String part = parts.get(place.group(1));
            if (part == null) {
                throw new IllegalStateException("expected a part for " + place.group() + ", found " + parts.keySet());
            }
            return Matcher.quoteReplacement(part);
        });
    }
}
