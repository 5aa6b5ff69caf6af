package dev.vernier.evaluator.calibrate;

import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.QuantizerGroup;
import dev.vernier.evaluator.plan.WeightOrder;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.quantize.ActivationRange;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import dev.vernier.evaluator.quantize.WeightQuantizer;
import dev.vernier.evaluator.runtime.CorrectedWeights;
import dev.vernier.evaluator.runtime.QuantizedLayer;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.runtime.WeightOnlyNetwork;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Quantizes plans of one calibrated network under one scheme. Weights are made once per layer and width, activation quantizers once per
 * quantizer and width; plans share them. Thread-safe.
 */
public final class NetworkQuantizer {
    /** Bias codes stay below 2^28, so that they never drive a 32-bit accumulator over its end. */
    private static final double MAX_BIAS_CODE = 1 << 28;

    /** Layers with wide inputs sum in 64 bits; their bias codes only have to fit 32. */
    private static final double MAX_WIDE_BIAS_CODE = 1 << 30;

    private final NetworkLayout layout;
    private final Calibration calibration;
    private final QuantizationScheme scheme;
    private final Map<WeightKey, CorrectedWeights> weights = new ConcurrentHashMap<>();
    private final Map<QuantizerKey, ActivationQuantizer> quantizers = new ConcurrentHashMap<>();

    /** @param inputBits the widest codes that the layer's input may have with these weights, or none for floating point */
    private record WeightKey(int layer, int bits, int inputBits) {}

    private record QuantizerKey(int quantizer, int bits) {}

    public NetworkQuantizer(NetworkLayout layout, Calibration calibration, QuantizationScheme scheme) {
        this.layout = layout;
        this.calibration = calibration;
        this.scheme = scheme;
    }

    /** The network with the plan's widths. */
    public QuantizedNetwork quantize(PrecisionPlan plan) {
        List<ActivationQuantizer> chosen = new ArrayList<>();
        for (QuantizerGroup quantizer : layout.quantizers()) {
            chosen.add(activations(quantizer, plan.activationBits(quantizer)));
        }
        // Many weights take long, and layers do not depend on each other.
        List<QuantizedLayer> layers = layout.layersWithWeights().parallelStream()
                .map(layer -> {
                    CorrectedWeights made = weights(layer, plan.of(layer));
                    float inputScale = chosen.get(layer.inputQuantizer()).scale();
                    return QuantizedLayer.of(made.codes(), made.bias(), inputScale);
                })
                .toList();
        return new QuantizedNetwork(plan, layers, chosen);
    }

    /** The network of a plan that leaves activations in floating point. */
    public WeightOnlyNetwork weightOnly(PrecisionPlan plan) {
        SortedMap<Integer, CorrectedWeights> made = new TreeMap<>();
        for (Layer layer : layout.layersWithWeights()) {
            if (plan.of(layer).weightBits() != Precision.FLOAT) {
                made.put(layer.index(), weights(layer, plan.of(layer)));
            }
        }
        return new WeightOnlyNetwork(plan, made);
    }

    /** Right operands have symmetric quantizers under every scheme. */
    private ActivationQuantizer activations(QuantizerGroup quantizer, int bits) {
        QuantizationScheme used = quantizer.rightOf().isPresent()
                ? new QuantizationScheme(scheme.weights(), QuantizationScheme.Activations.SYMMETRIC, scheme.scales())
                : scheme;
        return quantizers.computeIfAbsent(
                new QuantizerKey(quantizer.index(), bits),
                key -> ActivationRange.leastSquares(calibration.histograms().get(quantizer.index()), bits, used));
    }

    private CorrectedWeights weights(Layer layer, Precision precision) {
        int bits = precision.weightBits();
        int inputBits = Math.max(Byte.SIZE, precision.activationBits());
        return weights.computeIfAbsent(new WeightKey(layer.index(), bits, inputBits), key -> {
            int channels = layer.workload().outputChannels();
            float[] values = weightValues(layer);
            float[] bias = biasValues(layer);
            QuantizedWeights codes =
                    WeightQuantizer.quantize(values, channels, bits, scaleFloors(layer, bias, inputBits), scheme);
            return new CorrectedWeights(codes, corrected(layer, values, bias, codes));
        });
    }

    /** The layer's weights with the output channel outermost, whatever the order in the model. */
    private float[] weightValues(Layer layer) {
        float[] stored = layout.graph().floats(layer.weights()).data();
        WeightOrder order = WeightOrder.of(layer);
        if (!order.inputsFirst()) {
            return stored;
        }
        float[] values = new float[stored.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = stored[order.place(i)];
        }
        return values;
    }

    private float[] biasValues(Layer layer) {
        int channels = layer.workload().outputChannels();
        return layer.bias().map(name -> layout.graph().floats(name).data()).orElseGet(() -> new float[channels]);
    }

    /**
     * The smallest scale per channel at which the bias still fits, for the finest quantizer that the input may have;
     * beside an input in floating point the bias stays so, too, and fits always.
     */
    private float[] scaleFloors(Layer layer, float[] bias, int inputBits) {
        if (inputBits == Precision.FLOAT) {
            return new float[bias.length];
        }
        QuantizerGroup input = layout.quantizers().get(layer.inputQuantizer());
        float inputScale = activations(input, inputBits).scale();
        double maxCode = inputBits == Precision.WIDE_ACTIVATIONS ? MAX_WIDE_BIAS_CODE : MAX_BIAS_CODE;
        float[] floors = new float[bias.length];
        for (int c = 0; c < floors.length; c++) {
            floors[c] = (float) (2 * Math.abs(bias[c]) / (inputScale * maxCode));
        }
        return floors;
    }

    /**
     * Bias correction (Nagel et al., 2019, arXiv:1906.04721): the mean error that quantized weights make on the layer's
     * mean input is taken off the bias. Of a transposed convolution each output meets a part of the weights only, in the mean
     * one of as many as it upsamples by.
     */
    private float[] corrected(Layer layer, float[] values, float[] bias, QuantizedWeights codes) {
        float[] means = calibration.inputMeans().get(layer.index());
        int groups = layer.workload().groups();
        int depth = codes.depth();
        int channelsPerGroup = means.length / groups;
        int kernel = depth / channelsPerGroup;
        float[] result = new float[bias.length];
        for (int c = 0; c < bias.length; c++) {
            int firstChannel = c / (bias.length / groups) * channelsPerGroup;
            double error = 0;
            for (int k = 0; k < depth; k++) {
                double mean = means[firstChannel + k / kernel];
                error += ((double) codes.decode(c * depth + k) - values[c * depth + k]) * mean;
            }
            result[c] = (float) (bias[c] - error / layer.workload().upsampling());
        }
        return result;
    }
}
