package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requireNotNegative;

/**
 * Resources of an FPGA: those it has, or those that something takes.
 *
 * @param luts look-up tables
 * @param bram18 block memories of 18 kbit
 * @param dsps multiplier blocks
 */
public record FpgaArea(double luts, double bram18, double dsps) {
    public FpgaArea {
        requireNotNegative(luts, "number of look-up tables");
        requireNotNegative(bram18, "number of block memories");
        requireNotNegative(dsps, "number of multiplier blocks");
    }

    FpgaArea plus(FpgaArea other) {
        return new FpgaArea(luts + other.luts, bram18 + other.bram18, dsps + other.dsps);
    }

    /**
     * How much of a device this takes, as the one number by which ways to build are compared: the length of the vector of
     * shares, so that the next thing goes rather to a resource that is little used.
     */
    double burdenOn(FpgaArea whole) {
        return Math.sqrt(square(luts / whole.luts) + square(bram18 / whole.bram18) + square(dsps / whole.dsps));
    }

    private static double square(double value) {
        return value * value;
    }

    /** The share of the resource that is scarcest. */
    double largestShareOf(FpgaArea whole) {
        return Math.max(luts / whole.luts, Math.max(bram18 / whole.bram18, dsps / whole.dsps));
    }
}
