package dev.vernier.evaluator.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.QuantizationScheme.Scales;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** A group is quantized as a channel of its own would be; the last one of a channel is what is left. */
    @ParameterizedTest
    @CsvSource({"32, 3", "64, 4", "128, 8", "32, 1"})
    void eachGroupHasTheScaleThatItWouldHaveAlone(int group, int bits) {
        int channels = 3;
        int depth = 150;
        float[] weights = normal(channels * depth, 5);
        QuantizationScheme scheme = QuantizationScheme.USUAL.weightOnly(OptionalInt.of(group));

        QuantizedWeights grouped = WeightQuantizer.quantize(weights, channels, bits, new float[channels], scheme);

        assertEquals(Math.ceilDiv(depth, group), grouped.groups());
        assertEquals(channels * grouped.groups(), grouped.scales().length);
        for (int i = 0; i < weights.length; i++) {
            int from = i / depth * depth + i % depth / group * group;
            int to = Math.min(from + group, (i / depth + 1) * depth);
            float[] part = Arrays.copyOfRange(weights, from, to);
            QuantizedWeights alone = WeightQuantizer.quantize(part, 1, bits, new float[1], QuantizationScheme.USUAL);
            assertEquals(alone.decode(i - from), grouped.decode(i), "weight " + i);
        }
    }

    @Test
    void smallerGroupsErrLess() {
        float[] weights = normal(4 * 256, 9);
        double before =
                squaredError(weights, WeightQuantizer.quantize(weights, 4, 3, new float[4], QuantizationScheme.USUAL));
        for (int group : new int[] {128, 64, 32}) {
            QuantizationScheme scheme = QuantizationScheme.USUAL.weightOnly(OptionalInt.of(group));
            double error = squaredError(weights, WeightQuantizer.quantize(weights, 4, 3, new float[4], scheme));
            assertTrue(error < before, "groups of " + group + ": " + error + ", before it was " + before);
            before = error;
        }
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

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.quantize.Schemes#all")
    void everySchemeKeepsItsWord(QuantizationScheme scheme) {
        float[] weights = skewed();
        float[] floors = {0, 0, 0.3f, 0};
        for (int bits = 1; bits <= 8; bits++) {
            QuantizedWeights quantized = WeightQuantizer.quantize(weights, 4, bits, floors, scheme);

            int limit = 1 << (quantized.storageBits() - 1);
            for (byte code : quantized.codes()) {
                assertTrue(code >= -limit && code < limit, () -> "code " + code + " under " + scheme.key());
            }
            assertTrue(!scheme.weights().perTensor() || quantized.uniform(), scheme.key());
            assertTrue(!scheme.weights().symmetric() || quantized.symmetric(), scheme.key());
            assertEquals(bits > 1 && !scheme.weights().symmetric(), !quantized.symmetric(), "at " + bits + " bits");
            assertTrue(quantized.scales()[2] >= 0.3f, "the floor holds");
            for (int c = 0; c < 4; c++) {
                int zeroPoint = quantized.zeroPoints()[c];
                assertTrue(zeroPoint >= -limit && zeroPoint < limit, "zero is a code");
                assertTrue(
                        scheme.scales() == Scales.ANY
                                || Schemes.powerOfTwo(quantized.scales()[c]),
                        () -> Arrays.toString(quantized.scales()));
            }
        }
    }

    /** Four channels of positive weights, from narrow to wide, so that scales and zero points matter. */
    private static float[] skewed() {
        float[] weights = normal(400, 3);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (Math.abs(weights[i]) + 0.5f) * (1 << (i / 100));
        }
        return weights;
    }

    @Test
    void zeroPointsUseAllCodesForSkewedWeights() {
        float[] weights = skewed();
        double symmetric = squaredError(weights, quantized(weights, "per-channel-symmetric/asymmetric/any"));
        double asymmetric = squaredError(weights, quantized(weights, "per-channel-asymmetric/asymmetric/any"));
        double perTensor = squaredError(weights, quantized(weights, "per-tensor-asymmetric/asymmetric/any"));

        // Fifteen steps instead of seven over the same range: a bit more, which is a quarter of the squared error.
        assertEquals(49.0 / 225, asymmetric / symmetric, 0.06);
        assertTrue(perTensor > 2 * asymmetric, perTensor + " against " + asymmetric);
    }

    private static QuantizedWeights quantized(float[] weights, String scheme) {
        return WeightQuantizer.quantize(weights, 4, 4, new float[4], QuantizationScheme.parse(scheme));
    }

    @Test
    void aGridThatHoldsTheWeightsIsFound() {
        float[] weights = {-0.25f, 0, 0.25f, 3.5f};

        QuantizedWeights quantized = WeightQuantizer.quantize(
                weights, 1, 4, new float[1], QuantizationScheme.parse("per-channel-asymmetric/asymmetric/any"));

        assertEquals(0.25f, quantized.scales()[0]);
        assertEquals(-7, quantized.zeroPoints()[0]);
        assertArrayEquals(new byte[] {-8, -7, -6, 7}, quantized.codes());
    }

    @Test
    void theBetterOfTheNeighbouringPowersOfTwoIsTaken() {
        QuantizationScheme scheme = QuantizationScheme.parse("per-channel-symmetric/asymmetric/power-of-two");
        float[] uniform = new float[200];
        for (int i = 0; i < uniform.length; i++) {
            uniform[i] = (i - 99.5f) / 100 * 8;
        }
        // Without choice the scale would be 8/7. With 1 only what lies beyond 7.5 is clipped, with 2 all errs twice.
        assertEquals(
                1f,
                WeightQuantizer.quantize(uniform, 1, 4, new float[1], scheme).scales()[0]);
        assertEquals(
                2f,
                WeightQuantizer.quantize(uniform, 1, 3, new float[1], scheme).scales()[0]);
        assertEquals(
                2f,
                WeightQuantizer.quantize(uniform, 1, 4, new float[] {1.1f}, scheme)
                        .scales()[0]);
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
