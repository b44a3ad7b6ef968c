package dev.millrace.learn;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where an application's learners show how far they are, for metrics. The stream thread that opens the learners' task
 * puts it here, and takes it away when the task is closed or moves to another instance: what is here, this instance is
 * learning. Any thread may read.
 */
public final class ProgressBoard {

    private final AtomicReference<@Nullable TaskProgress> shown = new AtomicReference<>();

    void show(TaskProgress task) {
        shown.set(task);
    }

    /** If another stream thread has opened the task already, that one stays. */
    void remove(TaskProgress task) {
        shown.compareAndSet(task, null);
    }

    /** Null while this instance does not have the learners: while they are restored, or are elsewhere. */
    public @Nullable TaskProgress task() {
        return shown.get();
    }
}
