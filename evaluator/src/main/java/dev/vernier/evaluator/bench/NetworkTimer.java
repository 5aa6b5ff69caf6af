package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.selection.Processor;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.runtime.SampleRunner;
import dev.vernier.hardware.cost.MeasuredLayer;
import dev.vernier.hardware.profile.HardwareProfile;
import java.util.ArrayList;
import java.util.List;

/** Measures how long whole quantized networks take on this machine: one sample at a time, on one thread. */
public final class NetworkTimer {
    private static final InterleavedTimer.Effort EFFORT = new InterleavedTimer.Effort(1_000_000_000L, 15, 2_000_000);

    private final Kernels kernels;
    private final InterleavedTimer timer;

    public NetworkTimer(Kernels kernels, Progress progress) {
        this(kernels, new InterleavedTimer(EFFORT, System::nanoTime, "measuring latency here", progress));
    }

    NetworkTimer(Kernels kernels, InterleavedTimer timer) {
        this.kernels = kernels;
        this.timer = timer;
    }

    /** Whether a profile was measured on a processor like this one with these kernels, one thread at a time. */
    public boolean isHost(HardwareProfile profile) {
        return profile.measurement()
                .filter(taken -> taken.cpu().equals(Processor.name())
                        && taken.kernels().equals(kernels.description())
                        && taken.threads() == 1)
                .isPresent();
    }

    /**
     * Times networks in turns, so that a machine that slows down for a while slows all of them.
     *
     * @param sample what they run on, for each of their inputs in turn, in ONNX's order
     * @return one timing for each network
     */
    public List<MeasuredLayer.Timing> measure(List<QuantizedNetwork> networks, List<float[]> sample) {
        List<Runnable> works = new ArrayList<>();
        for (QuantizedNetwork network : networks) {
            SampleRunner runner = new SampleRunner(network, kernels);
            works.add(() -> runner.run(sample));
        }
        return timer.measure(works);
    }
}
