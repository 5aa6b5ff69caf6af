package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpilogueTest {
    @ParameterizedTest
    @CsvSource({
        "0,0,0,255",
        "-1,0,0,255",
        "NaN,0,0,255",
        "Infinity,0,0,255",
        "1,-1,0,255",
        "1,256,0,255",
        "1,0,0,0",
        "1,0,0,256",
        "1,0,1,255",
        "1,0,-1,255"
    })
    void refusesScalesAndCodesThatMeanNothing(float scale, int zeroPoint, int minCode, int maxCode) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Epilogue.ToCodes(new int[1], new float[1], 0f, 1f, scale, zeroPoint, minCode, maxCode));
    }

    @Test
    void refusesChannelsAndLimitsThatMeanNothing() {
        assertRefused(new int[2], new float[1], 0f, 1f);
        assertRefused(new int[1], new float[] {Float.NaN}, 0f, 1f);
        assertRefused(new int[1], new float[] {Float.POSITIVE_INFINITY}, 0f, 1f);
        assertRefused(new int[1], new float[1], 1f, 0f);
        assertRefused(new int[1], new float[1], Float.NaN, 1f);
    }

    private static void assertRefused(int[] bias, float[] multiplier, float low, float high) {
        assertThrows(IllegalArgumentException.class, () -> new Epilogue.ToFloats(bias, multiplier, low, high));
    }
}
