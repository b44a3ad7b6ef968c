package dev.millrace.query;

import dev.millrace.state.ModelSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Collects the rows with the largest weights; keeps no more of them than were asked for. One thread. */
final class TopScan implements ModelSnapshot.BlockVisitor {

    /** A row and the size of its largest weight. */
    record Candidate(int row, float magnitude, List<Float> weights) {}

    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(
                    (Candidate candidate) -> -candidate.magnitude)
            .thenComparingInt(candidate -> candidate.row);

    private final RowDecoder decoder;
    private final int limit;
    private final PriorityQueue<Candidate> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());

    TopScan(RowDecoder decoder, int limit) {
        this.decoder = decoder;
        this.limit = limit;
    }

    @Override
    public boolean visit(int block, byte[] encoded) {
        decoder.decode(block, encoded);
        for (int row = decoder.firstRow(); row < decoder.endRow(); row++) {
            float magnitude = decoder.magnitude(row);
            if (magnitude > 0 && isWanted(magnitude)) {
                worstFirst.add(new Candidate(row, magnitude, decoder.weights(row)));
            }
        }
        return true;
    }

    /** Rows come in ascending order: of two that are equal, the one that is there stays. */
    private boolean isWanted(float magnitude) {
        Candidate worst = worstFirst.peek();
        if (worstFirst.size() < limit || worst == null) {
            return true;
        }
        if (magnitude <= worst.magnitude) {
            return false;
        }
        worstFirst.remove();
        return true;
    }

    List<Candidate> best() {
        List<Candidate> best = new ArrayList<>(worstFirst);
        best.sort(BEST_FIRST);
        return best;
    }
}
