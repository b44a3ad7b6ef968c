package dev.millrace.replay.report;

import java.util.List;

/** Losses of several candidates in blocks of the same examples. */
final class Curves {

    private Curves() {}

    /** In the order given, all in blocks as large as those of the longest series. */
    static List<BlockLosses> of(List<RankedCandidate> candidates) {
        long blockExamples = candidates.stream()
                .mapToLong(row -> row.result().losses().blockExamples())
                .max()
                .orElse(1);
        return candidates.stream()
                .map(row -> BlockLosses.of(row.result().losses(), blockExamples))
                .toList();
    }

    /** The first of those that cover most of the stream. */
    static BlockLosses longest(List<BlockLosses> curves) {
        BlockLosses longest = curves.get(0);
        for (BlockLosses curve : curves) {
            if (curve.examples() > longest.examples()) {
                longest = curve;
            }
        }
        return longest;
    }

    /** Mean loss of a block; NaN if it has none, or of fewer examples than the longest has there. */
    static double mean(BlockLosses curve, int block, BlockLosses longest) {
        boolean whole = block < curve.blocks() && curve.examplesAtEnd(block) == longest.examplesAtEnd(block);
        return whole ? curve.mean(block) : Double.NaN;
    }

    /** Mean of as many values up to each as the window holds; NaN stays, and counts for nothing. */
    static double[] smooth(double[] values, int window) {
        double[] means = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            int count = 0;
            for (int j = Math.max(0, i - window + 1); j <= i; j++) {
                if (!Double.isNaN(values[j])) {
                    sum += values[j];
                    count++;
                }
            }
            means[i] = Double.isNaN(values[i]) ? Double.NaN : sum / count;
        }
        return means;
    }
}
