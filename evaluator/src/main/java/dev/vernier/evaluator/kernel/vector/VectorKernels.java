package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fast kernels in the Vector API, on whatever vectors the machine has. They equal the specification exactly. Needs the
 * module {@code jdk.incubator.vector}.
 */
public final class VectorKernels implements Kernels {
    public static final String LEVEL = "vector";

    @Override
    public String level() {
        return LEVEL;
    }

    @Override
    public String description() {
        return LEVEL + " " + Lanes.FLOATS.vectorBitSize();
    }

    /**
     * {@inheritDoc}
     *
     * <p>That is, unless a layer has too few input channels to fill the kernel's registers, or weights with zero points
     * that the kernel does not take: such layers run {@code float-fma}, whatever their widths.
     */
    @Override
    public String variant(LayerKind kind, Precision precision) {
        Arithmetic arithmetic = kind == LayerKind.DEPTHWISE ? Arithmetic.FLOATS : Arithmetic.of(precision);
        return arithmetic.name(precision);
    }

    /** One for each arithmetic that takes such codes: within an arithmetic, wider codes never take less time. */
    @Override
    public List<Precision> alternatives(LayerKind kind, Precision precision) {
        if (kind == LayerKind.DEPTHWISE) {
            return List.of(precision);
        }
        Map<Arithmetic, Precision> narrowest = new LinkedHashMap<>();
        Kernels.super.alternatives(kind, precision).stream()
                .sorted(Comparator.comparingInt(wider -> wider.weightBits() * wider.activationBits()))
                .forEach(wider -> narrowest.putIfAbsent(Arithmetic.of(wider), wider));
        return List.copyOf(narrowest.values());
    }

    @Override
    public Scratch scratch() {
        return new VectorScratch();
    }

    @Override
    public Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
        Checks.requireWeights(shape, precision, weights, zeroPoints);
        if (DepthwiseConvolution.fits(shape, weights, zeroPoints)) {
            return new DepthwiseConvolution(shape, precision, weights, zeroPoints);
        }
        Arithmetic arithmetic = Arithmetic.of(precision, shape);
        if (arithmetic == Arithmetic.BITS && BitWeights.represents(shape, precision.weightBits(), weights)) {
            return new BitConvolution(shape, precision, weights, zeroPoints);
        }
        if (arithmetic == Arithmetic.PAIRS && FloatConvolution.zerosOnly(zeroPoints)) {
            return new PairConvolution(shape, precision, weights);
        }
        return new FloatConvolution(shape, precision, weights, zeroPoints);
    }

    @Override
    public Product product(ProductShape shape, Precision precision) {
        return new Product(shape, precision, RightOperand.of(shape, precision));
    }
}
