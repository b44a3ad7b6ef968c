package dev.millrace.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads among which the candidates, or groups of them, are shared out that learn from a batch: who is free takes the next. The caller reads the next batch
 * meanwhile, and then helps. One thread calls.
 */
final class Workers implements AutoCloseable {

    private final ExecutorService threads;
    private final int count;
    private final List<Future<?>> running = new ArrayList<>();
    private List<Runnable> tasks = List.of();
    private AtomicInteger next = new AtomicInteger();

    /** @param threads in all, the caller's among them */
    Workers(int threads) {
        this.count = threads - 1;
        this.threads = Executors.newFixedThreadPool(Math.max(1, count), task -> {
            Thread thread = new Thread(task, "replay");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins tasks that do not depend on each other. */
    void begin(List<Runnable> toDo) {
        tasks = toDo;
        next = new AtomicInteger();
        for (int i = 0; i < Math.min(count, toDo.size()); i++) {
            running.add(threads.submit(this::work));
        }
    }

    /** Returns when all are done. */
    void finish() {
        work();
        for (Future<?> worker : running) {
            await(worker);
        }
        running.clear();
        tasks = List.of();
    }

    private void work() {
        List<Runnable> shared = tasks;
        AtomicInteger taken = next;
        for (int i = taken.getAndIncrement(); i < shared.size(); i = taken.getAndIncrement()) {
            shared.get(i).run();
        }
    }

    private static void await(Future<?> worker) {
        try {
            worker.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while candidates learn", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
