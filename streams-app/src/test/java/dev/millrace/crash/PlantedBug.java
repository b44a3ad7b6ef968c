package dev.millrace.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Bugs that would break exactly-once learning, as changes of the source of production. */
enum PlantedBug {
    FLUSH_AFTER_COMMIT(
            new Change("streams-app", "dev.millrace.state.LearnerStore", """
                        public void flushCache() {
                            writeBackNow();
                        }
                    """, """
                        public void flushCache() {}
                    """),
            new Change(
                    "streams-app", "dev.millrace.state.LearnerStore", "        inner.commit(changelogOffsets);", """
                            writeBackNow();
                            inner.commit(changelogOffsets);
                    """)),
    /** The working set stays with the store when the task becomes a standby, and is there when it is promoted again. */
    STALE_WORKING_SET(
            new Change(
                    "streams-app", "dev.millrace.state.LearnerStore", "    private @Nullable Runnable writeBack;", """
                        private @Nullable Runnable writeBack;
                        public Object workingSet;
                    """),
            new Change(
                    "streams-app",
                    "dev.millrace.learn.LearnerTask",
                    "            return openUndamaged(config, learnerConfig, fingerprint, store);",
                    """
                                if (store.workingSet == null) {
                                    store.workingSet = openUndamaged(config, learnerConfig, fingerprint, store);
                                }
                                LearnerTask kept = (LearnerTask) store.workingSet;
                                store.attach(kept::writeBack);
                                return kept;
                    """)),
    /** What comes again is learned again, as it was before positions were compared. */
    LEARNED_AGAIN(new Change(
            "streams-app",
            "dev.millrace.learn.LearnerTask",
            "        return source.offset() <= offset",
            "        return topic.isEmpty()")),
    OPEN_BATCH_NOT_SAVED(new Change(
            "model-core",
            "dev.millrace.core.learn.StepMaker",
            "        batch.save(out);",
            "        new GradientBatch(input.stride(), input.summed()).save(out);")),
    SCALER_NOT_SAVED(
            new Change("model-core", "dev.millrace.core.learn.OnlineScaler", "    void save(StateWriter out) {", """
                void save(StateWriter out) {
                    if (counts.length > 0 && counts[0] > 0) {
                        new OnlineScaler(counts.length, maxDeviations).save(out);
                        return;
                    }
            """)),
    PLATEAU_NOT_SAVED(
            new Change("model-core", "dev.millrace.core.learn.LearningRate", "        out.writeDouble(best);", """
                    if (measured > 0 || reductions > 0) {
                        new LearningRate(schedule, plateau).save(out);
                        return;
                    }
                    out.writeDouble(best);
            """));

    @SuppressWarnings("ImmutableEnumChecker") // It is one that cannot be changed.
    private final List<Change> changes;

    PlantedBug(Change... changes) {
        this.changes = List.of(changes);
    }

    /**
     * One change of a source file.
     *
     * @param from what must be there exactly once
     */
    private record Change(String module, String className, String from, String to) {

        Path source() {
            return root().resolve(module).resolve("src/main/java").resolve(className.replace('.', '/') + ".java");
        }

        String in(String source) {
            int at = source.indexOf(from);
            if (at < 0 || source.indexOf(from, at + 1) >= 0) {
                throw new AssertionError("expected exactly once in " + className + ", so that a bug can be planted"
                        + " there; adapt PlantedBug:\n" + from);
            }
            return source.replace(from, to);
        }

        /** The root of the source tree, wherever in it the tests run. */
        private static Path root() {
            Path directory = Path.of("").toAbsolutePath();
            while (!Files.exists(directory.resolve("model-core/src/main/java"))) {
                directory = directory.getParent();
            }
            return directory;
        }
    }

    /** Compiles the classes with the bug; gives the folder that must stand first on the class path. */
    String plant(Path into) throws IOException {
        Map<Path, String> changed = new HashMap<>();
        for (Change change : changes) {
            String source = changed.getOrDefault(change.source(), Files.readString(change.source()));
            changed.put(change.source(), change.in(source));
        }
        Path classes = Files.createDirectories(into.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", classes.toString()));
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
        for (Map.Entry<Path, String> source : changed.entrySet()) {
            Path copy = into.resolve(source.getKey().getFileName());
            Files.writeString(copy, source.getValue());
            arguments.add(copy.toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler.run(null, null, null, arguments.toArray(new String[0])) != 0) {
            throw new AssertionError(this + " does not compile any more; adapt PlantedBug");
        }
        return classes.toString();
    }
}
