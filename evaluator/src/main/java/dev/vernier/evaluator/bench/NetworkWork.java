package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.runtime.RunnerMemory;
import dev.vernier.evaluator.runtime.SampleRunner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A batch through a quantized network, dealt out to a team of threads in chunks of images. */
final class NetworkWork implements Runnable {
    /** Images that go through a layer together: enough to fill the kernels' tiles on small feature maps. */
    private static final int CHUNK = 16;

    private final Team team;
    private final List<Worker> workers = new ArrayList<>();
    private final float[][] outputs;

    /** Runs the first chunk, and shares its weights with all others. */
    private final SampleRunner first;

    /** @param samples {@code images} samples in ONNX's order */
    NetworkWork(QuantizedNetwork network, Kernels kernels, float[] samples, int images, Team team) {
        this.team = team;
        int chunks = Math.min(images, Math.ceilDiv(Math.ceilDiv(images, CHUNK), team.threads()) * team.threads());
        outputs = new float[chunks][];
        for (int thread = 0; thread < Math.min(team.threads(), chunks); thread++) {
            workers.add(new Worker());
        }
        int elements = samples.length / images;
        first = new SampleRunner(network, kernels, Math.ceilDiv(images, chunks));
        int from = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int count = images / chunks + (chunk < images % chunks ? 1 : 0);
            float[] share = Arrays.copyOfRange(samples, from * elements, (from + count) * elements);
            workers.get(chunk % workers.size()).take(share, count, chunk);
            from += count;
        }
    }

    /** What one thread does; its chunks are of two sizes at most. */
    private final class Worker implements Runnable {
        private final Map<Integer, SampleRunner> runners = new HashMap<>();
        private final List<Runnable> chunks = new ArrayList<>();

        void take(float[] samples, int count, int chunk) {
            SampleRunner runner = runners.computeIfAbsent(count, images -> chunk == 0 ? first : first.sibling(images));
            chunks.add(() -> outputs[chunk] = runner.run(samples));
        }

        @Override
        public void run() {
            chunks.forEach(Runnable::run);
        }
    }

    @Override
    public void run() {
        team.run(workers);
    }

    /** What all threads hold together, their common weights once. */
    RunnerMemory memory() {
        long activations = 0;
        long working = 0;
        for (Worker worker : workers) {
            for (SampleRunner runner : worker.runners.values()) {
                activations += runner.memory().activations();
                working += runner.memory().working();
            }
        }
        return new RunnerMemory(activations, working, first.memory().weights());
    }

    /** What the last run left, image after image. */
    float[] outputs() {
        float[] all =
                new float[Arrays.stream(outputs).mapToInt(chunk -> chunk.length).sum()];
        int next = 0;
        for (float[] chunk : outputs) {
            System.arraycopy(chunk, 0, all, next, chunk.length);
            next += chunk.length;
        }
        return all;
    }
}
