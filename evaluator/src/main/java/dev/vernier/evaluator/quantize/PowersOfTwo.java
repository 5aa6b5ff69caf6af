package dev.vernier.evaluator.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The few scales to choose from where only powers of two are to be had, and where codes can lie at each of them. */
final class PowersOfTwo {
    private PowersOfTwo() {}

    /**
     * From half the power of two at or below a scale up to four times that power.
     *
     * @param scale the best scale of all; positive and normal
     * @param least the smallest scale allowed; positive and normal
     */
    static List<Float> around(float scale, float least) {
        int exponent = Math.getExponent(least);
        int smallest = Math.scalb(1f, exponent) < least ? exponent + 1 : exponent;
        int from = Math.max(Math.getExponent(scale) - 1, smallest);
        int to = Math.min(Math.max(Math.getExponent(scale) + 2, from), Float.MAX_EXPONENT);
        List<Float> scales = new ArrayList<>();
        for (int e = from; e <= to; e++) {
            scales.add(Math.scalb(1f, e));
        }
        return scales;
    }

    /**
     * The codes that zero may have so that the codes cover a range: aligned with its lower end, with its upper end, and
     * in the middle. At the scale that just covers the range all three are one.
     */
    static IntStream zeroPoints(double low, double high, float scale, int lowestCode, int highestCode) {
        return IntStream.of(
                        (int) Math.rint(lowestCode - low / scale), (int) Math.rint(highestCode - high / scale), (int)
                                Math.rint((lowestCode + highestCode) / 2.0 - (low + high) / 2 / scale))
                .map(code -> Math.clamp(code, lowestCode, highestCode))
                .distinct();
    }
}
