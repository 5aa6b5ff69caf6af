package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.foreign.NativeKernels;
import dev.vernier.evaluator.kernel.vector.RegisterLoop;
import dev.vernier.evaluator.kernel.vector.VectorKernels;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** The loops that come with the levels, found by the names of the code that runs. */
final class RegisterPeaks implements PeakMeter {
    /** The names of native code that counts bits, which tell both widths. */
    private static final String COUNTS_BITS = ".*-w\\d+a\\d+";

    /** A fraction of a millisecond. */
    private static final long NATIVE_STEPS = 10_000;

    @Override
    public Optional<Loop> loop(Kernels kernels, LayerKind kind, Precision precision) {
        String variant = kernels.variant(kind, precision);
        // A product of codes takes one of bits for each pair of a weight's and an activation's bits.
        int bitPairs = precision.weightBits() * precision.activationBits();
        return switch (kernels) {
            case VectorKernels _ -> vectorLoop(variant, bitPairs);
            case NativeKernels compiled
            when variant.matches(COUNTS_BITS) ->
                Optional.of(nativeLoop(compiled.description() + " bits", compiled::spinBitCounts, bitPairs));
            case NativeKernels compiled -> productLoop(compiled, precision);
            default -> Optional.empty();
        };
    }

    private static Optional<Loop> vectorLoop(String variant, int bitPairs) {
        if (variant.startsWith("float-fma")) {
            return Optional.of(vectorLoop(RegisterLoop.FLOAT_PRODUCTS, 1));
        }
        if (variant.startsWith("int16")) {
            return Optional.of(vectorLoop(RegisterLoop.SHORT_PRODUCTS, 1));
        }
        return variant.startsWith("bit")
                ? Optional.of(vectorLoop(RegisterLoop.BIT_COUNTS, bitPairs))
                : Optional.empty();
    }

    private static Loop vectorLoop(RegisterLoop loop, int parts) {
        return new Loop("vector " + loop, loop.macs() / parts, loop::run);
    }

    private static Optional<Loop> productLoop(NativeKernels kernels, Precision precision) {
        // The library's loops of products run the instructions of VNNI and of dot products, of AVX2 those for full
        // bytes, and of NEON those for all others.
        boolean same =
                switch (kernels.instructionSet()) {
                    case VNNI, DOTPROD -> true;
                    case AVX2 -> precision.weightBits() == Byte.SIZE;
                    case NEON -> precision.weightBits() < Byte.SIZE;
                    case NONE, AMX -> false;
                };
        return same
                ? Optional.of(nativeLoop(kernels.description() + " bytes", kernels::spinDotProducts, 1))
                : Optional.empty();
    }

    private static Loop nativeLoop(String name, LongUnaryOperator spin, int parts) {
        return new Loop(name, spin.applyAsLong(NATIVE_STEPS) / parts, () -> {
            long _ = spin.applyAsLong(NATIVE_STEPS);
        });
    }
}
