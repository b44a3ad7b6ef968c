package dev.millrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.replay.report.SyntheticReplay.Entry;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {

    private static final Pattern SCRIPT = Pattern.compile("(?s)(<script[^>]*>)(.*?)</script>");

    private static final String HOSTILE = "</script><script>alert('1')</script><img src=x onerror=alert(2)>&\"'";

    private static final String CONFIG = "application: flights  # {{data}} <b> & 'c' $1\n";

    @Test
    void shouldBeWellFormedAndShowAllCandidates() throws Exception {
        Document page = parsed(html(JsonReportTest.report()));

        assertThat(texts(page, "title")).containsExactly("Replay of topic flights, partition 0, offsets 0 to 29999");
        assertThat(rows(page)).hasSize(4);
        assertThat(rows(page).get(0)).startsWith("1sgd-0.05optimizer: sgd, rate: 0.05step 64, digest 0b2e78f0e4838ddb");
        assertThat(rows(page).get(0)).endsWith("0.25000.2500leader81.1%0.71500.0500+0.1250");
        assertThat(rows(page).get(1)).contains("dropped at rung 1 of 1", "+0.5000*+0.5000 to +0.5000");
        assertThat(rows(page).get(2)).isEqualTo("running mean of the labels0.500080.1%");
        assertThat(page.getElementsByTagName("input").getLength()).isEqualTo(2);
    }

    @Test
    void shouldShowTheConfigAsItIs() throws Exception {
        Document page = parsed(html(JsonReportTest.report()));

        assertThat(texts(page, "pre")).containsExactly(CONFIG);
    }

    @Test
    void shouldEscapeForeignTextEverywhere() throws Exception {
        SyntheticReplay replay = new SyntheticReplay();
        replay.input = HOSTILE;
        replay.faults = List.of(HOSTILE);
        Entry entry = new Entry("a").losing(4, i -> 0.45);
        entry.settings = Map.of(HOSTILE, HOSTILE);
        replay.with(entry);
        String html = html(ReplayReport.of(replay.result(), Map.of("a", List.of(HOSTILE))));

        Document page = parsed(html);

        assertThat(texts(page, "h1")).containsExactly("Replay of " + HOSTILE);
        assertThat(page.getElementsByTagName("img").getLength()).isZero();
        assertThat(page.getElementsByTagName("script").getLength()).isEqualTo(5);
        assertThat(html).doesNotContain("<img", "alert('1')");
        assertThat(rows(page).get(0)).contains(HOSTILE + ": " + HOSTILE).endsWith("0.0500");
    }

    @Test
    void shouldAskForNothingFromTheNetwork() {
        String html = html(JsonReportTest.report());

        assertThat(html).contains("default-src 'none'; script-src 'unsafe-inline'");
        assertThat(html).doesNotContain("sourceMappingURL", " src=", "<link", "@import", "{{chart}}");
        assertThat(html).contains("Chart.js v4.5.1", "chartjs-plugin-zoom v2.2.0", "Hammer.JS - v2.0.7");
    }

    @Test
    void shouldHandTheChartsTheirFigures() throws Exception {
        JsonNode data = data(html(JsonReportTest.report()));

        assertThat(data.path("examples")).hasSize(64);
        assertThat(data.path("runningMean").path(63).asDouble()).isEqualTo(0.5);
        assertThat(data.path("candidates")).hasSize(2);
        assertThat(data.path("candidates").path(0).path("losses")).hasSize(64);
        assertThat(data.path("candidates").path(1).path("losses")).hasSize(32);
        assertThat(data.path("candidates").path(1).path("optimizer").asText()).isEqualTo("adam");
        assertThat(data.path("candidates").path(1).path("rate").asDouble()).isEqualTo(1);
        assertThat(data.path("candidates").path(1).path("finished").asBoolean()).isFalse();
        assertThat(data.path("candidates").path(0).path("calibration").path(0).toString())
                .isEqualTo("[10,0.05,0.0]");
    }

    @Test
    void shouldStandWhenThereAreNoFigures() throws Exception {
        String html = html(new SyntheticReplay()
                .with(new Entry("a").losing(2, i -> Double.NaN))
                .report());

        JsonNode candidate = data(html).path("candidates").path(0);

        assertThat(candidate.path("score").isNull()).isTrue();
        assertThat(candidate.path("losses").toString()).isEqualTo("[null,null]");
        assertThat(rows(parsed(html)).get(0)).contains("--leader");
    }

    @Test
    void shouldShowAllWhenThereAreMany() throws Exception {
        SyntheticReplay replay = new SyntheticReplay();
        for (int i = 0; i < 300; i++) {
            replay.with(new Entry("candidate-" + i).losing(4, example -> 0.3));
        }

        assertThat(rows(parsed(html(replay.report())))).hasSize(302);
    }

    @Test
    void shouldGiveTheSameBytesWhenWrittenAgain() {
        assertThat(html(JsonReportTest.report())).isEqualTo(html(JsonReportTest.report()));
    }

    private static String html(ReplayReport report) {
        return new String(HtmlReport.bytes(report, CONFIG, SyntheticReplay.TIMES), StandardCharsets.UTF_8);
    }

    /** As XML, without what scripts hold: a browser does not look for markup in there either. */
    private static Document parsed(String html) throws Exception {
        String markup = SCRIPT.matcher(html).replaceAll("$1</script>");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(markup)));
    }

    private static JsonNode data(String html) throws Exception {
        Matcher scripts = SCRIPT.matcher(html);
        assertThat(scripts.find()).isTrue();
        assertThat(scripts.group(1)).contains("application/json");
        return new ObjectMapper().readTree(scripts.group(2));
    }

    private static List<String> rows(Document page) {
        return texts((Element) page.getElementsByTagName("tbody").item(0), "tr");
    }

    private static List<String> texts(Document page, String tag) {
        return texts(page.getDocumentElement(), tag);
    }

    private static List<String> texts(Element parent, String tag) {
        NodeList nodes = parent.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }
}
