package dev.millrace.cli;

import java.util.ArrayList;
import java.util.List;

/** A table whose columns are as wide as their widest cell. One thread. */
final class Columns {

    private static final String GAP = "  ";

    private final List<String> headings = new ArrayList<>();
    private final List<Boolean> toTheRight = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** @param headings those of numbers, which stand to the right, begin with {@code >} */
    Columns(String... headings) {
        for (String heading : headings) {
            boolean right = heading.startsWith(">");
            toTheRight.add(right);
            this.headings.add(right ? heading.substring(1) : heading);
        }
        rows.add(this.headings);
    }

    /** One cell for each heading; foreign text in it does nothing to the terminal. */
    void add(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException("expected " + headings.size() + " cells, got " + cells);
        }
        rows.add(cells.stream().map(Printable::of).toList());
    }

    void add(String... cells) {
        add(List.of(cells));
    }

    /** The headings, and a line for each row. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String pad = " ".repeat(width(column) - row.get(column).length());
                line.append(column == 0 ? "" : GAP)
                        .append(toTheRight.get(column) ? pad + row.get(column) : row.get(column) + pad);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
