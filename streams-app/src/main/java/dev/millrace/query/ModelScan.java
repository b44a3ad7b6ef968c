package dev.millrace.query;

import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scan of a learner's whole store finds. Immutable, for nobody changes the header; any thread.
 *
 * @param number of the scan, from 1
 * @param header of the cut that was scanned; null before the learner's first write-back
 * @param best the rows with the largest weights, as many as an answer may have
 */
record ModelScan(
        long number, @Nullable ModelHeader header, LearnerSummary.Parameters size, List<TopScan.Candidate> best) {

    /** @param snapshot not scanned yet */
    static ModelScan of(long number, ServedLearner learner, ModelSnapshot snapshot) {
        ParameterLayout layout = learner.layout();
        TopScan top = new TopScan(
                learner.rows(snapshot.header()), ParameterQuestions.atMost(LearnerQueries.MAX_ROWS, layout.width()));
        int[] blocks = new int[1];
        int[] rows = new int[1];
        snapshot.forEachBlock((block, encoded) -> {
            if (block >= layout.tailBlock()) {
                return false;
            }
            blocks[0]++;
            rows[0] += Math.min(layout.rowsPerBlock(), layout.rowCount() - block * layout.rowsPerBlock());
            return top.visit(block, encoded);
        });
        LearnerSummary.Parameters size = new LearnerSummary.Parameters(
                layout.rowCount(), layout.width(), layout.slots(), blocks[0], rows[0], (long) rows[0] * layout.width());
        return new ModelScan(number, snapshot.header(), size, top.best());
    }

    /** Whether a header is that of the cut that was scanned. */
    boolean isOf(@Nullable ModelHeader other) {
        if (header == null || other == null) {
            return header == null && other == null;
        }
        return header.getDigest() == other.getDigest()
                && header.getOffset() == other.getOffset()
                && header.getPartition() == other.getPartition()
                && header.getTopic().equals(other.getTopic())
                && header.getExamples() == other.getExamples()
                && header.getState().equals(other.getState())
                && header.getSources().equals(other.getSources());
    }
}
