package dev.vernier.search.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Turns Ctrl-C into a request: the search ends after the evaluation in flight and writes what it has, and only then does
 * the process end.
 */
final class StopSignal implements BooleanSupplier, AutoCloseable {
    /** Longer than any evaluation should take. */
    private static final long PATIENCE_SECONDS = 60;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "stop-signal");

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stopAndWait() {
        stopped.set(true);
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("vernier: gave up waiting for the evaluation in flight");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean getAsBoolean() {
        return stopped.get();
    }

    /** Says that everything is written. */
    @Override
    public void close() {
        finished.countDown();
        if (!stopped.get()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
