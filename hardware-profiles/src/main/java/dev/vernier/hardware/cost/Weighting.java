package dev.vernier.hardware.cost;

/**
 * How much a share of the look-up tables of an FPGA weighs, against one of its other resources, when ways to build a layer
 * are compared. All units need tables, so that these tend to run out first; but what a whole network runs out of is not
 * known layer by layer. So a network is folded once by each of these.
 */
enum Weighting {
    ALIKE(1),
    TABLES_DOUBLE(2),
    TABLES_FOURFOLD(4);

    private final double tables;

    Weighting(double tables) {
        this.tables = tables;
    }

    /** The device that burdens are compared on: as many times fewer tables as their share weighs more. */
    FpgaArea on(FpgaArea device) {
        return new FpgaArea(device.luts() / tables, device.bram18(), device.dsps());
    }
}
