package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import dev.vernier.evaluator.quantize.WeightCodes;
import dev.vernier.evaluator.runtime.DeepLayerStep;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One layer on one image of random codes, with random weights, a ReLU and requantization, and, where asked for, the
 * addition of another tensor.
 *
 * <p>In a network other layers run between two runs of a layer, and what it left in the nearest cache is gone, but for
 * its input, which the layer before has just written. So weights and output take turns with copies of themselves that do
 * not fit that cache together: a layer run again and again on the same memory is some 5 % faster than in a network.
 */
final class LayerWork implements Runnable {
    private static final long ALIGNMENT = 64;

    /** More than first-level caches hold, less than second-level ones. */
    private static final long COLD_BYTES = 1 << 17;

    private static final int MOST_OUTPUTS = 64;

    /** A prepared layer is more than its weights. */
    private static final int MOST_LAYERS = 16;

    private final List<Convolution> convolutions = new ArrayList<>();
    private final List<MemorySegment> outputs = new ArrayList<>();
    private final MemorySegment input;
    private final int inputZeroPoint;
    private final Epilogue epilogue;
    private final Scratch scratch;
    private int turn;

    /** The layer as runners take it: in one piece, or in slices where its sums may leave 32 bits. */
    static Runnable of(Kernels kernels, LayerWorkload layer, Precision precision) {
        if (layer.depth() <= ConvShape.MAX_DEPTH || layer.groups() > 1) {
            return new LayerWork(kernels, layer, precision, false);
        }
        byte[] codes = weights(layer.weights(), precision, new SplittableRandom(1));
        float[] scales = new float[layer.outputChannels()];
        Arrays.fill(scales, 1f);
        WeightCodes kind = precision.weightBits() == 1 ? WeightCodes.SIGN : WeightCodes.TWOS_COMPLEMENT;
        return new DeepLayerStep(
                kernels,
                channels -> shape(layer, channels),
                layer.inputChannels(),
                new QuantizedWeights(precision.weightBits(), kind, codes, scales, new byte[scales.length]),
                precision.activationBits());
    }

    /** @param joined whether another tensor is added to the output */
    LayerWork(Kernels kernels, LayerWorkload layer, Precision precision, boolean joined) {
        ConvShape shape = shape(layer);
        SplittableRandom random = new SplittableRandom(1);
        int maxCode = (1 << precision.activationBits()) - 1;
        byte[] weights = weights(shape.weights(), precision, random);
        input = Arena.ofAuto().allocate(shape.inputElements(1), ALIGNMENT);
        for (int i = 0; i < input.byteSize(); i++) {
            input.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(maxCode + 1));
        }
        inputZeroPoint = maxCode / 2;
        for (int i = 0; i < copies(shape.outputElements(1), MOST_OUTPUTS); i++) {
            outputs.add(Arena.ofAuto().allocate(shape.outputElements(1), ALIGNMENT));
        }
        for (int i = 0; i < copies(weights.length, MOST_LAYERS); i++) {
            convolutions.add(kernels.prepare(shape, precision, weights, new byte[shape.outputChannels()]));
        }
        scratch = kernels.scratch();
        float[] multipliers = new float[shape.outputChannels()];
        Arrays.fill(multipliers, 1f);
        float scale = (float) (Math.sqrt(shape.depth()) * maxWeight(precision));
        int[] bias = new int[shape.outputChannels()];
        Epilogue.ToCodes codes =
                new Epilogue.ToCodes(bias, multipliers, 0f, Float.POSITIVE_INFINITY, scale, 0, 0, maxCode);
        epilogue = joined ? join(codes) : codes;
    }

    private static int copies(long bytes, int most) {
        return Math.clamp(COLD_BYTES / bytes, 1, most);
    }

    private static byte[] weights(long count, Precision precision, SplittableRandom random) {
        int most = maxWeight(precision);
        byte[] weights = new byte[Math.toIntExact(count)];
        for (int i = 0; i < weights.length; i++) {
            weights[i] =
                    (byte) (precision.weightBits() == 1 ? 2 * random.nextInt(2) - 1 : random.nextInt(-most, most + 1));
        }
        return weights;
    }

    private static int maxWeight(Precision precision) {
        return Math.max(1, (1 << (precision.weightBits() - 1)) - 1);
    }

    private Epilogue join(Epilogue.ToCodes codes) {
        float scale = codes.scale();
        MemorySegment other = Arena.ofAuto().allocate(outputs.getFirst().byteSize(), ALIGNMENT);
        return new Epilogue.ToJoin(
                codes,
                new Epilogue.Addition(scale, 0, 0f, Float.POSITIVE_INFINITY, 2 * scale, 0, 0, codes.maxCode()),
                other);
    }

    @Override
    public void run() {
        turn = (turn + 1) & Integer.MAX_VALUE;
        Convolution convolution = convolutions.get(turn % convolutions.size());
        convolution.run(1, input, inputZeroPoint, epilogue, outputs.get(turn % outputs.size()), scratch);
    }

    /**
     * A convolution of the layer's extents. A workload does not tell strides and padding, since they hardly matter: the
     * stride is the smallest for which no padding would be needed to get at most the output's extent, and padding makes
     * up the rest, the smaller half of it first.
     */
    static ConvShape shape(LayerWorkload layer) {
        return shape(layer, layer.inputChannels());
    }

    private static ConvShape shape(LayerWorkload layer, int inputChannels) {
        int strideHeight = stride(layer.inputHeight(), layer.kernelHeight(), layer.outputHeight());
        int strideWidth = stride(layer.inputWidth(), layer.kernelWidth(), layer.outputWidth());
        return new ConvShape(
                layer.inputHeight(),
                layer.inputWidth(),
                inputChannels,
                layer.outputHeight(),
                layer.outputWidth(),
                layer.outputChannels(),
                layer.kernelHeight(),
                layer.kernelWidth(),
                strideHeight,
                strideWidth,
                1,
                1,
                padding(layer.inputHeight(), layer.kernelHeight(), layer.outputHeight(), strideHeight),
                padding(layer.inputWidth(), layer.kernelWidth(), layer.outputWidth(), strideWidth),
                layer.groups());
    }

    private static int stride(int input, int kernel, int output) {
        return Math.max(1, Math.floorDiv(input - kernel, output) + 1);
    }

    private static int padding(int input, int kernel, int output, int stride) {
        return Math.max(0, (output - 1) * stride + kernel - input) / 2;
    }
}
