package dev.vernier.evaluator.score;

import dev.vernier.evaluator.calibrate.Calibration;
import dev.vernier.evaluator.calibrate.Calibrator;
import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A calibrated network on its bench: quantizes plans and opens evaluators on any set of samples.
 *
 * <p>The float network runs on one thread in ONNX Runtime, so that its outputs, from which divergences are measured, do
 * not depend on the number of threads.
 */
public final class Workbench {
    private final NetworkLayout layout;
    private final Calibration calibration;
    private final Map<QuantizationScheme, NetworkQuantizer> quantizers = new ConcurrentHashMap<>();
    private final Kernels kernels;
    private final int threads;

    private Workbench(NetworkLayout layout, Calibration calibration, Kernels kernels, int threads) {
        this.layout = layout;
        this.calibration = calibration;
        this.kernels = kernels;
        this.threads = threads;
    }

    /**
     * Calibrates a network.
     *
     * @param calibration samples to see ranges on, which {@link Compatibility} found to fit; their labels are not used
     * @param threads threads that evaluations may use
     * @throws InvalidInputException when network and samples do not fit each other
     */
    public static Workbench prepare(
            NetworkLayout layout, Dataset calibration, Kernels kernels, int threads, Progress progress) {
        Compatibility.requireOneOutput(layout.graph());
        return new Workbench(layout, Calibrator.calibrate(layout, calibration, progress), kernels, threads);
    }

    public NetworkLayout layout() {
        return layout;
    }

    /** What quantizes plans under a scheme; all schemes share the calibration. */
    public NetworkQuantizer quantizer(QuantizationScheme scheme) {
        return quantizers.computeIfAbsent(scheme, key -> new NetworkQuantizer(layout, calibration, key));
    }

    public Kernels kernels() {
        return kernels;
    }

    /**
     * What plans are judged by: a metric, and the float network's outputs on the samples.
     *
     * @param metric one that fits, see {@link NetworkOutput#check}
     */
    public Yardstick yardstick(QualityMetric metric, Dataset samples, Progress progress) {
        try (FloatRunner runner = new FloatRunner(
                OnnxWriter.toBytes(layout.graph(), OnnxWriter.Options.defaults()), FloatRunner.Fusion.ON, 1)) {
            Outputs outputs =
                    FloatReference.outputs(runner, layout.graph(), samples, "running the float network", progress);
            return new Yardstick(metric, outputs, samples);
        }
    }

    /** An evaluator of plans under any scheme; the caller closes it. */
    public RunningEvaluator evaluator(Yardstick yardstick) {
        return new RunningEvaluator(this::quantizer, layout, yardstick, kernels, threads);
    }
}
