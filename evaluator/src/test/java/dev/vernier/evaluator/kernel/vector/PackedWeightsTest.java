package dev.vernier.evaluator.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedWeightsTest {
    private static final ConvShape SHAPE = ConvShape.matrix(1, 128, 64);
    private static final Panels PANELS = Panels.of(SHAPE.outputChannels());

    /** Mid-rise weights of 2 bits take no more room than the others. */
    @ParameterizedTest
    @CsvSource({"2, 1, 2", "2, -3, 2", "3, 1, 4", "4, -8, 4", "5, 1, 8", "8, 1, 8"})
    void takesUpItsWidth(int weightBits, byte weight, int storedBits) {
        byte[] weights = new byte[SHAPE.weights()];
        Arrays.fill(weights, weight);
        PairWeights packed = PairWeights.of(SHAPE, PANELS, weightBits, weights);
        assertEquals((long) SHAPE.weights() * storedBits, (long) packed.groups()[0].length * Integer.SIZE);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "8"})
    void takesUpABitForEachPlane(int planes) {
        byte[] weights = new byte[SHAPE.weights()];
        Arrays.fill(weights, (byte) -1);
        BitWeights packed = BitWeights.of(SHAPE, PANELS, planes, weights, new byte[64], 0);
        assertEquals((long) SHAPE.weights() * planes, (long) packed.words().length * Integer.SIZE);
    }

    /** Sums of centred codes with signed weights, and of those that one element of packed weights holds. */
    @Test
    void sumsOf16BitProductsFit16Bits() {
        for (int weightBits = 2; weightBits <= 8; weightBits++) {
            for (int activationBits = 1; activationBits <= 8; activationBits++) {
                Precision precision = new Precision(weightBits, activationBits);
                if (Arithmetic.of(precision) != Arithmetic.PAIRS) {
                    continue;
                }
                int farthest = weightBits == 2 ? 3 : 1 << (weightBits - 1);
                int product = farthest * Arithmetic.centre(precision);
                assertTrue(Arithmetic.products(precision, farthest) * product <= Short.MAX_VALUE, precision::toString);
                int steps = Short.SIZE / PairWeights.storedBits(weightBits);
                int packed = ((1 << weightBits) - 1) * Arithmetic.centre(precision);
                assertTrue(steps * packed <= Short.MAX_VALUE, precision::toString);
            }
        }
    }
}
