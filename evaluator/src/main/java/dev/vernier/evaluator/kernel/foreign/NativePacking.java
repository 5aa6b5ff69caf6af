package dev.vernier.evaluator.kernel.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Packs the right operands of one product.
 *
 * @param blank what the library knows of the product without its right operand
 * @param layerBytes memory that this takes with a right operand
 * @param scratchBytes working memory that a run needs
 */
record NativePacking(
        NativeLibrary library,
        ProductShape shape,
        Precision precision,
        MemorySegment blank,
        long layerBytes,
        long scratchBytes)
        implements Product.Packing {
    /** Weights of at least so many bits are kept in a byte each. To pack fewer would only be undone at once. */
    private static final int WHOLE_BYTES = 5;

    static NativePacking prepare(
            NativeLibrary library, InstructionSet instructionSet, ProductShape shape, Precision precision) {
        NativeConvolution.requireAddressableWindows(shape.layer());
        int bits = Math.max(precision.weightBits(), WHOLE_BYTES);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocateFrom(
                    JAVA_INT,
                    NativeConvolution.request(instructionSet, shape.layer(), bits, precision.activationBits()));
            MemorySegment blank = Arena.ofAuto().allocate(library.blankBytes(request), NativeConvolution.ALIGNMENT);
            library.prepareBlank(request, blank);
            return new NativePacking(
                    library, shape, precision, blank, library.layerBytes(request), library.scratchBytes(blank));
        }
    }

    @Override
    public Convolution pack(MemorySegment right, Scratch scratch) {
        MemorySegment layer = ((NativeScratch) scratch).layer(layerBytes);
        library.pack(blank, right, Product.rightZeroPoint(precision), shape.transposed(), layer);
        return new NativeConvolution(library, shape.layer(), precision, layer, scratchBytes);
    }
}
