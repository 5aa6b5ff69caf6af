package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Compares whole quantized networks with ONNX Runtime running the float network and an 8-bit one, all in turns, round
 * after round: in batches and one image at a time.
 *
 * <p>Each network's outputs are compared with those of the scalar kernels before it is timed. After that, each runs in a
 * process of its own, which tells how much memory it takes; a quick benchmark leaves that out.
 */
public final class NetworkBench {
    private static final String STAGE = "timing networks";

    private final List<Kernels> levels;
    private final int threads;
    private final InterleavedTimer.Effort effort;
    private final List<Integer> batches;
    private final MemoryMeter meter;
    private final Progress progress;

    /**
     * @param levels what is compared, for example the vector kernels and the native ones
     * @param batch images in one call; besides, single images are timed
     */
    public NetworkBench(List<Kernels> levels, BenchSettings settings, int batch, Progress progress) {
        this(
                levels,
                settings.threads(),
                settings.effort(),
                batch,
                settings.quick() ? MemoryMeter.NONE : new ProcessMemory(),
                progress);
    }

    NetworkBench(
            List<Kernels> levels,
            int threads,
            InterleavedTimer.Effort effort,
            int batch,
            MemoryMeter meter,
            Progress progress) {
        this.meter = meter;
        this.levels = List.copyOf(levels);
        this.threads = threads;
        this.effort = effort;
        this.batches = batch == 1 ? List.of(1) : List.of(batch, 1);
        this.progress = progress;
    }

    /**
     * One network in all its forms.
     *
     * @param sample the shape of one sample, without a batch axis
     * @param macs multiply-accumulates for one sample
     * @param floats the float network as an ONNX file
     * @param bytes the network with 8-bit quantizers as an ONNX file
     * @param quantized the network at each precision, in the order of the tables
     */
    public record Subject(
            String name,
            Shape sample,
            long macs,
            byte[] floats,
            byte[] bytes,
            Map<Precision, QuantizedNetwork> quantized) {}

    /**
     * Measures a network.
     *
     * @param number of the network among {@code count} that are to be measured, from 0, for the progress
     * @param results hears of the batches first, then of single images
     */
    public void run(Subject subject, int number, int count, Consumer<BenchResult> results) {
        for (int i = 0; i < batches.size(); i++) {
            long before = (long) number * batches.size() + i;
            Progress overall = (_, done, rounds, note) -> progress.update(
                    STAGE, before * rounds + done, rounds * count * batches.size(), subject.name() + ": " + note);
            InterleavedTimer timer = new InterleavedTimer(effort, System::nanoTime, STAGE, overall);
            try (SubjectBench bench = new SubjectBench(subject, batches.get(i), threads, meter)) {
                levels.forEach(kernels ->
                        subject.quantized().forEach((precision, network) -> bench.admit(kernels, precision, network)));
                results.accept(bench.run(timer));
            }
        }
    }
}
