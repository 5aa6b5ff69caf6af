package dev.vernier.evaluator.quantize;

import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Comparator;
import java.util.stream.Stream;

/** Finds the grid that errs least on weights that share a scale. */
final class GridSearch {
    private final float[] weights;
    private final WeightCodes kind;
    private final int bits;
    private final float floor;
    private final float least;
    private final QuantizationScheme scheme;

    /**
     * @param floor smallest scale allowed; 0 for none
     */
    GridSearch(float[] weights, WeightCodes kind, int bits, float floor, QuantizationScheme scheme) {
        this.weights = weights;
        this.kind = kind;
        this.bits = bits;
        this.floor = floor;
        this.least = Math.max(floor, Float.MIN_NORMAL);
        this.scheme = scheme;
    }

    WeightGrid best() {
        double low = 0;
        double high = 0;
        double sum = 0;
        for (float w : weights) {
            low = Math.min(low, w);
            high = Math.max(high, w);
            sum += Math.abs(w);
        }
        WeightGrid best;
        if (low == high) {
            best = grid(floor > 0 ? least : 1, 0);
        } else if (kind == WeightCodes.SIGN) {
            best = grid(Math.max((float) (sum / weights.length), least), 0);
        } else {
            best = scheme.weights().symmetric() ? symmetric(Math.max(-low, high)) : asymmetric(low, high);
        }
        return scheme.scales() == QuantizationScheme.Scales.POWER_OF_TWO ? powerOfTwo(best) : best;
    }

    private WeightGrid symmetric(double largest) {
        double share = Shrinking.together(of -> symmetric(largest, of).error(weights));
        return symmetric(largest, share);
    }

    private WeightGrid symmetric(double largest, double share) {
        return grid(Math.max((float) (largest * share / kind.highest(bits)), least), 0);
    }

    private WeightGrid asymmetric(double low, double high) {
        Shrinking.Shares shares = Shrinking.apart(
                (ofLow, ofHigh) -> spanning(low * ofLow, high * ofHigh).error(weights));
        return spanning(low * shares.low(), high * shares.high());
    }

    /** The grid from one end to the other, moved so that zero has a code. */
    private WeightGrid spanning(double low, double high) {
        int lowest = kind.lowest(bits);
        int highest = kind.highest(bits);
        float scale = Math.max((float) ((high - low) / (highest - lowest)), least);
        return grid(scale, (int) Math.clamp(Math.rint(lowest - low / scale), lowest, highest));
    }

    private WeightGrid powerOfTwo(WeightGrid best) {
        return PowersOfTwo.around(best.scale(), least).stream()
                .flatMap(scale -> at(scale, best))
                .min(Comparator.comparingDouble(grid -> grid.error(weights)))
                .orElseThrow();
    }

    private Stream<WeightGrid> at(float scale, WeightGrid best) {
        boolean movable = !scheme.weights().symmetric() && kind != WeightCodes.SIGN;
        return movable
                ? PowersOfTwo.zeroPoints(best.low(), best.high(), scale, kind.lowest(bits), kind.highest(bits))
                        .mapToObj(zeroPoint -> grid(scale, zeroPoint))
                : Stream.of(grid(scale, 0));
    }

    private WeightGrid grid(float scale, int zeroPoint) {
        return new WeightGrid(kind, bits, scale, zeroPoint);
    }
}
