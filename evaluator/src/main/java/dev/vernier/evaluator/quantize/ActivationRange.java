package dev.vernier.evaluator.quantize;

import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Chooses the range of an activation quantizer: the extremes seen, shrunk in steps of one percent to wherever the
 * squared error over the histogram is least. Where codes need not be symmetric, both ends shrink together first, then
 * each on its own. Where scales are powers of two, those around the best scale are tried.
 *
 * <p>One-bit codes are zero and one more value under every scheme, for a sign alone cannot hold zero.
 */
public final class ActivationRange {
    private final ActivationHistogram histogram;
    private final int bits;
    private final QuantizationScheme scheme;

    private ActivationRange(ActivationHistogram histogram, int bits, QuantizationScheme scheme) {
        this.histogram = histogram;
        this.bits = bits;
        this.scheme = scheme;
    }

    /** The scheme's quantizer of {@code bits} bits with the least squared error on the histogram. */
    public static ActivationQuantizer leastSquares(ActivationHistogram histogram, int bits, QuantizationScheme scheme) {
        ActivationRange range = new ActivationRange(histogram, bits, scheme);
        ActivationQuantizer best = range.binaryOrNot();
        return scheme.scales() == QuantizationScheme.Scales.POWER_OF_TWO ? range.powerOfTwo(best) : best;
    }

    private ActivationQuantizer binaryOrNot() {
        if (bits == 1) {
            return binary();
        }
        return switch (scheme.activations()) {
            case ASYMMETRIC -> {
                Shrinking.Shares shares = Shrinking.apart((low, high) -> histogram.squaredError(spanning(low, high)));
                yield spanning(shares.low(), shares.high());
            }
            case FLOAT -> throw new IllegalArgumentException("activations in floating point have no quantizer");
            case SYMMETRIC -> symmetric(Shrinking.together(share -> histogram.squaredError(symmetric(share))));
        };
    }

    private ActivationQuantizer spanning(double lowShare, double highShare) {
        return ActivationQuantizer.spanning(
                (float) (histogram.low() * lowShare), (float) (histogram.high() * highShare), bits);
    }

    private ActivationQuantizer symmetric(double share) {
        double reach = Math.max(-histogram.low(), histogram.high());
        return ActivationQuantizer.symmetric((float) (reach * share), bits);
    }

    /** Codes {0, 1}: zero and one more value, of whichever sign errs less. */
    private ActivationQuantizer binary() {
        return least(Stream.of(0, 1).map(zeroPoint -> {
            double extreme = zeroPoint == 0 ? histogram.high() : -histogram.low();
            double share = Shrinking.together(of -> histogram.squaredError(binary(extreme * of, zeroPoint)));
            return binary(extreme * share, zeroPoint);
        }));
    }

    private static ActivationQuantizer binary(double value, int zeroPoint) {
        float scale = (float) value;
        return new ActivationQuantizer(1, scale >= Float.MIN_NORMAL ? scale : 1, zeroPoint);
    }

    private ActivationQuantizer powerOfTwo(ActivationQuantizer best) {
        return least(PowersOfTwo.around(best.scale(), Float.MIN_NORMAL).stream().flatMap(scale -> at(scale, best)));
    }

    private Stream<ActivationQuantizer> at(float scale, ActivationQuantizer best) {
        if (bits == 1 || scheme.activations() == QuantizationScheme.Activations.SYMMETRIC) {
            return Stream.of(best.withScale(scale));
        }
        return PowersOfTwo.zeroPoints(best.lowest(), best.highest(), scale, 0, best.maxCode())
                .mapToObj(zeroPoint -> new ActivationQuantizer(bits, scale, zeroPoint));
    }

    private ActivationQuantizer least(Stream<ActivationQuantizer> candidates) {
        return candidates
                .min(Comparator.comparingDouble(histogram::squaredError))
                .orElseThrow();
    }
}
