package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.Precision;
import java.util.Locale;

/**
 * Energy as if the device were made of the arithmetic and memories that M. Horowitz measured in a 45 nm process at 0.9 V
 * (Computing's Energy Problem, ISSCC 2014, doi:10.1109/ISSCC.2014.6757323, figure 1.1.9): an estimate to compare widths
 * by, not what a meter would show. What feeds the arithmetic, such as instructions, registers and leakage, is not
 * counted, and values are read and written once per layer.
 *
 * <p>A multiply-accumulate of {@code w × a} bits takes {@code 0.2 · (w·a / 64) + 0.1} pJ: an 8-bit multiplication of 0.2
 * pJ, whose cost goes with the number of its partial products, and a 32-bit addition of 0.1 pJ. In floating point it is
 * {@code 1.1 + 0.4} pJ with 16 bits and {@code 3.7 + 0.9} pJ with 32.
 *
 * @param weights where weights are read from
 * @param activations where activations are read from and written to
 * @param floatBits the floating-point format of a layer that is not quantized on both sides, 16 or 32
 */
public record Energy45nm(Memory weights, Memory activations, int floatBits) implements EnergyModel {
    private static final double INT8_MULTIPLICATION = 0.2;
    private static final double INT32_ADDITION = 0.1;
    private static final double FLOAT16_MAC = 1.1 + 0.4;
    private static final double FLOAT32_MAC = 3.7 + 0.9;

    /** Memories with the energy of a 64-bit access. */
    public enum Memory {
        /** A static memory of 8 KB. */
        SRAM_8KB(10, "8 KB of SRAM"),
        /** A static memory of 32 KB. */
        SRAM_32KB(20, "32 KB of SRAM"),
        /** A static memory of 1 MB. */
        SRAM_1MB(100, "1 MB of SRAM"),
        /** Dynamic memory on other chips: the middle of Horowitz's 1300 to 2600 pJ. */
        DRAM(1950, "DRAM");

        private static final int BYTES_PER_ACCESS = 8;

        private final double picojoulesPerAccess;
        private final String words;

        Memory(double picojoulesPerAccess, String words) {
            this.picojoulesPerAccess = picojoulesPerAccess;
            this.words = words;
        }

        /** The word in profiles: {@code sram-8kb}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        double picojoulesPerByte() {
            return picojoulesPerAccess / BYTES_PER_ACCESS;
        }

        private String describe() {
            return words + " (" + Figures.text(picojoulesPerByte()) + " pJ per byte)";
        }
    }

    public Energy45nm {
        if (floatBits != 16 && floatBits != 32) {
            throw new IllegalArgumentException("floating point of " + floatBits + " bits has no figures");
        }
    }

    @Override
    public double stepMicrojoules(double micros, double weightBytes, double activationBytes) {
        return 1e-6 * (weights.picojoulesPerByte() * weightBytes + activations.picojoulesPerByte() * activationBytes);
    }

    @Override
    public double macMicrojoules(double macs, Precision precision) {
        return 1e-6 * macs * picojoulesPerMac(precision);
    }

    private double picojoulesPerMac(Precision precision) {
        int w = precision.weightBits();
        int a = precision.activationBits();
        if (w == Precision.FLOAT || a == Precision.FLOAT) {
            return floatBits == 16 ? FLOAT16_MAC : FLOAT32_MAC;
        }
        return INT8_MULTIPLICATION * (w * a / 64.0) + INT32_ADDITION;
    }

    @Override
    public String describe() {
        return "Energy is an estimate for a 45 nm process: arithmetic, weights from " + weights.describe()
                + " and activations from " + activations.describe() + ".";
    }
}
