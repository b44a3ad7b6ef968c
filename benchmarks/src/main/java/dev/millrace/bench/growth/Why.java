package dev.millrace.bench.growth;

/** What stands behind each bend. */
final class Why {

    static final String EVEN_ROWS = "TODO";
    static final String ZIPF_ROWS = "TODO";
    static final String FEATURES = "TODO";
    static final String CLASSES = "TODO";

    private Why() {}
}
