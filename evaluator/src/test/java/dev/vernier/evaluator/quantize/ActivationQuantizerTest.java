package dev.vernier.evaluator.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.QuantizationScheme.Activations;
import dev.vernier.hardware.workload.QuantizationScheme.Scales;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationQuantizerTest {
    @Test
    void pixelsAreLossless() {
        ActivationQuantizer quantizer = ActivationQuantizer.spanning(0, 1, 8);

        for (int pixel = 0; pixel < 256; pixel++) {
            assertEquals(pixel, quantizer.encode(pixel / 255f));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0", "1.5, 2", "2.5, 2", "3.5, 4", "-1, 0", "99, 15"})
    void halvesGoToTheEvenCodeAndTheRestIsClamped(float x, int code) {
        assertEquals(code, new ActivationQuantizer(4, 1, 0).encode(x));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 8})
    void manyValuesGetTheCodesOfEach(int bits) {
        Random random = new Random(bits);
        float[] values = new float[10_000];
        for (int i = 0; i < values.length; i++) {
            boolean halfway = random.nextBoolean();
            values[i] = halfway ? random.nextInt(-300, 300) / 16f : Float.intBitsToFloat(random.nextInt());
        }
        values[0] = Float.NaN;
        values[1] = Float.NEGATIVE_INFINITY;
        values[2] = -0f;
        for (ActivationQuantizer quantizer : List.of(
                new ActivationQuantizer(bits, 0.125f, 2),
                ActivationQuantizer.spanning(-0.7f, 2.3f, bits),
                ActivationQuantizer.symmetric(3, bits))) {
            byte[] codes = new byte[values.length];
            quantizer.encode(values, values.length, codes);
            for (int i = 0; i < codes.length; i++) {
                assertEquals((byte) quantizer.encode(values[i]), codes[i], quantizer + " of " + values[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void zeroIsExactAndDecodingInvertsEncoding(int bits) {
        ActivationQuantizer quantizer = ActivationQuantizer.spanning(-0.7f, 2.3f, bits);

        assertEquals(quantizer.zeroPoint(), quantizer.encode(0));
        assertEquals(0f, quantizer.decode(quantizer.zeroPoint()));
        for (int code = 0; code <= quantizer.maxCode(); code++) {
            assertEquals(code, quantizer.encode(quantizer.decode(code)));
        }
        assertEquals(0, quantizer.encode(quantizer.lowest()));
        assertEquals(quantizer.maxCode(), quantizer.encode(quantizer.highest()));
    }

    @Test
    void aTensorOfZerosHasAQuantizer() {
        ActivationQuantizer quantizer =
                ActivationRange.leastSquares(new ActivationHistogram(0, 0), 8, QuantizationScheme.USUAL);

        assertEquals(0f, quantizer.decode(quantizer.encode(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void theRangeChosenErrsNoMoreThanTheExtremes(int bits) {
        Random random = new Random(bits);
        float[] values = new float[10_000];
        float high = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.max(0, random.nextGaussian());
            high = Math.max(high, values[i]);
        }
        ActivationHistogram histogram = new ActivationHistogram(0, high);
        for (float value : values) {
            histogram.add(value);
        }

        double chosen = squaredError(values, ActivationRange.leastSquares(histogram, bits, QuantizationScheme.USUAL));
        double extremes = squaredError(values, ActivationQuantizer.spanning(0, high, bits));

        assertTrue(chosen <= extremes * 1.0001, chosen + " against " + extremes);
        assertTrue(bits == 8 || chosen < extremes * 0.9, "shrinking should pay at " + bits + " bits");
    }

    @Test
    void oneBitTakesTheSignThatCarriesTheValues() {
        ActivationHistogram negative = new ActivationHistogram(-1, 0);
        for (int i = 0; i < 100; i++) {
            negative.add(-0.8f);
        }

        ActivationQuantizer quantizer = ActivationRange.leastSquares(negative, 1, QuantizationScheme.USUAL);

        assertEquals(1, quantizer.zeroPoint());
        assertEquals(-0.8f, quantizer.decode(0), 0.01f);
    }

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.quantize.Schemes#all")
    void everySchemeKeepsItsWord(QuantizationScheme scheme) {
        Random random = new Random(4);
        ActivationHistogram histogram = new ActivationHistogram(-2, 5);
        for (int i = 0; i < 5000; i++) {
            histogram.add((float) Math.clamp(random.nextGaussian() + 1, -2, 5));
        }
        for (int bits = 1; bits <= 8; bits++) {
            ActivationQuantizer quantizer = ActivationRange.leastSquares(histogram, bits, scheme);

            assertTrue(scheme.scales() == Scales.ANY || Schemes.powerOfTwo(quantizer.scale()), quantizer.toString());
            assertEquals(0f, quantizer.decode(quantizer.encode(0)));
            if (scheme.activations() == Activations.SYMMETRIC && bits > 1) {
                assertEquals(1 << (bits - 1), quantizer.zeroPoint());
                int beyond = bits == 8 ? 1 : 0;
                assertEquals(-quantizer.highest() - beyond * quantizer.scale(), quantizer.lowest());
                assertEquals(1 - beyond, quantizer.encode(-1e9f), "the code beyond is used at eight bits only");
            }
            double best =
                    histogram.squaredError(ActivationRange.leastSquares(histogram, bits, QuantizationScheme.USUAL));
            double error = histogram.squaredError(quantizer);
            assertTrue(error >= best * 0.98, () -> "nothing errs less than what is free: " + error + " < " + best);
            assertTrue(error <= best * 6, () -> quantizer + " errs " + error + ", and " + best + " can be had");
        }
    }

    @Test
    void withoutNegativeValuesHalfOfTheSymmetricCodesAreUsed() {
        ActivationQuantizer quantizer = ActivationQuantizer.symmetric(12.7f, 8);

        assertEquals(new ActivationQuantizer(8, 0.1f, 128), quantizer);
        assertEquals(128, quantizer.encode(0));
        assertEquals(255, quantizer.encode(100));
        assertEquals(127, quantizer.encode(-0.1f));
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ActivationQuantizer(9, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ActivationQuantizer(8, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new ActivationQuantizer(8, Float.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> new ActivationQuantizer(4, 1, 16));
        assertThrows(IllegalArgumentException.class, () -> new ActivationQuantizer(4, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> ActivationQuantizer.symmetric(1, 1));
        assertThrows(IllegalArgumentException.class, () -> ActivationQuantizer.spanning(0.5f, 1, 8));
        assertThrows(IllegalArgumentException.class, () -> new ActivationHistogram(0, Float.POSITIVE_INFINITY));
    }

    private static double squaredError(float[] values, ActivationQuantizer quantizer) {
        double sum = 0;
        for (float value : values) {
            double error = value - quantizer.decode(quantizer.encode(value));
            sum += error * error;
        }
        return sum;
    }
}
