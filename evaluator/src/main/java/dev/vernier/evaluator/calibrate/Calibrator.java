package dev.vernier.evaluator.calibrate;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleBatch;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.QuantizerGroup;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.quantize.ActivationHistogram;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Runs the calibration samples through the float network twice: once for the extremes of every activation, once to fill
 * histograms between them. Samples go one after the other through one thread, so the sums never depend on the machine's
 * load.
 */
public final class Calibrator {
    private static final int BATCH = 32;

    /** What the activations of one batch may take. */
    private static final long MAX_BATCH_BYTES = 1L << 28;

    private final NetworkLayout layout;
    private final SampleFeed samples;
    private final List<String> tensors;

    private Calibrator(NetworkLayout layout, Dataset samples) {
        this.layout = layout;
        this.samples = SampleFeed.of(layout.graph(), samples);
        Set<String> watched = new LinkedHashSet<>();
        layout.quantizers().forEach(quantizer -> watched.add(quantizer.source()));
        layout.layers().stream().filter(Layer::hasWeights).forEach(layer -> watched.add(layer.input()));
        watched.removeAll(layout.graph().inputs());
        tensors = List.copyOf(watched);
    }

    /**
     * @param samples labels are not looked at
     * @throws InvalidInputException when an activation is not finite; it names the tensor
     */
    public static Calibration calibrate(NetworkLayout layout, Dataset samples, Progress progress) {
        return new Calibrator(layout, samples).run(progress);
    }

    private Calibration run(Progress progress) {
        Extremes extremes = new Extremes(layout);
        Means means = new Means(layout);
        List<ActivationHistogram> histograms = new ArrayList<>();
        // A network of one layer has nothing to watch but its input.
        Graph watched = tensors.isEmpty() ? layout.graph() : layout.graph().withOutputs(tensors);
        try (FloatRunner runner =
                new FloatRunner(OnnxWriter.toBytes(watched, OnnxWriter.Options.defaults()), FloatRunner.Fusion.ON, 1)) {
            pass(runner, 0, progress, (tensor, values) -> {
                extremes.add(tensor, values);
                means.add(tensor, values);
            });
            for (QuantizerGroup quantizer : layout.quantizers()) {
                histograms.add(extremes.histogram(quantizer));
            }
            pass(runner, samples.size(), progress, (tensor, values) -> {
                for (QuantizerGroup quantizer : layout.quantizers()) {
                    if (quantizer.source().equals(tensor)) {
                        ActivationHistogram histogram = histograms.get(quantizer.index());
                        for (float value : values) {
                            histogram.add(value);
                        }
                    }
                }
            });
        }
        return new Calibration(histograms, means.perLayer(samples.size()));
    }

    private void pass(FloatRunner runner, int doneBefore, Progress progress, BiConsumer<String, float[]> observer) {
        int most = batch();
        for (int from = 0; from < samples.size(); from += most) {
            int count = Math.min(most, samples.size() - from);
            SampleBatch batch = samples.batch(from, count);
            List<String> inputs = layout.graph().inputs();
            for (int i = 0; i < inputs.size(); i++) {
                observer.accept(inputs.get(i), batch.values().get(i));
            }
            List<float[]> outputs = runner.run(batch);
            for (int t = 0; t < tensors.size(); t++) {
                observer.accept(tensors.get(t), outputs.get(t));
            }
            progress.update("calibrating", doneBefore + from + count, 2L * samples.size(), "");
        }
    }

    private int batch() {
        long perSample = Float.BYTES
                * tensors.stream()
                        .mapToLong(tensor -> layout.graph().shape(tensor).elements())
                        .sum();
        return Math.clamp(MAX_BATCH_BYTES / Math.max(1, perSample), 1, BATCH);
    }

    /** The smallest and largest value of each quantizer's source. */
    private static final class Extremes {
        private final NetworkLayout layout;
        private final float[] low;
        private final float[] high;

        Extremes(NetworkLayout layout) {
            this.layout = layout;
            low = new float[layout.quantizers().size()];
            high = new float[layout.quantizers().size()];
        }

        void add(String tensor, float[] values) {
            for (QuantizerGroup quantizer : layout.quantizers()) {
                if (quantizer.source().equals(tensor)) {
                    for (float value : values) {
                        requireFinite(tensor, value);
                        low[quantizer.index()] = Math.min(low[quantizer.index()], value);
                        high[quantizer.index()] = Math.max(high[quantizer.index()], value);
                    }
                }
            }
        }

        ActivationHistogram histogram(QuantizerGroup quantizer) {
            return new ActivationHistogram(low[quantizer.index()], high[quantizer.index()]);
        }

        private static void requireFinite(String tensor, float value) {
            if (!Float.isFinite(value)) {
                throw new InvalidInputException(
                        "tensor '" + tensor + "'",
                        "the float network computes " + value + " here on the calibration samples",
                        "the samples are not preprocessed as in training: look at scale, mean and std under 'data'");
            }
        }
    }

    /** The mean of each input channel of each layer with weights, whose bias it corrects. */
    private static final class Means {
        private final NetworkLayout layout;
        private final List<double[]> sums = new ArrayList<>();

        Means(NetworkLayout layout) {
            this.layout = layout;
            layout.layers()
                    .forEach(layer -> sums.add(
                            new double[layer.hasWeights() ? layer.workload().inputChannels() : 0]));
        }

        void add(String tensor, float[] values) {
            for (Layer layer : layout.layers()) {
                if (layer.hasWeights() && layer.input().equals(tensor)) {
                    add(layer, values);
                }
            }
        }

        /** Channels come second where the layer is a convolution, and last otherwise. */
        private void add(Layer layer, float[] values) {
            double[] sum = sums.get(layer.index());
            long pixels = layer.workload().inputElements() / sum.length;
            int inner = layer.node().op() instanceof Op.Convolution ? Math.toIntExact(pixels) : 1;
            for (int i = 0; i < values.length; i++) {
                sum[i / inner % sum.length] += values[i];
            }
        }

        List<float[]> perLayer(int samples) {
            List<float[]> means = new ArrayList<>();
            for (Layer layer : layout.layers()) {
                double[] sum = sums.get(layer.index());
                long elements = sum.length == 0
                        ? 0
                        : layout.graph().shape(layer.input()).elements();
                double positions = (double) samples * elements / sum.length;
                float[] mean = new float[sum.length];
                for (int c = 0; c < sum.length; c++) {
                    mean[c] = (float) (sum[c] / positions);
                }
                means.add(mean);
            }
            return means;
        }
    }
}
