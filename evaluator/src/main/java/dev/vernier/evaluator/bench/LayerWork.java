package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One layer on one image of random codes, with random weights, a ReLU and requantization, and, where asked for, the
 * addition of another tensor.
 */
final class LayerWork implements Runnable {
    private static final long ALIGNMENT = 64;

    private final Convolution convolution;
    private final MemorySegment input;
    private final int inputZeroPoint;
    private final Epilogue epilogue;
    private final MemorySegment output;
    private final Scratch scratch;

    LayerWork(Kernels kernels, LayerWorkload layer, Precision precision) {
        this(kernels, layer, precision, false);
    }

    /** @param joined whether another tensor is added to the output */
    LayerWork(Kernels kernels, LayerWorkload layer, Precision precision, boolean joined) {
        ConvShape shape = shape(layer);
        SplittableRandom random = new SplittableRandom(1);
        int maxCode = (1 << precision.activationBits()) - 1;
        int maxWeight = Math.max(1, (1 << (precision.weightBits() - 1)) - 1);
        byte[] weights = new byte[shape.weights()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte)
                    (precision.weightBits() == 1
                            ? 2 * random.nextInt(2) - 1
                            : random.nextInt(-maxWeight, maxWeight + 1));
        }
        input = Arena.ofAuto().allocate(shape.inputElements(1), ALIGNMENT);
        for (int i = 0; i < input.byteSize(); i++) {
            input.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(maxCode + 1));
        }
        inputZeroPoint = maxCode / 2;
        output = Arena.ofAuto().allocate(shape.outputElements(1), ALIGNMENT);
        convolution = kernels.prepare(shape, precision, weights, new byte[shape.outputChannels()]);
        scratch = kernels.scratch();
        float[] multipliers = new float[shape.outputChannels()];
        Arrays.fill(multipliers, 1f);
        float scale = (float) (Math.sqrt(shape.depth()) * maxWeight);
        int[] bias = new int[shape.outputChannels()];
        Epilogue.ToCodes codes =
                new Epilogue.ToCodes(bias, multipliers, 0f, Float.POSITIVE_INFINITY, scale, 0, 0, maxCode);
        epilogue = joined ? join(codes) : codes;
    }

    private Epilogue join(Epilogue.ToCodes codes) {
        float scale = codes.scale();
        MemorySegment other = Arena.ofAuto().allocate(output.byteSize(), ALIGNMENT);
        return new Epilogue.ToJoin(
                codes,
                new Epilogue.Addition(scale, 0, 0f, Float.POSITIVE_INFINITY, 2 * scale, 0, 0, codes.maxCode()),
                other);
    }

    @Override
    public void run() {
        convolution.run(1, input, inputZeroPoint, epilogue, output, scratch);
    }

    /**
     * A convolution of the layer's extents. A workload does not tell strides and padding, since they hardly matter: the
     * stride is the smallest for which no padding would be needed to get at most the output's extent, and padding makes
     * up the rest, the smaller half of it first.
     */
    static ConvShape shape(LayerWorkload layer) {
        int strideHeight = stride(layer.inputHeight(), layer.kernelHeight(), layer.outputHeight());
        int strideWidth = stride(layer.inputWidth(), layer.kernelWidth(), layer.outputWidth());
        return new ConvShape(
                layer.inputHeight(),
                layer.inputWidth(),
                layer.inputChannels(),
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
