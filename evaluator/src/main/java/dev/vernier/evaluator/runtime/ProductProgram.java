package dev.vernier.evaluator.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.runtime.WorkingMemory.Part;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Products of two activations, matrix by matrix. Left codes of 16 bits are {@code 256·high + low}, so that the two bytes go
 * through the same product; their sums are put together in 64 bits, as {@link SplitLayer} does.
 *
 * @param matrices how many products there are for each image
 * @param leftZeroPoint the left operand's code for 0
 * @param real makes the real number of a sum
 * @param output empty where the products leave floating point
 */
record ProductProgram(
        Product product, int matrices, int leftZeroPoint, Epilogue.ToFloats real, Optional<ActivationQuantizer> output)
        implements StageProgram {
    @Override
    public void run(int images, List<Values> inputs, Values result, WorkingMemory memory) {
        Values left = inputs.getFirst();
        MemorySegment right = inputs.getLast().data();
        if (left.form() == Values.Form.CODES && result.form() != Values.Form.WIDE_CODES) {
            Epilogue epilogue = output.<Epilogue>map(this::toCodes).orElse(real);
            product.run(
                    images * matrices, left.data(), leftZeroPoint, right, epilogue, result.data(), memory.scratch());
        } else {
            wide(images, left, right, result, memory);
        }
    }

    private Epilogue.ToCodes toCodes(ActivationQuantizer to) {
        return new Epilogue.ToCodes(
                real.bias(),
                real.multiplier(),
                real.low(),
                real.high(),
                to.scale(),
                to.zeroPoint(),
                to.minCode(),
                to.maxCode());
    }

    private void wide(int images, Values left, MemorySegment right, Values result, WorkingMemory memory) {
        ProductShape shape = product.shape();
        int products = images * matrices;
        int outputs = products * shape.outputElements();
        MemorySegment totals = memory.part(Part.TOTALS, (long) outputs * Long.BYTES);
        totals.asSlice(0, (long) outputs * Long.BYTES).fill((byte) 0);
        MemorySegment sums = memory.part(Part.SUMS, (long) outputs * Integer.BYTES);
        Epilogue.ToSums epilogue = new Epilogue.ToSums(shape.columns());
        for (int shift = 0; shift < left.form().bytes() * Byte.SIZE; shift += Byte.SIZE) {
            MemorySegment rows = bytes(left, shift, memory);
            product.run(products, rows, leftZeroPoint >> shift & 0xFF, right, epilogue, sums, memory.scratch());
            for (int i = 0; i < outputs; i++) {
                long total = totals.getAtIndex(JAVA_LONG, i) + ((long) sums.getAtIndex(JAVA_INT, i) << shift);
                totals.setAtIndex(JAVA_LONG, i, total);
            }
        }
        for (int i = 0; i < outputs; i++) {
            float value = real.real((float) totals.getAtIndex(JAVA_LONG, i), i % shape.columns());
            if (output.isPresent()) {
                result.code(i, output.get().encode(value));
            } else {
                result.data().setAtIndex(JAVA_FLOAT, i, value);
            }
        }
    }

    /** One byte of each code, the one at bit {@code shift}. */
    private static MemorySegment bytes(Values values, int shift, WorkingMemory memory) {
        if (values.form() == Values.Form.CODES) {
            return values.data();
        }
        int elements = values.length();
        MemorySegment bytes = memory.part(Part.BYTES, elements);
        for (int i = 0; i < elements; i++) {
            bytes.set(JAVA_BYTE, i, (byte) (values.code(i) >> shift));
        }
        return bytes;
    }
}
