package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.http.IndexRoutes;
import dev.millrace.http.QueryServer;
import dev.millrace.http.Routes;
import dev.millrace.http.TestServer;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.query.AutoConfigs;
import dev.millrace.query.QueryRig;
import dev.millrace.query.TripEvents;
import dev.millrace.schemas.ExpertLoss;
import dev.millrace.schemas.LossReport;
import dev.millrace.testing.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, of a learner whose optimizer is {@code auto}. Skipped where no browser is. */
class LiveExpertsIT {

    private static final int EVENTS = 400;

    @TempDir
    Path directory;

    @Test
    void shouldShowTheHeaviestExpertsOverTimeAndTheLastDrift() throws Exception {
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElseThrow());
        MillraceConfig config = AutoConfigs.binary(directory.resolve("state"));
        LossHistories histories = new LossHistories(List.of("champion", "challenger"));
        QuarantineLog quarantine = new QuarantineLog("trips-quarantine");
        TailStatus current = new TailStatus(true, null);
        LiveFeed feed = new LiveFeed(new LiveFeed.Sources(
                "trips",
                "here:1",
                () -> "RUNNING",
                histories,
                quarantine,
                new LiveLearners(config, new ProgressBoard(), progress -> 0, histories),
                () -> current));
        PageRoutes page = new PageRoutes();
        List<Routes> routes = List.of(
                new IndexRoutes(page::page),
                page,
                new HistoryRoutes(histories, quarantine, () -> current),
                new LiveRoutes(feed));
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(rig.queries(), routes);
                Browser browser = Browser.start(Files.createDirectory(directory.resolve("profile")))) {
            feed.start();
            rig.feed(TripEvents.turning(EVENTS, 300, 32));
            List<LossReport> reports = rig.reports();
            reports.forEach(histories::add);
            LossReport last = reports.stream()
                    .filter(report -> report.getLearner().equals("champion"))
                    .reduce((former, later) -> later)
                    .orElseThrow();
            assertThat(last.getDrifts()).isEqualTo(1);

            browser.show(1280, 900, "light");
            browser.open("http://127.0.0.1:" + server.port() + "/");
            browser.await("return document.querySelectorAll('#weights li').length", rows -> rows.intValue() > 0);

            assertLegend(browser, last);
            assertText(browser, "expert-note", "1 drift (dashed), the last after " + last.getDriftExamples());
            assertText(browser, "weights-note", " Each is the weighted mean of the experts' weights.");
            assertVisible(browser, "experts", "steps");
            assertThat(browser.run("return ['champion', 'challenger'].map(name => document.querySelectorAll("
                                    + "`.card[data-learner=${name}] [data-figure=learningRate]`).length)")
                            .toString())
                    .isEqualTo("[0,1]");
            assertReadableOnPhone(browser);
            browser.show(1280, 900, "light");
            browser.click(".card[data-learner=challenger] button.name");
            browser.await("return document.getElementById('experts').hidden", JsonNode::booleanValue);
            assertVisible(browser, "steps", "experts");
            assertThat(browser.console()).isEmpty();
        } finally {
            feed.close();
        }
    }

    /** The six heaviest by name, and what is left of 1. */
    private static void assertLegend(Browser browser, LossReport last) throws Exception {
        Map<String, Float> expected = new LinkedHashMap<>();
        last.getExperts().stream()
                .sorted(Comparator.comparingDouble(ExpertLoss::getWeight).reversed())
                .limit(6)
                .forEach(expert -> expected.put(expert.getName(), (float) expert.getWeight()));
        JsonNode legend = browser.run("return [...document.querySelectorAll('#expert-legend li')].map(item =>"
                + " [item.dataset.expert, Number(item.dataset.weight), Number(item.dataset.points)])");
        assertThat(legend).hasSize(7);
        double sum = 0;
        for (JsonNode item : legend) {
            String name = item.get(0).textValue();
            sum += item.get(1).doubleValue();
            assertThat(item.get(2).longValue()).isBetween(last.getExamples(), last.getExamples() + 1);
            if (!name.equals("others")) {
                assertThat((float) item.get(1).doubleValue()).isEqualTo(expected.remove(name));
            }
        }
        assertThat(expected).isEmpty();
        assertThat(sum).isCloseTo(1, within(1e-6));
    }

    private static void assertText(Browser browser, String id, String part) throws Exception {
        assertThat(browser.run("return document.getElementById('" + id + "').textContent")
                        .textValue())
                .contains(part);
    }

    private static void assertVisible(Browser browser, String shown, String hidden) throws Exception {
        assertThat(browser.run("return ['" + shown + "', '" + hidden
                                + "'].map(id => document.getElementById(id).getClientRects().length > 0)")
                        .toString())
                .isEqualTo("[true,false]");
    }

    /** Nothing of the panel reaches beyond the screen. */
    private static void assertReadableOnPhone(Browser browser) throws Exception {
        browser.show(375, 800, "dark");
        browser.await(
                "return window.innerWidth === 375 && [...document.querySelectorAll('#experts, #experts *')].every("
                        + "some => some.getBoundingClientRect().right <= window.innerWidth)",
                JsonNode::booleanValue);
    }
}
