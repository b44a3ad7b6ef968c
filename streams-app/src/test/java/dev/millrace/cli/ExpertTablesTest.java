package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code millrace query} shows of a learner with experts. */
class ExpertTablesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static JsonNode answer() throws IOException {
        return MAPPER.readTree("""
                {"experts": {"standings": [
                   {"name": "sgd-0.5", "weight": 0.125, "meanLoss": 0.75, "windowLoss": 0.5, "weightAtDrift": 0.875},
                   {"name": "kalman-1", "weight": 0.875, "meanLoss": 0.5, "windowLoss": 0.25, "weightAtDrift": 0.125}],
                  "restarts": 1, "drifts": 2, "lastDrift": {"examples": 12345, "eventTime": "2001-01-31T23:59:00Z"}},
                 "provenance": {"learner": "champion", "step": 7, "examples": 7}}
                """);
    }

    @Test
    void shouldShowTheHeaviestExpertFirstAndTheLastDrift() throws IOException {
        List<String> lines = LearnerTables.experts(answer());

        assertThat(lines.subList(0, 5))
                .containsExactly(
                        "EXPERT    WEIGHT    LOSS  WINDOW  AT DRIFT",
                        "kalman-1  0.8750  0.5000  0.2500    0.1250",
                        "sgd-0.5   0.1250  0.7500  0.5000    0.8750",
                        "2 drifts; the last after 12,345 examples, at 2001-01-31T23:59:00Z",
                        "1 restart of experts that diverged");
        assertThat(lines).hasSize(6).last().asString().startsWith("champion: step 7");
    }

    @Test
    void shouldShowADashForTheWeightAtADriftThatHasNotBeen() throws IOException {
        JsonNode answer = answer();
        ((ObjectNode) answer.get("experts"))
                .putNull("lastDrift")
                .put("drifts", 0)
                .put("restarts", 0);
        answer.at("/experts/standings").forEach(expert -> ((ObjectNode) expert).putNull("weightAtDrift"));

        assertThat(LearnerTables.experts(answer).subList(0, 5))
                .containsExactly(
                        "EXPERT    WEIGHT    LOSS  WINDOW  AT DRIFT",
                        "kalman-1  0.8750  0.5000  0.2500         -",
                        "sgd-0.5   0.1250  0.7500  0.5000         -",
                        "no drift yet",
                        "0 restarts of experts that diverged");
    }

    @Test
    void shouldShowTheExpertsInTheSummaryInPlaceOfARate() throws IOException {
        ObjectNode summary = (ObjectNode) answer();
        summary.putNull("rate").put("learningRate", 1);

        assertThat(LearnerTables.summary(summary))
                .contains("rate           each expert has its own", "kalman-1  0.8750  0.5000  0.2500    0.1250");
    }

    @Test
    void shouldSayThatWeightsAreThoseOfTheMean() throws IOException {
        JsonNode top = MAPPER.readTree("""
                {"weightsAre": "weighted mean of the experts' weights", "rows": [
                   {"row": 1, "feature": "far", "value": null, "strongest": {"class": null, "weight": -0.5}}],
                 "provenance": {"learner": "champion", "step": 7, "examples": 7}}
                """);

        assertThat(WeightTables.top(top)).contains("weights are the weighted mean of the experts' weights");
    }
}
