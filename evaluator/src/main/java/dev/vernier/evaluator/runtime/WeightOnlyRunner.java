package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.onnx.OnnxWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs weight-only networks over one set of samples, each in a session of ONNX Runtime that ends with the run. A batch
 * takes one thread, and batches are always the same, so that results do not depend on the number of threads.
 */
public final class WeightOnlyRunner {
    /** As many as the float network takes together, so that a network without codes computes exactly what that does. */
    private static final int BATCH = 100;

    private final Dataset samples;
    private final int threads;

    /**
     * @param samples what the networks take
     * @param threads how many batches may run at once
     */
    public WeightOnlyRunner(Dataset samples, int threads) {
        this.samples = samples;
        this.threads = threads;
    }

    /** Runs the first {@code count} samples and returns the network's output for each, row-major. */
    public float[] run(WeightOnlyNetwork network, int count) {
        try (FloatRunner session = new FloatRunner(
                        OnnxWriter.toBytes(network.decoded(), OnnxWriter.Options.defaults()),
                        FloatRunner.Fusion.ON,
                        1);
                ExecutorService pool = Executors.newFixedThreadPool(
                        threads,
                        Thread.ofPlatform().name("weight-only-", 0).daemon().factory())) {
            SampleFeed feed = SampleFeed.of(network.plan().layout().graph(), samples);
            List<Future<float[]>> batches = new ArrayList<>();
            for (int from = 0; from < count; from += BATCH) {
                int first = from;
                int length = Math.min(BATCH, count - from);
                batches.add(
                        pool.submit(() -> session.run(feed.batch(first, length)).getFirst()));
            }
            List<float[]> parts = batches.stream().map(WeightOnlyRunner::await).toList();
            return joined(parts);
        }
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static float[] await(Future<float[]> batch) {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a plan could not be run: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running a plan", e);
        }
    }
}
