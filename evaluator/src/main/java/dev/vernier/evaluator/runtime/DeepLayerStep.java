package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** A layer whose sums may leave 32 bits, on codes of zero for one image, as the runners take it: to measure it. */
public final class DeepLayerStep implements Runnable {
    private final SplitLayer layer;
    private final Values input;
    private final Values output;
    private final WorkingMemory memory;

    /**
     * @param shapes the layer on so many of its input channels
     * @param inputChannels all of them
     * @param weights of the whole layer
     * @param activationBits width of the input's codes, and of the output's
     */
    public DeepLayerStep(
            Kernels kernels,
            IntFunction<ConvShape> shapes,
            int inputChannels,
            QuantizedWeights weights,
            int activationBits) {
        ConvShape thin = shapes.apply(1);
        int outputs = thin.outputChannels();
        float[] multipliers = new float[outputs];
        Arrays.fill(multipliers, 1f);
        ActivationQuantizer codes = ActivationQuantizer.spanning(-1, 1, activationBits);
        layer = new SplitLayer(
                SplitLayer.slices(kernels, shapes, inputChannels, weights, activationBits),
                codes.zeroPoint(),
                new Epilogue.ToFloats(new int[outputs], multipliers, 0f, Float.POSITIVE_INFINITY),
                Optional.of(codes));
        input = room(thin.inputElements(1) * inputChannels);
        output = room(thin.outputElements(1));
        memory = new WorkingMemory(kernels);
    }

    private static Values room(int elements) {
        return new Values(Values.Form.CODES, Arena.ofAuto().allocate(elements, Long.SIZE));
    }

    @Override
    public void run() {
        layer.run(1, List.of(input), output, memory);
    }
}
