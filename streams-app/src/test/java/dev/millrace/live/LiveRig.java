package dev.millrace.live;

import dev.millrace.config.MillraceConfig;
import dev.millrace.http.IndexRoutes;
import dev.millrace.http.Routes;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.schemas.QuarantineStage;
import java.util.List;

/** The live page and what it asks, without a broker: of a champion that has reported, and two events in quarantine. */
public final class LiveRig implements AutoCloseable {

    private static final int REPORTS = 5;

    private final LossHistories histories = new LossHistories(List.of("champion", "challenger"));
    private final QuarantineLog quarantine = new QuarantineLog("trips-quarantine");
    private final LiveFeed feed;

    public LiveRig(MillraceConfig config) {
        for (int i = 1; i <= REPORTS; i++) {
            histories.add(TestReports.report("champion", i));
        }
        quarantine.add(0, 0, TestReports.quarantined(7, QuarantineStage.DECODE, "Expected magic byte 0x00"));
        quarantine.add(0, 1, TestReports.quarantined(8, QuarantineStage.LEARN, "a score is not finite"));
        feed = new LiveFeed(new LiveFeed.Sources(
                "trips",
                "127.0.0.1:0",
                () -> "RUNNING",
                histories,
                quarantine,
                new LiveLearners(config, new ProgressBoard(), progress -> 0, histories),
                () -> TailStatus.BEGINNING));
        feed.start();
    }

    public List<Routes> routes() {
        PageRoutes page = new PageRoutes();
        return List.of(
                new IndexRoutes(page::page),
                page,
                new HistoryRoutes(histories, quarantine, () -> TailStatus.BEGINNING),
                new LiveRoutes(feed));
    }

    @Override
    public void close() {
        feed.close();
    }
}
