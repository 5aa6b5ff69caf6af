package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.vector.RegisterLoop;
import dev.vernier.evaluator.kernel.vector.VectorKernels;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.Optional;

/** The loops that come with the levels, found by the names of the code that runs. */
final class RegisterPeaks implements PeakMeter {
    @Override
    public Optional<Loop> loop(Kernels kernels, LayerKind kind, Precision precision) {
        if (!kernels.level().equals(VectorKernels.LEVEL)) {
            return Optional.empty();
        }
        String variant = kernels.variant(kind, precision);
        if (variant.startsWith("float-fma")) {
            return Optional.of(vector(RegisterLoop.FLOAT_PRODUCTS, 1));
        }
        if (variant.startsWith("int16")) {
            return Optional.of(vector(RegisterLoop.SHORT_PRODUCTS, 1));
        }
        // A product of codes takes one of bits for each pair of a weight's and an activation's bits.
        return variant.startsWith("bit")
                ? Optional.of(vector(RegisterLoop.BIT_COUNTS, precision.weightBits() * precision.activationBits()))
                : Optional.empty();
    }

    private static Loop vector(RegisterLoop loop, int parts) {
        return new Loop("vector " + loop, loop.macs() / parts, loop::run);
    }
}
