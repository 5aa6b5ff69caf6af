package dev.vernier.evaluator.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * A layer that reads or writes codes of more than 8 bits. With {@code x = 256·h + l}, the sum of its products is {@code
 * 256·Σh·w + Σl·w}: the high and the low bytes go through the same 8-bit convolution, and their sums are put together in
 * 64 bits. What follows is the formula of every layer: float of the biased sum, times the multiplier, limited, encoded.
 *
 * @param inputZeroPoint the input's code for 0
 * @param real makes the real number of a biased sum
 * @param output empty where the layer leaves floating point
 */
record WideLayer(
        Convolution convolution, int inputZeroPoint, Epilogue.ToFloats real, Optional<ActivationQuantizer> output)
        implements StageProgram {
    @Override
    public void run(int images, List<Values> inputs, Values result, WorkingMemory memory) {
        Values input = inputs.getFirst();
        ConvShape shape = convolution.shape();
        int outputs = shape.outputElements(images);
        MemorySegment low = memory.part(WorkingMemory.Part.LOW_SUMS, (long) outputs * Integer.BYTES);
        if (input.form() == Values.Form.CODES) {
            sums(images, input.data(), inputZeroPoint, low, memory);
            for (int i = 0; i < outputs; i++) {
                put(result, i, low.getAtIndex(JAVA_INT, i));
            }
            return;
        }
        int elements = shape.inputElements(images);
        MemorySegment bytes = memory.part(WorkingMemory.Part.LOW_BYTES, elements);
        MemorySegment highBytes = memory.part(WorkingMemory.Part.HIGH_BYTES, elements);
        for (int i = 0; i < elements; i++) {
            int code = input.code(i);
            bytes.set(JAVA_BYTE, i, (byte) code);
            highBytes.set(JAVA_BYTE, i, (byte) (code >> 8));
        }
        MemorySegment high = memory.part(WorkingMemory.Part.HIGH_SUMS, (long) outputs * Integer.BYTES);
        sums(images, bytes, inputZeroPoint & 0xFF, low, memory);
        sums(images, highBytes, inputZeroPoint >> 8, high, memory);
        for (int i = 0; i < outputs; i++) {
            put(result, i, 256L * high.getAtIndex(JAVA_INT, i) + low.getAtIndex(JAVA_INT, i));
        }
    }

    private void sums(int images, MemorySegment codes, int zeroPoint, MemorySegment sums, WorkingMemory memory) {
        var epilogue = new Epilogue.ToSums(convolution.shape().outputChannels());
        convolution.run(images, codes, zeroPoint, epilogue, sums, memory.scratch());
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
