package dev.vernier.hardware.cost;

/**
 * What reading or writing one bit of a static memory takes at 45 nm, in picojoules, by the size of the bank: figures that
 * the CACTI sweep of BitFusion's public simulator holds for 1 to 16 KiB. Between them it is a straight line; beyond both
 * ends the outermost line goes on.
 */
final class SramEnergy {
    private static final double[] KIB = {1, 2, 4, 8, 16};
    private static final double[] PICOJOULES_PER_BIT = {0.035, 0.059, 0.107, 0.200, 0.312};

    private SramEnergy() {}

    static double picojoulesPerBit(double bytes) {
        double kib = bytes / 1024;
        int right = 1;
        while (right < KIB.length - 1 && KIB[right] < kib) {
            right++;
        }
        double slope = (PICOJOULES_PER_BIT[right] - PICOJOULES_PER_BIT[right - 1]) / (KIB[right] - KIB[right - 1]);
        return PICOJOULES_PER_BIT[right] + slope * (kib - KIB[right]);
    }
}
