package dev.vernier.hardware.cost;

/**
 * One matrix-vector unit of FINN (M. Blott and others: FINN-R, ACM TRETS 11 (3), 2018, doi:10.1145/3242897; the formulas
 * are those of FINN's public resource estimates).
 *
 * @param pe outputs computed at once
 * @param simd inputs multiplied at once for each of them
 * @param outputs outputs per position, MH
 * @param depth inputs summed into one output, MW
 * @param weightBits W
 * @param inputBits A, unsigned
 * @param outputBits B; 32 when the sums leave as they are
 */
record FinnUnit(long pe, long simd, long outputs, long depth, int weightBits, int inputBits, int outputBits) {
    private static final double BASE_LUTS = 300;
    private static final double LUT_OVERHEAD = 1.1;
    private static final int LUTRAM_DEPTH = 64;

    /** Where something of the unit may be built. */
    enum Memory {
        LUTS,
        BLOCKS
    }

    /** Cycles for one position: each output folds {@code MW / SIMD} times, {@code MH / PE} of them after one another. */
    long cyclesPerPosition() {
        return outputs / pe * (depth / simd);
    }

    /** Weights that each multiplier uses in turn. */
    long weightDepth() {
        return depth * outputs / (pe * simd);
    }

    /** Bits of the largest sum, {@code ⌈α + log₂(1 + 2^−α) + 1⌉} (I. Colbert and others, arXiv:2301.13376). */
    int accumulatorBits() {
        double alpha = log2((double) depth) + weightBits + inputBits - 1;
        return (int) StrictMath.ceil(alpha + log2(1 + StrictMath.pow(2, -alpha)) + 1);
    }

    private static double log2(double value) {
        return StrictMath.log(value) / StrictMath.log(2);
    }

    /** Look-up tables of the adders and accumulators, and what every unit has. */
    double baseLuts() {
        return BASE_LUTS + LUT_OVERHEAD * pe * ((weightBits + inputBits) * (2 * simd - 1) + accumulatorBits());
    }

    /** Look-up tables of multipliers built from them. */
    double multiplierLuts() {
        int bits = weightBits + inputBits;
        return LUT_OVERHEAD * pe * simd * (2 * Math.ceilDiv(bits, 6) - 1) * bits;
    }

    /** Multiplier blocks that do the products. */
    double multiplierDsps(DataflowModel.DspBlock block) {
        return switch (block) {
            case DSP48 -> (double) Math.ceilDiv(pe, weightBits <= 4 && inputBits <= 4 ? 4 : 2) * simd;
            case DSP58 -> (double) pe * Math.ceilDiv(simd, 3);
        };
    }

    /** Look-up tables that hold the weights. */
    double weightLuts() {
        return (double) pe * simd * weightBits * Math.ceilDiv(weightDepth(), LUTRAM_DEPTH);
    }

    /** Block memories that hold the weights. */
    double weightBlocks() {
        return bram18(pe * simd * weightBits, weightDepth());
    }

    /** Block memories of 18 kbit for {@code depth} words of {@code width} bits. */
    static double bram18(long width, long depth) {
        if (width == 1) {
            return Math.ceilDiv(depth, 16384);
        }
        if (width == 2) {
            return Math.ceilDiv(depth, 8192);
        }
        if (width <= 4) {
            return (double) Math.ceilDiv(depth, 4096) * Math.ceilDiv(width, 4);
        }
        if (width <= 9) {
            return (double) Math.ceilDiv(depth, 2048) * Math.ceilDiv(width, 9);
        }
        if (width <= 18 || depth > 512) {
            return (double) Math.ceilDiv(depth, 1024) * Math.ceilDiv(width, 18);
        }
        return (double) Math.ceilDiv(depth, 512) * Math.ceilDiv(width, 36);
    }

    /** Look-up tables of thresholds that are all compared at once. */
    double parallelThresholdLuts() {
        double thresholds = StrictMath.pow(2, outputBits) - 1;
        return LUT_OVERHEAD * pe * thresholds * accumulatorBits() * (Math.ceilDiv(outputs / pe, LUTRAM_DEPTH) + 1);
    }

    /**
     * What a binary search among the thresholds takes, as FINN's own thresholding unit does it: for each bit of the output
     * one comparison, and a memory of twice as many thresholds as the one before.
     */
    FpgaArea searchedThresholds(Memory memory) {
        long bits = accumulatorBits();
        double luts = LUT_OVERHEAD * pe * bits * outputBits;
        double blocks = 0;
        for (int stage = 0; stage < outputBits; stage++) {
            long words = (outputs / pe) << stage;
            switch (memory) {
                case LUTS -> luts += (double) pe * bits * Math.ceilDiv(words, LUTRAM_DEPTH);
                case BLOCKS -> blocks += pe * bram18(bits, words);
            }
        }
        return new FpgaArea(luts, blocks, 0);
    }
}
