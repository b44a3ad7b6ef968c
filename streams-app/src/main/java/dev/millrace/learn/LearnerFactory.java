package dev.millrace.learn;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.RateLanes;
import dev.millrace.core.parameter.BlockStore;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.schemas.ModelHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes learners out of a config, fresh or as a store's header left them. */
public final class LearnerFactory {

    private LearnerFactory() {}

    /**
     * A learner in its initial state.
     *
     * @param blocks where its parameters are; null keeps all of them in memory, without a limit
     * @param parameterDigest of what is there; 0 for nothing
     */
    public static Learner create(
            MillraceConfig config,
            LearnerSpec spec,
            @Nullable BlockStore blocks,
            long parameterDigest,
            long workingSetBytes) {
        int rowCount = new RowMap(config.recipe()).rowCount();
        WorkingSet parameters =
                new WorkingSet(Learner.layout(spec, rowCount), blocks, parameterDigest, workingSetBytes);
        return new Learner(
                spec,
                parameters,
                scaledFeatures(config),
                config.recipe().limits().maxDeviations(),
                config.reports().window());
    }

    /** Learners in their initial state, side by side. */
    public static RateLanes lanes(MillraceConfig config, List<LearnerSpec> specs) {
        return new RateLanes(
                specs,
                new RowMap(config.recipe()).rowCount(),
                scaledFeatures(config),
                config.recipe().limits().maxDeviations(),
                config.reports().window());
    }

    private static int scaledFeatures(MillraceConfig config) {
        int count = 0;
        for (FeatureSpec feature : config.recipe().features()) {
            if (feature instanceof FeatureSpec.Numeric numeric && numeric.standardize()) {
                count++;
            }
        }
        return count;
    }

    /** Restores what is not in the parameter blocks. */
    public static void resume(Learner learner, ModelHeader header) {
        byte[] bytes = new byte[header.getState().remaining()];
        header.getState().duplicate().get(bytes);
        StateReader in = new StateReader(bytes);
        learner.load(in);
        in.expectEnd();
    }
}
