package dev.millrace.replay.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Lines of a table in plain text. */
final class TextColumns {

    /** What moves a cursor, changes colours or turns the direction of writing. */
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    /**
     * A column of figures, set to the right.
     *
     * @param cell what stands in it for a candidate
     */
    record Column(String title, int width, Kind kind, Function<RankedCandidate, String> cell) {

        /** What baselines have in common with it. */
        enum Kind {
            LOSS,
            QUALITY,
            OTHER
        }
    }

    private TextColumns() {}

    static String line(String number, String name, int nameWidth, List<Column> columns, Function<Column, String> cell) {
        StringBuilder line = new StringBuilder(number).append("  ").append(left(shortened(name, nameWidth), nameWidth));
        for (Column column : columns) {
            String text = cell.apply(column);
            line.append("  ")
                    .append(" ".repeat(Math.max(0, column.width() - text.length())))
                    .append(text);
        }
        return line.toString().stripTrailing();
    }

    /** Lines of at most so many characters, each begun with the indent; a word that is longer is cut. */
    static List<String> wrap(String text, String indent, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        int room = width - indent.length();
        while (rest.length() > room) {
            int space = rest.lastIndexOf(' ', room);
            int end = space > 0 ? space : room;
            lines.add(indent + rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(indent + rest);
        return lines;
    }

    /** The text with a question mark for each character that does something other than to stand there. */
    static String printable(String text) {
        return UNFIT.matcher(text).replaceAll("?");
    }

    /** Beginning and end of a text that is too long, for names often begin alike. */
    static String shortened(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        int end = (width - 3) / 2;
        return text.substring(0, width - 3 - end) + "..." + text.substring(text.length() - end);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
