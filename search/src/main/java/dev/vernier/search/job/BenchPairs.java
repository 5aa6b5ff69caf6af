package dev.vernier.search.job;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.Precision;
import java.util.List;

/** The widths that a person asks benchmarks for. */
final class BenchPairs {
    private static final int WIDEST = 8;

    private BenchPairs() {}

    /**
     * @throws InvalidInputException when a text is no pair of widths from 1 to 8
     */
    static List<Precision> parse(List<String> pairs) {
        return pairs.stream().map(BenchPairs::pair).distinct().toList();
    }

    private static Precision pair(String text) {
        Precision pair;
        try {
            pair = Precision.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(text, String.valueOf(e.getMessage()));
        }
        if (Math.max(pair.weightBits(), pair.activationBits()) > WIDEST) {
            throw invalid(text, "the kernels compute on codes of 1 to 8 bits");
        }
        return pair;
    }

    private static InvalidInputException invalid(String text, String problem) {
        return new InvalidInputException(
                "--pairs " + text, problem, "write weight and activation bits, such as 8/8,4/8");
    }
}
