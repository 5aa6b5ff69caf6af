package dev.vernier.evaluator.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightQuantizerTest {
    private static final int SAMPLES = 20_000;

    @ParameterizedTest
    @CsvSource({
        // The least mean squared errors on the standard normal distribution (J. Max, 1960,
        // doi:10.1109/TIT.1960.1057548):
        // one bit 0.3634, two bits mid-rise 0.1188; three bits and more mid-tread with an odd number of levels.
        "1, 0.3634, 0.01",
        "2, 0.1188, 0.03",
        "8, 0.0001, 1.0"
    })
    void errorOnANormalDistributionIsTheKnownOptimum(int bits, double expected, double tolerance) {
        float[] weights = normal(SAMPLES, 1);

        QuantizedWeights quantized = WeightQuantizer.quantize(weights, 1, bits, new float[1], QuantizationScheme.USUAL);

        assertEquals(expected, squaredError(weights, quantized), expected * tolerance);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void codesStayWithinTheirWidth(int bits) {
        QuantizedWeights quantized =
                WeightQuantizer.quantize(normal(999, bits), 3, bits, new float[3], QuantizationScheme.USUAL);

        int limit = 1 << (quantized.storageBits() - 1);
        for (byte code : quantized.codes()) {
            assertTrue(code >= -limit && code < limit, () -> "code " + code + " at " + bits + " bits");
        }
        long distinct = Arrays.stream(toInts(quantized.codes())).distinct().count();
        assertTrue(distinct <= 1L << bits, () -> distinct + " codes at " + bits + " bits");
    }

    @Test
    void moreBitsErrLess() {
        float[] weights = normal(4000, 7);
        double before = Double.POSITIVE_INFINITY;
        for (int bits = 1; bits <= 8; bits++) {
            double error = squaredError(
                    weights, WeightQuantizer.quantize(weights, 4, bits, new float[4], QuantizationScheme.USUAL));
            assertTrue(error < before, "at " + bits + " bits the error is " + error + ", before it was " + before);
            before = error;
        }
    }

    @Test
    void twoBitsTakeTheCodesThatErrLess() {
        float[] bimodal = {-3, -1, 1, 3, -3, -1, 1, 3};
        float[] mostlyZero = {0, 0, 0, 0, 0, 0, 0, 1, -2};

        assertEquals(
                WeightCodes.MID_RISE,
                WeightQuantizer.quantize(bimodal, 1, 2, new float[1], QuantizationScheme.USUAL)
                        .kind());
        QuantizedWeights sparse = WeightQuantizer.quantize(mostlyZero, 1, 2, new float[1], QuantizationScheme.USUAL);
        assertEquals(WeightCodes.TWOS_COMPLEMENT, sparse.kind());
        assertEquals(0, squaredError(mostlyZero, sparse), 1e-12);
    }

    @Test
    void everyChannelHasItsOwnScale() {
        float[] weights = {1, -0.5f, 0.25f, 100, -50, 25};

        QuantizedWeights quantized = WeightQuantizer.quantize(weights, 2, 8, new float[2], QuantizationScheme.USUAL);

        assertEquals(100, quantized.scales()[1] / quantized.scales()[0], 1e-3);
        assertEquals(127, quantized.codes()[0]);
        assertEquals(127, quantized.codes()[3]);
    }

    @Test
    void aChannelOfZerosKeepsAScaleThatItsBiasFits() {
        QuantizedWeights quantized =
                WeightQuantizer.quantize(new float[4], 2, 4, new float[] {0.5f, 0}, QuantizationScheme.USUAL);

        assertEquals(0.5f, quantized.scales()[0]);
        assertEquals(1f, quantized.scales()[1]);
        assertEquals(0, squaredError(new float[4], quantized));
    }

    @Test
    void widthsBeyondEightAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> WeightQuantizer.quantize(new float[1], 1, 9, new float[1], QuantizationScheme.USUAL));
    }

    private static float[] normal(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double squaredError(float[] weights, QuantizedWeights quantized) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double error = weights[i] - quantized.decode(i);
            sum += error * error;
        }
        return sum / weights.length;
    }

    private static int[] toInts(byte[] codes) {
        int[] result = new int[codes.length];
        Arrays.setAll(result, i -> codes[i]);
        return result;
    }
}
