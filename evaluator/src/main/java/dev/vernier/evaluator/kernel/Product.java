package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.MemorySegment;

/**
 * Products of two activations, such as the scores of an attention layer and what it makes of its values. Immutable, so
 * any number of threads may share it.
 *
 * <p>For row {@code m} and column {@code n}, {@code acc = Σ (left[m][k] − leftZeroPoint) · (right[k][n] − 2^(b−1))} with
 * the right operand's width {@code b}, exact in 32 bits. The {@link Epilogue}, which has a channel for each column, says
 * what becomes of it.
 *
 * <p>Each right matrix becomes the weights of a layer in the caller's scratch, which the level's kernels for layers then
 * compute.
 */
public final class Product {
    private final ProductShape shape;
    private final Packing packing;

    /** How a level makes weights of a right operand. */
    public interface Packing {
        /**
         * Lays out one right matrix in the scratch.
         *
         * @return a layer with these weights, good until the scratch is used for another
         */
        Convolution pack(MemorySegment right, Scratch scratch);
    }

    /**
     * @param precision the width of the right operand's codes, as weights, and of the left one's
     * @throws IllegalArgumentException when no kernel takes such widths, or a sum of products may leave 32 bits
     */
    public Product(ProductShape shape, Precision precision, Packing packing) {
        Checks.requireProduct(shape, precision);
        this.shape = shape;
        this.packing = packing;
    }

    public ProductShape shape() {
        return shape;
    }

    /** The code for 0 of right operands that have so many bits. */
    public static int rightZeroPoint(Precision precision) {
        return 1 << (precision.weightBits() - 1);
    }

    /**
     * Computes a batch. All memory lies outside the Java heap and may be used by the calling thread; matrices follow each
     * other without gaps, from the start of each segment. What lies behind is neither read nor written.
     *
     * @param batches how many products, at least 1
     * @param left unsigned codes of the activation width, one byte each, {@code [batches][rows][depth]}
     * @param leftZeroPoint their code for 0
     * @param right unsigned codes of the weight width, one byte each, of zero point 2^(bits−1): {@code
     *     [batches][depth][columns]}, or {@code [batches][columns][depth]} where the shape is transposed
     * @param output receives what the epilogue makes, {@code [batches][rows][columns]}, in the machine's byte order; does
     *     not overlap the operands
     * @param scratch made by the level that made this product; used by no other thread meanwhile
     * @throws IllegalArgumentException when a segment is too short or on the heap, or the epilogue has another number of
     *     channels
     */
    public void run(
            int batches,
            MemorySegment left,
            int leftZeroPoint,
            MemorySegment right,
            Epilogue epilogue,
            MemorySegment output,
            Scratch scratch) {
        Checks.requireProductCall(shape, batches, left, right, epilogue, output);
        long outputBytes = (long) shape.outputElements() * epilogue.bytesPerOutput();
        for (int batch = 0; batch < batches; batch++) {
            Convolution layer = packing.pack(part(right, batch, shape.rightElements()), scratch);
            layer.run(
                    1,
                    part(left, batch, shape.leftElements()),
                    leftZeroPoint,
                    part(epilogue, batch),
                    part(output, batch, outputBytes),
                    scratch);
        }
    }

    private Epilogue part(Epilogue epilogue, int batch) {
        return epilogue instanceof Epilogue.ToJoin join
                ? new Epilogue.ToJoin(join.codes(), join.addition(), part(join.other(), batch, shape.outputElements()))
                : epilogue;
    }

    private static MemorySegment part(MemorySegment all, int batch, long bytes) {
        return all.asSlice(batch * bytes, bytes);
    }
}
