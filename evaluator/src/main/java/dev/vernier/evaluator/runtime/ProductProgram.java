package dev.vernier.evaluator.runtime;

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
 * Products of two activations. {@link Values} with four axes lie with their second axis innermost, which here counts the
 * matrices, while products take one matrix after the other: such operands are gathered into working memory, and results
 * scattered from there. Left codes of 16 bits are {@code 256·high + low}, so that the two bytes go through the same
 * product; their sums are put together in 64 bits, as {@link SplitLayer} does.
 *
 * @param matrices how many products there are for each image
 * @param interleaved whether the matrices of an image lie element by element side by side
 * @param leftZeroPoint the left operand's code for 0
 * @param real makes the real number of a sum
 * @param output empty where the products leave floating point
 */
record ProductProgram(
        Product product,
        int matrices,
        boolean interleaved,
        int leftZeroPoint,
        Epilogue.ToFloats real,
        Optional<ActivationQuantizer> output)
        implements StageProgram {
    @Override
    public void run(int images, List<Values> inputs, Values result, WorkingMemory memory) {
        Values left = inputs.getFirst();
        MemorySegment right =
                gathered(images, inputs.getLast(), product.shape().rightElements(), 0, memory, Part.RIGHT);
        if (left.form() == Values.Form.CODES && result.form() != Values.Form.WIDE_CODES) {
            narrow(images, left, right, result, memory);
        } else {
            wide(images, left, right, result, memory);
        }
    }

    private void narrow(int images, Values left, MemorySegment right, Values result, WorkingMemory memory) {
        MemorySegment rows = gathered(images, left, product.shape().leftElements(), 0, memory, Part.BYTES);
        Epilogue epilogue = output.<Epilogue>map(this::toCodes).orElse(real);
        int products = images * matrices;
        int elements = product.shape().outputElements();
        long bytes = (long) products * elements * result.form().bytes();
        MemorySegment made = interleaved ? memory.part(Part.BETWEEN, bytes).asSlice(0, bytes) : result.data();
        product.run(products, rows, leftZeroPoint, right, epilogue, made, memory.scratch());
        if (interleaved) {
            Values ordered = new Values(result.form(), made);
            forEach(images, elements, (from, to) -> {
                if (output.isPresent()) {
                    result.code(to, ordered.code(from));
                } else {
                    result.data().setAtIndex(JAVA_FLOAT, to, made.getAtIndex(JAVA_FLOAT, from));
                }
            });
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
            MemorySegment rows = gathered(images, left, shape.leftElements(), shift, memory, Part.BYTES);
            product.run(products, rows, leftZeroPoint >> shift & 0xFF, right, epilogue, sums, memory.scratch());
            for (int i = 0; i < outputs; i++) {
                long total = totals.getAtIndex(JAVA_LONG, i) + ((long) sums.getAtIndex(JAVA_INT, i) << shift);
                totals.setAtIndex(JAVA_LONG, i, total);
            }
        }
        forEach(images, shape.outputElements(), (from, to) -> {
            float value = real.real((float) totals.getAtIndex(JAVA_LONG, from), from % shape.columns());
            if (output.isPresent()) {
                result.code(to, output.get().encode(value));
            } else {
                result.data().setAtIndex(JAVA_FLOAT, to, value);
            }
        });
    }

    /** One byte of each code, the one at bit {@code shift}, one matrix of so many elements after the other. */
    private MemorySegment gathered(
            int images, Values values, int elements, int shift, WorkingMemory memory, Part part) {
        if (!interleaved && values.form() == Values.Form.CODES) {
            return values.data();
        }
        MemorySegment bytes = memory.part(part, (long) images * matrices * elements);
        Values ordered = new Values(Values.Form.CODES, bytes);
        forEach(images, elements, (to, from) -> ordered.code(to, values.code(from) >> shift));
        return bytes;
    }

    /** Receives the places of one element. */
    private interface Places {
        /**
         * @param ordered where it lies with one matrix after the other
         * @param kept where it lies in {@link Values}
         */
        void accept(int ordered, int kept);
    }

    /** Visits the elements of matrices of so many elements. */
    private void forEach(int images, int elements, Places visitor) {
        for (int image = 0; image < images; image++) {
            int first = image * matrices * elements;
            for (int matrix = 0; matrix < matrices; matrix++) {
                for (int i = 0; i < elements; i++) {
                    int ordered = first + matrix * elements + i;
                    visitor.accept(ordered, interleaved ? first + i * matrices + matrix : ordered);
                }
            }
        }
    }
}
