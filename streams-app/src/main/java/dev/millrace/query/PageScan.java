package dev.millrace.query;

import dev.millrace.state.ModelSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the rows of a page. One thread. */
final class PageScan implements ModelSnapshot.BlockVisitor {

    private final RowDecoder decoder;
    private final int from;
    private final int limit;
    private final List<RowDecoder.Numbers> rows = new ArrayList<>();
    private @Nullable Integer next;

    PageScan(RowDecoder decoder, int from, int limit) {
        this.decoder = decoder;
        this.from = from;
        this.limit = limit;
    }

    @Override
    public boolean visit(int block, byte[] encoded) {
        if (!decoder.hasRows(block)) {
            return false;
        }
        decoder.decode(block, encoded);
        for (int row = Math.max(from, decoder.firstRow()); row < decoder.endRow(); row++) {
            if (rows.size() == limit) {
                next = row;
                return false;
            }
            rows.add(decoder.numbers(row));
        }
        return true;
    }

    List<RowDecoder.Numbers> rows() {
        return rows;
    }

    /** The first row that did not fit; null if all did. */
    @Nullable
    Integer next() {
        return next;
    }
}
