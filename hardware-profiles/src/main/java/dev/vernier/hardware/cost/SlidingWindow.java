package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerWorkload;

/**
 * What gathers the windows of a convolution from a stream of pixels, as FINN's public estimates have it: a buffer of
 * {@code (k_h − 1)·W + k_w} pixels and its control. Strides and dilations, which lengthen the buffer, are not known here.
 *
 * @param width bits read at once
 * @param depth words of that width
 */
record SlidingWindow(long width, long depth) {
    private static final double CONTROL_LUTS = 300;
    private static final int LUTRAM_DEPTH = 38;
    private static final int BLOCK_BITS = 16384;
    private static final int WIDEST_BLOCK = 36;

    /**
     * @param channels input channels that the unit behind it takes at once
     */
    static SlidingWindow before(LayerWorkload layer, long channels, int inputBits) {
        long pixels = (long) (layer.kernelHeight() - 1) * layer.inputWidth() + layer.kernelWidth();
        return new SlidingWindow(channels * inputBits, pixels * (layer.inputChannels() / channels));
    }

    FpgaArea inLuts() {
        return new FpgaArea(CONTROL_LUTS + (double) width * Math.ceilDiv(depth, LUTRAM_DEPTH), 0, 0);
    }

    FpgaArea inBlocks() {
        int blockWidth = WIDEST_BLOCK;
        for (int words = 512; words < Math.min(depth, BLOCK_BITS); words *= 2) {
            blockWidth = blockWidth / 2;
        }
        double blocks = (double) Math.ceilDiv(width, blockWidth) * Math.ceilDiv(depth, BLOCK_BITS);
        return new FpgaArea(CONTROL_LUTS, blocks, 0);
    }
}
