package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.plan.Limits;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What runs between the layers. Functions of one code, and of two codes of up to 8 bits, are tabulated once, so that at
 * run time they are look-ups and exact by construction. All floating point is 32-bit, in the order written here.
 */
final class GluePrograms {
    private GluePrograms() {}

    /** Keeps {@code x} within limits. */
    static float limit(float x, Limits limits) {
        return x < limits.low() ? limits.low() : x > limits.high() ? limits.high() : x;
    }

    /** The output's code for {@code a + b}: dequantized, added, limited, quantized. */
    private static int sum(
            ActivationQuantizer a, int aCode, ActivationQuantizer b, int bCode, Limits limits, ActivationQuantizer to) {
        return to.encode(limit(a.decode(aCode) + b.decode(bCode), limits));
    }

    /** {@link #sum} of any two codes of up to 8 bits, row by row over {@code a}. */
    static char[] sumTable(ActivationQuantizer a, ActivationQuantizer b, Limits limits, ActivationQuantizer to) {
        int columns = b.maxCode() + 1;
        char[] table = new char[(a.maxCode() + 1) * columns];
        for (int i = 0; i < table.length; i++) {
            table[i] = (char) sum(a, i / columns, b, i % columns, limits, to);
        }
        return table;
    }

    static StageProgram sum(char[] table, int columns) {
        return (images, inputs, output, memory) -> {
            Values a = inputs.get(0);
            Values b = inputs.get(1);
            int length = output.length();
            for (int i = 0; i < length; i++) {
                output.code(i, table[a.code(i) * columns + b.code(i)]);
            }
        };
    }

    /** A sum of codes that are too many for a table. */
    static StageProgram wideSum(ActivationQuantizer a, ActivationQuantizer b, Limits limits, ActivationQuantizer to) {
        return (images, inputs, output, memory) -> {
            for (int i = 0; i < output.length(); i++) {
                int aCode = inputs.get(0).code(i);
                int bCode = inputs.get(1).code(i);
                output.code(i, sum(a, aCode, b, bCode, limits, to));
            }
        };
    }

    /** Another quantizer's code for each code. */
    static char[] recodeTable(ActivationQuantizer from, Limits limits, ActivationQuantizer to) {
        char[] table = new char[from.maxCode() + 1];
        for (int i = 0; i < table.length; i++) {
            table[i] = (char) to.encode(limit(from.decode(i), limits));
        }
        return table;
    }

    /**
     * @param destinations for each input, where each of its elements goes in the output
     * @param recodings for each input, the output's code for each of its codes
     */
    static StageProgram concat(List<int[]> destinations, List<char[]> recodings) {
        int elements = destinations.stream().mapToInt(array -> array.length).sum();
        return (images, inputs, output, memory) -> {
            for (int k = 0; k < inputs.size(); k++) {
                Values input = inputs.get(k);
                int[] to = destinations.get(k);
                char[] recode = recodings.get(k);
                for (int image = 0; image < images; image++) {
                    for (int i = 0; i < to.length; i++) {
                        output.code(image * elements + to[i], recode[input.code(image * to.length + i)]);
                    }
                }
            }
        };
    }

    /** The mean of each window: the exact sum of {@code code − zeroPoint}, times the scale, over the divisor. */
    static StageProgram average(
            PoolWindows windows, int inputElements, ActivationQuantizer from, ActivationQuantizer to) {
        int channels = windows.channels();
        int pixels = windows.pixels().length;
        return (images, inputs, output, memory) -> {
            Values input = inputs.getFirst();
            long[] sums = new long[channels];
            for (int image = 0; image < images; image++) {
                for (int p = 0; p < pixels; p++) {
                    int[] window = windows.pixels()[p];
                    Arrays.fill(sums, -(long) window.length * from.zeroPoint());
                    for (int pixel : window) {
                        int at = image * inputElements + pixel * channels;
                        for (int c = 0; c < channels; c++) {
                            sums[c] += input.code(at + c);
                        }
                    }
                    int at = (image * pixels + p) * channels;
                    for (int c = 0; c < channels; c++) {
                        output.code(at + c, to.encode(sums[c] * from.scale() / windows.divisors()[p]));
                    }
                }
            }
        };
    }

    /** The largest code of each window; codes are ordered as the values they stand for. */
    static StageProgram max(PoolWindows windows, int inputElements) {
        int channels = windows.channels();
        int pixels = windows.pixels().length;
        return (images, inputs, output, memory) -> {
            Values input = inputs.getFirst();
            output.data().fill((byte) 0);
            for (int image = 0; image < images; image++) {
                for (int p = 0; p < pixels; p++) {
                    int at = (image * pixels + p) * channels;
                    for (int pixel : windows.pixels()[p]) {
                        int from = image * inputElements + pixel * channels;
                        for (int c = 0; c < channels; c++) {
                            output.code(at + c, Math.max(output.code(at + c), input.code(from + c)));
                        }
                    }
                }
            }
        };
    }

    /**
     * Moves elements.
     *
     * @param zero the code of padding
     */
    static StageProgram move(Rearrangement rearrangement, int zero) {
        return (images, inputs, output, memory) -> rearrangement.run(images, inputs.getFirst(), output, zero);
    }

    /** An activation function on its own, between any two representations. */
    static StageProgram activation(
            Optional<ActivationQuantizer> from, Limits limits, Optional<ActivationQuantizer> to) {
        if (from.isPresent() && to.isPresent()) {
            char[] table = recodeTable(from.get(), limits, to.get());
            return (images, inputs, output, memory) -> {
                Values input = inputs.getFirst();
                int length = output.length();
                for (int i = 0; i < length; i++) {
                    output.code(i, table[input.code(i)]);
                }
            };
        }
        if (from.isEmpty() && limits.equals(Limits.NONE)) {
            return (images, inputs, output, memory) ->
                    output.encode(inputs.getFirst().data(), to);
        }
        return (images, inputs, output, memory) -> {
            float[] values = inputs.getFirst().decoded(from);
            for (int i = 0; i < values.length; i++) {
                values[i] = limit(values[i], limits);
            }
            output.encode(values, to);
        };
    }

    /**
     * A softmax in double precision, rounded once.
     *
     * @param rows for each row that sums to one, the offsets of its elements
     */
    static StageProgram softmax(int[][] rows, Optional<ActivationQuantizer> from, Optional<ActivationQuantizer> to) {
        int elements = Arrays.stream(rows).mapToInt(row -> row.length).sum();
        return (images, inputs, output, memory) -> {
            float[] values = inputs.getFirst().decoded(from);
            for (int image = 0; image < images; image++) {
                for (int[] row : rows) {
                    softmax(values, image * elements, row);
                }
            }
            output.encode(values, to);
        };
    }

    private static void softmax(float[] values, int base, int[] row) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int at : row) {
            largest = Math.max(largest, values[base + at]);
        }
        double sum = 0;
        for (int at : row) {
            sum += StrictMath.exp(values[base + at] - largest);
        }
        for (int at : row) {
            values[base + at] = (float) (StrictMath.exp(values[base + at] - largest) / sum);
        }
    }
}
