package dev.millrace.replay.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Which columns have a figure for any of the candidates shown; the others are left out. */
record OptionalColumns(boolean auc, boolean holdout, boolean frozen) {

    static OptionalColumns of(List<RankedCandidate> shown) {
        return new OptionalColumns(
                any(shown, row -> row.result().evaluation().auc()),
                any(shown, RankedCandidate::holdoutLoss),
                any(shown, RankedCandidate::frozenGain));
    }

    /** How many there are. */
    int optional() {
        return (auc ? 1 : 0) + (holdout ? 1 : 0) + (frozen ? 1 : 0);
    }

    private static boolean any(List<RankedCandidate> shown, ToDoubleFunction<RankedCandidate> figure) {
        return shown.stream().anyMatch(row -> !Double.isNaN(figure.applyAsDouble(row)));
    }
}
