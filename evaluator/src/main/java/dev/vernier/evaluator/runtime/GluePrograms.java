package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.plan.Limits;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What runs between the layers. Functions of one or two codes are tabulated once, so that at run time they are look-ups
 * and exact by construction. All floating point is 32-bit, in the order written here.
 */
final class GluePrograms {
    private GluePrograms() {}

    /** Keeps {@code x} within limits. */
    static float limit(float x, Limits limits) {
        return x < limits.low() ? limits.low() : x > limits.high() ? limits.high() : x;
    }

    /** {@code a + b} of two codes, row by row over {@code a}: dequantized, added, limited, quantized. */
    static byte[] sumTable(ActivationQuantizer a, ActivationQuantizer b, Limits limits, ActivationQuantizer output) {
        int columns = b.maxCode() + 1;
        byte[] table = new byte[(a.maxCode() + 1) * columns];
        for (int i = 0; i < table.length; i++) {
            float sum = a.decode(i / columns) + b.decode(i % columns);
            table[i] = (byte) output.encode(limit(sum, limits));
        }
        return table;
    }

    static StageProgram sum(byte[] table, int columns) {
        return (images, inputs, scratch) -> {
            byte[] a = codes(inputs.get(0));
            byte[] b = codes(inputs.get(1));
            byte[] sums = new byte[a.length];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = table[Byte.toUnsignedInt(a[i]) * columns + Byte.toUnsignedInt(b[i])];
            }
            return new Values.Codes(sums);
        };
    }

    /** Another quantizer's code for each code. */
    static byte[] recodeTable(ActivationQuantizer from, Limits limits, ActivationQuantizer to) {
        byte[] table = new byte[from.maxCode() + 1];
        for (int i = 0; i < table.length; i++) {
            table[i] = (byte) to.encode(limit(from.decode(i), limits));
        }
        return table;
    }

    /**
     * @param destinations for each input, where each of its elements goes in the output
     * @param recodings for each input, the output's code for each of its codes
     */
    static StageProgram concat(List<int[]> destinations, List<byte[]> recodings) {
        int elements = destinations.stream().mapToInt(array -> array.length).sum();
        return (images, inputs, scratch) -> {
            byte[] result = new byte[images * elements];
            for (int k = 0; k < inputs.size(); k++) {
                byte[] input = codes(inputs.get(k));
                int[] to = destinations.get(k);
                byte[] recode = recodings.get(k);
                for (int image = 0; image < images; image++) {
                    for (int i = 0; i < to.length; i++) {
                        int code = Byte.toUnsignedInt(input[image * to.length + i]);
                        result[image * elements + to[i]] = recode[code];
                    }
                }
            }
            return new Values.Codes(result);
        };
    }

    /** The mean of each window: the exact sum of {@code code − zeroPoint}, times the scale, over the divisor. */
    static StageProgram average(
            PoolWindows windows, int inputElements, ActivationQuantizer from, ActivationQuantizer to) {
        int channels = windows.channels();
        int pixels = windows.pixels().length;
        return (images, inputs, scratch) -> {
            byte[] input = codes(inputs.getFirst());
            byte[] result = new byte[images * pixels * channels];
            int[] sums = new int[channels];
            for (int image = 0; image < images; image++) {
                for (int p = 0; p < pixels; p++) {
                    int[] window = windows.pixels()[p];
                    Arrays.fill(sums, -window.length * from.zeroPoint());
                    for (int pixel : window) {
                        int at = image * inputElements + pixel * channels;
                        for (int c = 0; c < channels; c++) {
                            sums[c] += Byte.toUnsignedInt(input[at + c]);
                        }
                    }
                    int at = (image * pixels + p) * channels;
                    for (int c = 0; c < channels; c++) {
                        result[at + c] = (byte) to.encode(sums[c] * from.scale() / windows.divisors()[p]);
                    }
                }
            }
            return new Values.Codes(result);
        };
    }

    /** The largest code of each window; codes are ordered as the values they stand for. */
    static StageProgram max(PoolWindows windows, int inputElements) {
        int channels = windows.channels();
        int pixels = windows.pixels().length;
        return (images, inputs, scratch) -> {
            byte[] input = codes(inputs.getFirst());
            byte[] result = new byte[images * pixels * channels];
            for (int image = 0; image < images; image++) {
                for (int p = 0; p < pixels; p++) {
                    int at = (image * pixels + p) * channels;
                    for (int pixel : windows.pixels()[p]) {
                        int from = image * inputElements + pixel * channels;
                        for (int c = 0; c < channels; c++) {
                            int larger =
                                    Math.max(Byte.toUnsignedInt(result[at + c]), Byte.toUnsignedInt(input[from + c]));
                            result[at + c] = (byte) larger;
                        }
                    }
                }
            }
            return new Values.Codes(result);
        };
    }

    /**
     * Moves elements.
     *
     * @param sources for each element of the output, the input's element it is, or {@link Offsets#PADDING}
     * @param zero the code of padding
     */
    static StageProgram move(int[] sources, int inputElements, int zero) {
        return (images, inputs, scratch) -> switch (inputs.getFirst()) {
            case Values.Codes(byte[] data) -> {
                byte[] result = new byte[images * sources.length];
                for (int i = 0; i < result.length; i++) {
                    int source = sources[i % sources.length];
                    result[i] = source < 0 ? (byte) zero : data[i / sources.length * inputElements + source];
                }
                yield new Values.Codes(result);
            }
            case Values.Floats(float[] data) -> {
                float[] result = new float[images * sources.length];
                for (int i = 0; i < result.length; i++) {
                    int source = sources[i % sources.length];
                    result[i] = source < 0 ? 0 : data[i / sources.length * inputElements + source];
                }
                yield new Values.Floats(result);
            }
        };
    }

    /** An activation function on its own, between any two representations. */
    static StageProgram activation(
            Optional<ActivationQuantizer> from, Limits limits, Optional<ActivationQuantizer> to) {
        if (from.isPresent() && to.isPresent()) {
            byte[] table = recodeTable(from.get(), limits, to.get());
            return (images, inputs, scratch) -> {
                byte[] result = codes(inputs.getFirst()).clone();
                for (int i = 0; i < result.length; i++) {
                    result[i] = table[Byte.toUnsignedInt(result[i])];
                }
                return new Values.Codes(result);
            };
        }
        return (images, inputs, scratch) -> {
            float[] values = decoded(inputs.getFirst(), from);
            for (int i = 0; i < values.length; i++) {
                values[i] = limit(values[i], limits);
            }
            return encoded(values, to);
        };
    }

    /**
     * A softmax in double precision, rounded once.
     *
     * @param rows for each row that sums to one, the offsets of its elements
     */
    static StageProgram softmax(int[][] rows, Optional<ActivationQuantizer> from, Optional<ActivationQuantizer> to) {
        int elements = Arrays.stream(rows).mapToInt(row -> row.length).sum();
        return (images, inputs, scratch) -> {
            float[] values = decoded(inputs.getFirst(), from);
            for (int image = 0; image < images; image++) {
                for (int[] row : rows) {
                    softmax(values, image * elements, row);
                }
            }
            return encoded(values, to);
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

    /** The real values, in an array of the caller's own. */
    static float[] decoded(Values values, Optional<ActivationQuantizer> quantizer) {
        return switch (values) {
            case Values.Floats(float[] data) -> data.clone();
            case Values.Codes(byte[] data) -> {
                float[] result = new float[data.length];
                for (int i = 0; i < result.length; i++) {
                    result[i] = quantizer.orElseThrow().decode(Byte.toUnsignedInt(data[i]));
                }
                yield result;
            }
        };
    }

    static Values encoded(float[] values, Optional<ActivationQuantizer> quantizer) {
        if (quantizer.isEmpty()) {
            return new Values.Floats(values);
        }
        byte[] codes = new byte[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) quantizer.get().encode(values[i]);
        }
        return new Values.Codes(codes);
    }

    static byte[] codes(Values values) {
        return switch (values) {
            case Values.Codes(byte[] data) -> data;
            case Values.Floats _ -> throw new IllegalStateException("codes were expected, not floating point");
        };
    }
}
