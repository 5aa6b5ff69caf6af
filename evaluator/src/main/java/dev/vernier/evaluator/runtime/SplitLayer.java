package dev.vernier.evaluator.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import dev.vernier.evaluator.runtime.WorkingMemory.Part;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A layer whose sums, or whose codes, are wider than the kernels': it is taken apart into 8-bit convolutions, and their
 * sums are put together in 64 bits. Codes of 16 bits are {@code 256·high + low}, so that the two bytes go through the
 * same convolution. Input channels are taken in slices, each so thin that its sums fit 32 bits. What follows is the
 * formula of every layer: float of the biased sum, times the multiplier, limited, encoded.
 *
 * @param slices one for each range of input channels, side by side
 * @param inputZeroPoint the input's code for 0
 * @param real makes the real number of a biased sum
 * @param output empty where the layer leaves floating point
 */
record SplitLayer(List<Slice> slices, int inputZeroPoint, Epilogue.ToFloats real, Optional<ActivationQuantizer> output)
        implements StageProgram {
    /** The layer on some of its input channels. */
    record Slice(Convolution convolution, int firstChannel) {}

    SplitLayer {
        slices = List.copyOf(slices);
    }

    /**
     * Prepares a layer without groups: as it is where its sums fit 32 bits, else cut into slices.
     *
     * @param shapes the layer on so many of its input channels
     * @param inputChannels all of them
     */
    static List<Slice> slices(
            Kernels kernels,
            IntFunction<ConvShape> shapes,
            int inputChannels,
            QuantizedWeights weights,
            int activationBits) {
        int area = shapes.apply(1).depth();
        int deepest = weights.symmetric() ? ConvShape.MAX_DEPTH : ConvShape.MAX_ASYMMETRIC_DEPTH;
        int channels = deepest / area;
        Precision precision = new Precision(weights.bits(), activationBits);
        List<Slice> slices = new ArrayList<>();
        for (int first = 0; first < inputChannels; first += channels) {
            int count = Math.min(channels, inputChannels - first);
            ConvShape shape = shapes.apply(count);
            byte[] codes = new byte[shape.weights()];
            for (int c = 0; c < shape.outputChannels(); c++) {
                System.arraycopy(
                        weights.codes(), c * weights.depth() + first * area, codes, c * shape.depth(), shape.depth());
            }
            slices.add(new Slice(kernels.prepare(shape, precision, codes, weights.zeroPoints()), first));
        }
        return slices;
    }

    @Override
    public void run(int images, List<Values> inputs, Values result, WorkingMemory memory) {
        Values input = inputs.getFirst();
        int outputs = slices.getFirst().convolution().shape().outputElements(images);
        MemorySegment totals = memory.part(Part.TOTALS, (long) outputs * Long.BYTES);
        totals.asSlice(0, (long) outputs * Long.BYTES).fill((byte) 0);
        for (Slice slice : slices) {
            for (int shift = 0; shift < input.form().bytes() * Byte.SIZE; shift += Byte.SIZE) {
                add(images, input, slice, shift, totals, memory);
            }
        }
        for (int i = 0; i < outputs; i++) {
            put(result, i, totals.getAtIndex(JAVA_LONG, i));
        }
    }

    /** Adds the sums that one byte of the codes contributes, the one at bit {@code shift}. */
    private void add(int images, Values input, Slice slice, int shift, MemorySegment totals, WorkingMemory memory) {
        Convolution convolution = slice.convolution();
        ConvShape shape = convolution.shape();
        int outputs = shape.outputElements(images);
        MemorySegment bytes = memory.part(Part.BYTES, shape.inputElements(images));
        int channels = shape.inputChannels();
        int allChannels = slices.getLast().firstChannel()
                + slices.getLast().convolution().shape().inputChannels();
        int pixels = images * shape.inputHeight() * shape.inputWidth();
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = pixel * allChannels + slice.firstChannel();
            for (int c = 0; c < channels; c++) {
                bytes.set(JAVA_BYTE, (long) pixel * channels + c, (byte) (input.code(from + c) >> shift));
            }
        }
        MemorySegment sums = memory.part(Part.SUMS, (long) outputs * Integer.BYTES);
        int zeroPoint = inputZeroPoint >> shift & 0xFF;
        var epilogue = new Epilogue.ToSums(shape.outputChannels());
        convolution.run(images, bytes, zeroPoint, epilogue, sums, memory.scratch());
        for (int i = 0; i < outputs; i++) {
            long total = totals.getAtIndex(JAVA_LONG, i) + ((long) sums.getAtIndex(JAVA_INT, i) << shift);
            totals.setAtIndex(JAVA_LONG, i, total);
        }
    }

    private void put(Values result, int index, long sum) {
        int channel = index % real.channels();
        float value = real.real((float) (sum + real.bias()[channel]), channel);
        if (output.isPresent()) {
            result.code(index, output.get().encode(value));
        } else {
            result.data().setAtIndex(JAVA_FLOAT, index, value);
        }
    }
}
