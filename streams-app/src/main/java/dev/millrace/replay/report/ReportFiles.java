package dev.millrace.replay.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a report to a folder. */
public final class ReportFiles {

    private ReportFiles() {}

    /**
     * Writes {@code report.json}, {@code curves.csv}, {@code report.html}, {@code loss-curves.png} and, if there are several
     * rates, {@code rate-loss.png}; files of these names that are there are replaced.
     *
     * @param folder is made if it is not there
     * @param leaderConfig text of a config file with the {@link ReplayReport#leader()}
     * @return what was written, in this order
     */
    public static List<Path> write(Path folder, ReplayReport report, String leaderConfig, RunTimes times)
            throws IOException {
        Files.createDirectories(folder);
        List<Path> written = new ArrayList<>();
        written.add(write(folder, "report.json", JsonReport.bytes(report, leaderConfig, times)));
        written.add(write(folder, "curves.csv", CurvesCsv.bytes(report)));
        written.add(write(folder, "report.html", HtmlReport.bytes(report, leaderConfig, times)));
        written.add(write(folder, "loss-curves.png", LossChart.png(report)));
        Path rates = folder.resolve("rate-loss.png");
        if (RateChart.hasRates(report)) {
            written.add(write(folder, "rate-loss.png", RateChart.png(report)));
        } else {
            // One of another replay would be taken for this one's.
            Files.deleteIfExists(rates);
        }
        return written;
    }

    private static Path write(Path folder, String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
