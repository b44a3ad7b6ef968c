package dev.millrace.query;

import dev.millrace.config.MillraceConfig;
import java.nio.file.Path;

/** Configs whose champion is a mixture of experts and whose challenger is not. */
public final class AutoConfigs {

    /** So few features have covariances that some have none. */
    public static final String LEARNERS = """
            learners:
              - {name: champion, optimizer: {type: auto, full-covariance: 12}}
              - {name: challenger, optimizer: sgd, rate: 0.001, publish-predictions: true}
            """;

    private AutoConfigs() {}

    public static MillraceConfig binary(Path directory) {
        return TripConfigs.of(
                directory, "task: binary\nlabel: {field: delay, above: 15}\n" + TripConfigs.FEATURES + LEARNERS);
    }

    public static MillraceConfig multiclass(Path directory) {
        return TripConfigs.of(
                directory,
                "task: multiclass\nlabel: {field: verdict, classes: [early, on time, late]}\n" + TripConfigs.FEATURES
                        + LEARNERS);
    }

    /** The champion of {@link #multiclass} alone, in another application, which begins with a model. */
    public static MillraceConfig warm(Path directory, Path model) {
        return TripConfigs.of(
                directory.resolve("warm"),
                "task: multiclass\nlabel: {field: verdict, classes: [early, on time, late]}\n" + TripConfigs.FEATURES
                        + "learners:\n  - {name: champion, optimizer: {type: auto, full-covariance: 12}, warm-start: \""
                        + model + "\"}\n");
    }
}
