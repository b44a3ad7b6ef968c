package dev.millrace.cli;

import dev.millrace.replay.Candidate;
import dev.millrace.replay.CandidateResult;
import dev.millrace.replay.Replay;
import dev.millrace.replay.ReplayResult;
import dev.millrace.replay.report.JsonReport;
import dev.millrace.replay.report.RankedCandidate;
import dev.millrace.replay.report.ReplayReport;
import dev.millrace.replay.report.ReportFiles;
import dev.millrace.replay.report.RunTimes;
import dev.millrace.replay.report.TerminalTable;
import dev.millrace.replay.search.RateEdges;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What becomes of a replay's result. */
final class ReplayOutputsMixin {

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write report.html, report.json, curves.csv and charts there.")
    private @Nullable Path report;

    @Option(
            names = "--emit-config",
            paramLabel = "FILE",
            description = "Write the config with the winner as its learner there, for 'millrace run'.")
    private @Nullable Path emitted;

    @Option(
            names = "--warm-start",
            paramLabel = "FILE",
            description = "Write what the winner has learned there; the emitted config names it, so that 'millrace run'"
                    + " goes on from it, behind the last event of the replay.")
    private @Nullable Path model;

    @Option(names = "--json", description = "Print report.json instead of the table, and nothing else.")
    private boolean json;

    /** Whether what the winner has learned will be written. */
    boolean wantsModel() {
        return model != null;
    }

    /**
     * Looks at all places before hours are spent on what could then not be written. Makes the folder of the report if it is
     * not there.
     *
     * @throws UsageException if there is a place that cannot be written to
     * @throws IOException if the folder cannot be made
     */
    void requireWritable() throws IOException {
        if (model != null && emitted == null) {
            throw new UsageException(
                    "--warm-start: expected --emit-config beside it, for the config must be that of the" + " model");
        }
        if (model != null && emitted != null && model.toAbsolutePath().equals(emitted.toAbsolutePath())) {
            throw new UsageException("--warm-start: expected another file than that of --emit-config, got " + model);
        }
        if (report != null) {
            requireFolder("--report", report);
        }
        if (emitted != null) {
            requireFile("--emit-config", emitted);
        }
        if (model != null) {
            requireFile("--warm-start", model);
        }
    }

    /** Ranks and judges, best rates at the edge of those tried included. */
    static ReplayReport judge(ReplayResult result) {
        return ReplayReport.of(result, rateSigns(ReplayReport.of(result, Map.of())));
    }

    /** Writes what was asked for, and prints the table or the report. */
    void write(
            ReplayReport judged,
            RunTimes times,
            ReplaySearchMixin.Found found,
            Replay replay,
            PrintWriter out,
            Consumer<String> notes)
            throws IOException {
        String winner = judged.leader().name();
        String text = found.candidates().winner(winner, model).text(head(judged));
        if (report != null) {
            List<Path> files = ReportFiles.write(report, judged, text, times);
            notes.accept("wrote "
                    + String.join(", ", files.stream().map(Path::toString).toList()));
        }
        if (emitted != null) {
            Files.writeString(emitted, text);
            notes.accept("wrote " + emitted + ", with the winner '" + winner + "' as its learner");
        }
        if (model != null) {
            boolean hasPosition = replay.save(winner, model);
            notes.accept("wrote " + model + ", what it has learned"
                    + (hasPosition
                            ? ", behind the last event of the replay"
                            : "; without a position, because the events were not those of the topic that 'millrace run' learns"
                                    + " from: it learns from the whole events topic with it"));
        }
        if (json) {
            out.print(new String(JsonReport.bytes(judged, text, times), StandardCharsets.UTF_8));
        } else {
            TerminalTable.lines(judged, times).forEach(out::println);
        }
        out.flush();
    }

    private static List<String> head(ReplayReport judged) {
        ReplayResult result = judged.result();
        return List.of(
                "The winner of a replay of " + result.input() + ":",
                String.format(
                        Locale.ROOT,
                        "%s, mean %s %.4f over %,d examples, the best of %d candidates.",
                        judged.leader().name(),
                        result.measure(),
                        judged.leader().loss(),
                        judged.leader().result().evaluation().examples(),
                        judged.ranked().size()));
    }

    private static Map<String, List<String>> rateSigns(ReplayReport report) {
        List<Candidate> ranked = report.ranked().stream()
                .map(RankedCandidate::result)
                .map(CandidateResult::candidate)
                .toList();
        Map<String, List<String>> signs = new HashMap<>();
        RateEdges.of(ranked).forEach(finding -> signs.put(finding.candidate().name(), List.of(finding.text())));
        return signs;
    }

    private static void requireFolder(String option, Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UsageException(option + ": expected a folder, found a file: " + folder);
        }
        Files.createDirectories(folder);
        requireWritable(option, folder);
    }

    private static void requireFile(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new UsageException(option + ": expected a file, found a folder: " + file);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException(option + ": there is no folder " + folder + "; make it first");
        }
        requireWritable(option, Files.exists(file) ? file : folder);
    }

    private static void requireWritable(String option, Path path) {
        if (!Files.isWritable(path)) {
            throw new UsageException(option + ": this user may not write to " + path);
        }
    }
}
