package dev.millrace.crash;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What was killed where, and how soon it learned again. */
final class KillTally {

    private final Map<CrashPoint, Integer> kills = new EnumMap<>(CrashPoint.class);
    private int recoveries;
    private double longestRecoverySeconds;
    private double allRecoveriesSeconds;

    /** Takes in a process that was killed, if it lived long enough a recovery from the kill before. */
    void add(CrashPoint killedAt, AppProcess killed) {
        kills.merge(killedAt, 1, Integer::sum);
        if (total() > 1) {
            addRecovery(killed);
        }
    }

    /** Takes in the last process, which was not killed. */
    void addRecovery(AppProcess process) {
        if (process.isLearning()) {
            recoveries++;
            allRecoveriesSeconds += process.secondsToFirstEvent();
            longestRecoverySeconds = Math.max(longestRecoverySeconds, process.secondsToFirstEvent());
        }
    }

    int total() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    int at(CrashPoint point) {
        return kills.getOrDefault(point, 0);
    }

    /** As Markdown. */
    String table() {
        StringBuilder table = new StringBuilder(500);
        table.append("| killed | times |\n| --- | ---: |\n");
        for (CrashPoint point : CrashPoint.values()) {
            table.append("| ")
                    .append(name(point))
                    .append(" | ")
                    .append(at(point))
                    .append(" |\n");
        }
        table.append("| all | ").append(total()).append(" |\n\n");
        table.append(String.format(
                Locale.ROOT,
                "%d processes lived to learn again after a kill: %.1f s from their start to their first event in the mean,"
                        + " %.1f s at most.%n",
                recoveries,
                allRecoveriesSeconds / Math.max(1, recoveries),
                longestRecoverySeconds));
        return table.toString();
    }

    private static String name(CrashPoint point) {
        return point.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
