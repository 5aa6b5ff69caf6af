package dev.vernier.evaluator.bench;

import dev.vernier.hardware.workload.Precision;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How fast one thing ran, beside what ONNX Runtime does with the same.
 *
 * @param name {@code gemm}, {@code gemv}, {@code conv}, or a network's name
 * @param m rows of the product; for a network the images in one call
 * @param k products in one sum; a network has none
 * @param n output channels; a network has none
 * @param isa the instructions that the level ran on, for example {@code 512} bits; empty where it has no choice
 * @param gmacs 10⁹ multiply-accumulates in a second, the median over the rounds
 * @param ratioFp32 how many times as fast as ONNX Runtime's float operators, the median of the rounds' ratios
 * @param ratioInt8 how many times as fast as its 8-bit ones
 * @param ratioNbits4 how many times as fast as its product of floats with 4-bit weights
 * @param percentPeak part of what a loop in registers reaches with the same instructions in the same rounds
 * @param spread the distance between the quartiles of a ratio, as a part of its median; the widest of the row's ratios
 */
public record BenchRow(
        String name,
        OptionalInt m,
        OptionalInt k,
        OptionalInt n,
        Precision precision,
        String level,
        String isa,
        int threads,
        double gmacs,
        OptionalDouble ratioFp32,
        OptionalDouble ratioInt8,
        OptionalDouble ratioNbits4,
        OptionalDouble percentPeak,
        double spread) {
    /** The first line of a table of rows, without a line break. */
    public static final String CSV_HEADER = "case,m,k,n,weight_bits,activation_bits,level,isa,threads,"
            + "gmacs,ratio_fp32,ratio_int8,ratio_nbits4,percent_peak,spread";

    /** The row as a line of that table, without a line break; what does not apply is empty. */
    public String csv() {
        return String.join(
                ",",
                Csv.quoted(name),
                whole(m),
                whole(k),
                whole(n),
                String.valueOf(precision.weightBits()),
                String.valueOf(precision.activationBits()),
                level,
                Csv.quoted(isa),
                String.valueOf(threads),
                real(OptionalDouble.of(gmacs)),
                real(ratioFp32),
                real(ratioInt8),
                real(ratioNbits4),
                real(percentPeak),
                real(OptionalDouble.of(spread)));
    }

    private static String whole(OptionalInt value) {
        return value.isPresent() ? String.valueOf(value.getAsInt()) : "";
    }

    private static String real(OptionalDouble value) {
        return value.isPresent() ? Csv.figure(value.getAsDouble()) : "";
    }
}
