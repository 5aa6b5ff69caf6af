package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.hardware.cost.DataflowModel.DspBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinnUnitTest {
    /** A 3×3 convolution of 64 to 64 channels: MH = 64, MW = 576; PE = 4, SIMD = 8, everything of 4 bits. */
    private static final FinnUnit UNIT = new FinnUnit(4, 8, 64, 576, 4, 4, 4);

    @Test
    void cyclesAreFoldsOfOutputsTimesFoldsOfInputs() {
        assertEquals(64 / 4 * (576 / 8), UNIT.cyclesPerPosition());
    }

    @ParameterizedTest
    @CsvSource({
        // α = log₂576 + 4 + 4 − 1 = 16.17: ⌈16.17 + 0.00 + 1⌉
        "576, 4, 4, 18",
        // α = 0 + 1 + 1 − 1 = 1: ⌈1 + log₂1.5 + 1⌉ = ⌈2.58⌉
        "1, 1, 1, 3",
        // α = 10 + 8 + 8 − 1 = 25: one more bit than 26, for 2^−25 more than a power of two
        "1024, 8, 8, 27"
    })
    void accumulatorsHoldTheLargestSum(long depth, int weightBits, int inputBits, int bits) {
        assertEquals(bits, new FinnUnit(1, 1, 1, depth, weightBits, inputBits, 4).accumulatorBits());
    }

    @Test
    void lookUpTablesAreThoseOfTheFormula() {
        // 300 + 1.1 · 4 · ((4 + 4)(2·8 − 1) + 18)
        assertEquals(300 + 4.4 * 138, UNIT.baseLuts(), 1e-9);
        // 1.1 · 4 · 8 · (2⌈8/6⌉ − 1)(4 + 4)
        assertEquals(35.2 * 3 * 8, UNIT.multiplierLuts(), 1e-9);
        // wmem = 576·64 / (4·8) = 1152; 4·8·4 · ⌈1152/64⌉
        assertEquals(128 * 18, UNIT.weightLuts());
        // 1.1 · 4 · (2⁴ − 1) · 18 · (⌈16/64⌉ + 1)
        assertEquals(4.4 * 15 * 18 * 2, UNIT.parallelThresholdLuts(), 1e-9);
        // The sum is what FINN's own estimate gives for this unit, before it is cut to whole tables.
        assertEquals(
                300 + 1.1 * 4 * (8 * 3 * 8 + 8 * 15 + 18 + 15 * 18 * 2) + 2304,
                UNIT.baseLuts() + UNIT.multiplierLuts() + UNIT.weightLuts() + UNIT.parallelThresholdLuts(),
                1e-9);
    }

    @Test
    void multiplierBlocksHoldSeveralProducts() {
        // ⌈4/4⌉ · 8
        assertEquals(8, UNIT.multiplierDsps(DspBlock.DSP48));
        // 5 bits need lanes of 8: ⌈4/2⌉ · 8
        assertEquals(16, new FinnUnit(4, 8, 64, 576, 4, 5, 4).multiplierDsps(DspBlock.DSP48));
        // 4 · ⌈8/3⌉
        assertEquals(12, UNIT.multiplierDsps(DspBlock.DSP58));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 16384, 1",
        "1, 16385, 2",
        "2, 8193, 2",
        "3, 4096, 1",
        "4, 4097, 2",
        "5, 2048, 1",
        "9, 2049, 2",
        "10, 1024, 1",
        "18, 1025, 2",
        // deep and wide: ⌈1152/1024⌉ · ⌈128/18⌉
        "128, 1152, 16",
        // shallow and wide: ⌈512/512⌉ · ⌈37/36⌉
        "37, 512, 2",
        "36, 512, 1",
        "36, 513, 2"
    })
    void blockMemoriesAreOfSixShapes(long width, long depth, double blocks) {
        assertEquals(blocks, FinnUnit.bram18(width, depth));
    }

    @Test
    void aSearchAmongThresholdsHasAStagePerBit() {
        FinnUnit unit = new FinnUnit(4, 8, 64, 576, 4, 4, 3);
        // Comparisons: 1.1 · 4 · 18 bits · 3 stages. Memories: 4 · 18 · ⌈16·1/64⌉, ⌈16·2/64⌉, ⌈16·4/64⌉.
        assertEquals(new FpgaArea(4.4 * 18 * 3 + 72 * 3, 0, 0), unit.searchedThresholds(FinnUnit.Memory.LUTS));
        // Each stage of each processing element takes one block of 18 bits by 1024.
        assertEquals(new FpgaArea(4.4 * 18 * 3, 12, 0), unit.searchedThresholds(FinnUnit.Memory.BLOCKS));
    }

    @Test
    void windowsWaitForRowsOfPixels() {
        // 3×3 over rows of 14 pixels of 64 channels, 8 at a time, of 4 bits: (2·14 + 3) · 8 words of 32 bits
        SlidingWindow window = SlidingWindow.before(Networks.conv("c", 14, 64, 64, 3, 1), 8, 4);
        assertEquals(new SlidingWindow(32, 248), window);
        assertEquals(new FpgaArea(300 + 32 * 7, 0, 0), window.inLuts());
        assertEquals(new FpgaArea(300, 1, 0), window.inBlocks());
        // Rows of 224: 3608 words, so blocks are 4 bits wide
        assertEquals(
                new FpgaArea(300, 8, 0),
                SlidingWindow.before(Networks.conv("c", 224, 64, 64, 3, 1), 8, 4)
                        .inBlocks());
        // 20,000 words: blocks of 1 bit by 16,384, two behind one another for each bit
        assertEquals(new FpgaArea(300, 64, 0), new SlidingWindow(32, 20_000).inBlocks());
    }
}
