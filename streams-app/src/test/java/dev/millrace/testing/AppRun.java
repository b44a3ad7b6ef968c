package dev.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.LearningApp;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.LearnerStoreType;
import dev.millrace.state.ModelSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** Runs applications until something has happened, at most a minute. */
public final class AppRun {

    public static final Duration LIMIT = Duration.ofSeconds(60);

    private AppRun() {}

    /** A question to the application, or to a broker. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Starts, waits until all learners have got there, closes; gives their headers, in the order of the config. */
    public static List<ModelHeader> until(MillraceConfig config, Predicate<ModelHeader> there) throws Exception {
        try (LearningApp app = LearningApp.start(config, note -> {})) {
            return await(app, there);
        }
    }

    /** Waits until all learners have got there, by what is committed or about to be. */
    public static List<ModelHeader> await(LearningApp app, Predicate<ModelHeader> there) throws Exception {
        List<ModelHeader> headers = new ArrayList<>();
        await(app, () -> {
            headers.clear();
            headers.addAll(headers(app));
            return headers.size() == app.config().learners().size()
                    && headers.stream().allMatch(there);
        });
        return headers;
    }

    /** Waits for anything else while the application must not fail. */
    public static void await(LearningApp app, Condition happened) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!happened.holds()) {
            assertThat(app.failure()).isNull();
            assertThat(System.nanoTime()).as("took too long").isLessThan(deadline);
            app.awaitStop(Duration.ofMillis(20));
        }
    }

    private static List<ModelHeader> headers(LearningApp app) {
        List<ModelHeader> headers = new ArrayList<>();
        for (LearnerConfig learner : app.config().learners()) {
            try {
                LearnerStore store = app.streams()
                        .store(StoreQueryParameters.fromNameAndType(
                                LearnProcessor.storeName(learner.name()), new LearnerStoreType()));
                try (ModelSnapshot snapshot = store.snapshot()) {
                    if (snapshot.header() != null) {
                        headers.add(snapshot.header());
                    }
                }
            } catch (InvalidStateStoreException notYet) {
                return List.of();
            }
        }
        return headers;
    }
}
