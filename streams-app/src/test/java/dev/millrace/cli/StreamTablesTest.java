package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.client.ApiJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StreamTablesTest {

    @Test
    void shouldTellWhatIsInQuarantine() throws IOException {
        JsonNode answer = json("""
                {"topic": "q", "events": 1234, "earlier": 7, "stages": {"DECODE": 0, "LABEL": 1234},
                 "newest": [{"partition": 0, "offset": 9, "position": {"topic": "in", "partition": 1, "offset": 8},
                   "time": "2001-02-03T00:00:00Z", "stage": "LABEL", "learner": null, "reason": "expected\\u001b[2J"}],
                 "source": {"current": false, "trouble": null}}
                """);

        assertThat(StreamTables.quarantine(answer))
                .containsExactly(
                        "OFFSET  TIME                  SOURCE  STAGE  LEARNER  REASON",
                        "     9  2001-02-03T00:00:00Z  in-1@8  LABEL  -        expected\\u001b[2J",
                        "1,234 events in quarantine (topic 'q'): LABEL 1,234; up to 7 earlier ones were not read; the"
                                + " topic is still being read");
    }

    @Test
    void shouldSayThatNothingIsInQuarantine() throws IOException {
        JsonNode answer = json("""
                {"topic": "q", "events": 0, "earlier": 0, "stages": {"DECODE": 0}, "newest": [],
                 "source": {"current": false, "trouble": "the broker is away"}}
                """);

        assertThat(StreamTables.quarantine(answer))
                .containsExactly("0 events in quarantine (topic 'q'); the broker is away");
    }

    @Test
    void shouldTellWhoLearnsAndWhoWasAsked() throws IOException {
        JsonNode answer = json("""
                {"self": "b:1", "state": "RUNNING", "learning": "a:1", "standingBy": ["b:1"]}
                """);

        assertThat(StreamTables.instances(answer))
                .containsExactly(
                        "INSTANCE  ROLE",
                        "a:1       learns",
                        "b:1       stands by  was asked",
                        "asked b:1, whose streams client is RUNNING");
    }

    @Test
    void shouldSayThatNobodyLearnsDuringARebalance() throws IOException {
        JsonNode answer = json("""
                {"self": "b:1", "state": "REBALANCING", "learning": null, "standingBy": []}
                """);

        assertThat(StreamTables.instances(answer))
                .containsExactly(
                        "INSTANCE  ROLE",
                        "nobody learns at the moment: the instances are sharing out their work",
                        "asked b:1, whose streams client is REBALANCING");
    }

    @Test
    void shouldTellHowTheLossWent() throws IOException {
        JsonNode answer = json("""
                {"learner": "c", "loss": "log", "reports": 2000, "points": [
                   {"examples": 1500, "eventTime": "2001-02-03T00:00:00Z", "meanLoss": 0.51239, "windowLoss": 0.5,
                    "runningMeanLoss": 0.6, "windowRunningMeanLoss": null, "learningRate": 0.000123449,
                    "windowGradientNorm": 12345.6, "digest": "0123456789abcdef"}],
                 "source": {"current": true, "trouble": null},
                 "provenance": {"learner": "c", "step": 1500, "examples": 1500, "digest": "0123456789abcdef",
                   "position": {"topic": "in", "partition": 0, "offset": 1499}}}
                """);

        assertThat(StreamTables.history(answer))
                .containsExactly(
                        "EXAMPLES  EVENT TIME              LOSS  WINDOW  BASELINE  WINDOW       RATE  GRADIENT  DIGEST",
                        "   1,500  2001-02-03T00:00:00Z  0.5124  0.5000    0.6000       -  0.0001234     12350"
                                + "  0123456789abcdef",
                        "1 of 2,000 reports",
                        "c: step 1,500, 1,500 examples, trained through in-0@1499, digest 0123456789abcdef");
    }

    @Test
    void shouldSayThatAStandbyOfUnknownAgeAnswered() throws IOException {
        assertThat(TrainedLine.of(json("""
                {"learner": "c", "step": 1, "examples": 1, "position": null, "digest": "0",
                 "served": {"by": "a:1", "from": "standby", "eventsBehind": 12345, "millisBehind": null}}
                """)))
                .isEqualTo("c: step 1, 1 example, before the first event, digest 0; by a:1 (standby), of unknown age"
                        + " (12,345 behind)");
    }

    private static JsonNode json(String text) throws IOException {
        return ApiJson.tree(text.getBytes(UTF_8));
    }
}
