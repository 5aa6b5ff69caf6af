package dev.vernier.evaluator.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that share one piece of work; the caller is one of them. */
final class Team implements AutoCloseable {
    private final int threads;
    private final ExecutorService helpers;

    Team(int threads) {
        this.threads = threads;
        helpers = Executors.newFixedThreadPool(
                Math.max(1, threads - 1),
                Thread.ofPlatform().name("bench-", 0).daemon().factory());
    }

    int threads() {
        return threads;
    }

    /** Runs the parts at once, the first on the calling thread, and waits for all of them. */
    void run(List<? extends Runnable> parts) {
        CompletableFuture<?>[] running = parts.stream()
                .skip(1)
                .map(part -> CompletableFuture.runAsync(part, helpers))
                .toArray(CompletableFuture[]::new);
        parts.getFirst().run();
        for (CompletableFuture<?> each : running) {
            each.join();
        }
    }

    @Override
    public void close() {
        helpers.shutdown();
    }
}
