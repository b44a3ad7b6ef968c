package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.query.Json;
import dev.millrace.query.Provenance;
import dev.millrace.query.QueryException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossHistoriesTest {

    private static final TailStatus CURRENT = new TailStatus(true, null);

    private final LossHistories histories = new LossHistories(List.of("champion", "challenger"));

    @Test
    void shouldAnswerWithTheFieldsOfTheReportAndItsProvenance() {
        histories.add(TestReports.report("champion", 4));
        assertThat(new String(Json.write(histories.history("champion", 10, CURRENT)), StandardCharsets.UTF_8))
                .isEqualTo("{\"learner\":\"champion\",\"loss\":\"logistic\",\"reports\":1,\"points\":[{\"examples\":4,"
                        + "\"step\":2,\"position\":{\"topic\":\"flights\",\"partition\":0,\"offset\":10},"
                        + "\"eventTime\":\"1970-01-01T00:00:04Z\",\"digest\":\"0000000000000004\",\"meanLoss\":0.25,"
                        + "\"windowLoss\":0.5,\"runningMeanLoss\":0.625,\"windowRunningMeanLoss\":0.5,\"accuracy\":0.75,"
                        + "\"windowAccuracy\":0.5,\"runningMeanAccuracy\":0.5,\"noChangeAccuracy\":0.25,\"rmse\":null,"
                        + "\"runningMeanRmse\":null,\"noChangeRmse\":null,\"auc\":null,\"learningRate\":0.1,"
                        + "\"gradientNorm\":3.5,\"windowGradientNorm\":2.5,\"unlabeled\":7,\"refused\":0,"
                        + "\"clippedSteps\":1,\"refusedSteps\":2,\"experts\":null}],\"source\":{\"current\":true,\"trouble\":null},"
                        + "\"provenance\":{\"learner\":\"champion\",\"fingerprint\":\"00112233445566aa\",\"step\":2,"
                        + "\"examples\":4,\"position\":{\"topic\":\"flights\",\"partition\":0,\"offset\":10},"
                        + "\"trainedThrough\":[],\"digest\":\"0000000000000004\",\"served\":null}}");
        LossHistories.History none = histories.history("challenger", 10, CURRENT);
        assertThat(none.points()).isEmpty();
        assertThat(none.provenance()).isNull();
    }

    @Test
    void shouldBeginAnewWhenTheConfigIsAnother() {
        histories.add(TestReports.report("champion", 4));
        histories.add(TestReports.report("champion", 8));
        histories.takeFresh();
        histories.add(TestReports.report("champion", 12, "ffffffffffffffff"));
        LossHistories.History history = histories.history("champion", 10, CURRENT);
        assertThat(history.points()).extracting(ReportPoint::examples).containsExactly(12L);
        assertThat(history.provenance())
                .isEqualTo(Provenance.reported(
                        "champion",
                        "ffffffffffffffff",
                        6,
                        12,
                        new Provenance.Position("flights", 0, 18),
                        "000000000000000c"));
        assertThat(histories.takeFresh()).isNull();
    }

    @Test
    void shouldHandOverWhatIsNewOnce() {
        histories.add(TestReports.report("champion", 4));
        histories.add(TestReports.report("gone", 4));
        histories.add(TestReports.report("challenger", 4));
        assertThat(histories.takeFresh())
                .extracting(LossHistories.Fresh::learner)
                .containsExactly("champion", "challenger");
        assertThat(histories.takeFresh()).isEmpty();
    }

    @Test
    void shouldAskForTheWholeHistoryWhenTooMuchIsNewOrALearnerWentBack() {
        for (int i = 1; i <= 513; i++) {
            histories.add(TestReports.report("champion", i));
        }
        assertThat(histories.takeFresh()).isNull();
        assertThat(histories.takeFresh()).isEmpty();
        histories.add(TestReports.report("champion", 5));
        assertThat(histories.takeFresh()).isNull();
    }

    @Test
    void shouldRefuseWhatItCannotAnswer() {
        assertThatThrownBy(() -> histories.history("nobody", 10, CURRENT))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.status()).isEqualTo(404))
                .hasMessage("expected one of the learners [champion, challenger], found 'nobody'");
        for (int limit : List.of(0, -1, 2_001)) {
            assertThatThrownBy(() -> histories.history("champion", limit, CURRENT))
                    .isInstanceOfSatisfying(
                            QueryException.class, e -> assertThat(e.status()).isEqualTo(400))
                    .hasMessage("limit: expected 1 to 2000 points, found " + limit);
        }
    }
}
