package dev.millrace.replay.report;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code curves.csv} (RFC 4180): a line for each block of the stream, with the number of examples up to its end, the mean loss
 * of the running mean of the labels in it, and that of each candidate, best first. A field is empty where a candidate has none:
 * after it was dropped, or if it refused the whole block.
 */
public final class CurvesCsv {

    private static final String LINE_END = "\r\n";

    private CurvesCsv() {}

    /** The whole file, in UTF-8. */
    public static byte[] bytes(ReplayReport report) {
        List<BlockLosses> curves = Curves.of(report.ranked());
        StringBuilder csv = new StringBuilder("examples,running mean");
        for (RankedCandidate row : report.ranked()) {
            csv.append(',').append(field(row.name()));
        }
        csv.append(LINE_END);
        BlockLosses longest = Curves.longest(curves);
        for (int block = 0; block < longest.blocks(); block++) {
            csv.append(longest.examplesAtEnd(block)).append(',').append(number(longest.baseline(block)));
            for (BlockLosses curve : curves) {
                csv.append(',').append(number(Curves.mean(curve, block, longest)));
            }
            csv.append(LINE_END);
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The fewest digits that give back the bits: Jackson's, for those of the JDK are so only from JDK 19 on. */
    private static String number(double value) {
        return Double.isFinite(value) ? NumberOutput.toString(value, true) : "";
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
