package dev.millrace.bench.growth;

/** What stands behind each bend. */
final class Why {

    static final String EVEN_ROWS =
            "With 8 bytes a row, 2^17 rows are 1 MiB, as much as a core's own caches hold: up to there the"
                    + " size costs nothing. Then rows come from the cache that cores share, and from memory; an"
                    + " event's rows are fetched several at once, for none has to wait for the one before. Above 2^23"
                    + " rows (64 MiB) a row's place is looked up in a table first, so that each row is two accesses,"
                    + " one after the other. Pages of 4 KiB are a tenth of the cost at 2^26 rows"
                    + " (-XX:+UseTransparentHugePages takes it off).";

    static final String ZIPF_ROWS =
            "The 2^14 most popular rows, whose cache lines are 1 MiB, are in three quarters of all places"
                    + " or more, the 2^19 whose lines are 32 MiB in 88% of them at 2^26 rows. So no more than 3 of 20"
                    + " rows come from memory; but these stand apart and are waited for one by one, where many are"
                    + " fetched at once.";

    static final String FEATURES =
            "What an event costs by itself (exponential and logarithms of the loss, measures, guards) is as much as some"
                    + " dozens of features. From 100 features on, the cost is that of the rows, each the same, until an"
                    + " event's rows and their copies no longer fit the nearest caches.";

    static final String CLASSES =
            "Two classes are one output; more are a vector, whose scores, exponentials and updates are loops. From 100 classes"
                    + " on, the cost is that of the weights, and a step of more than 4,096 of them is computed twice: to be"
                    + " checked, and to be written.";

    private Why() {}
}
