package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import java.util.OptionalInt;

/**
 * The bytes that steps move when every value is moved once. Codes are packed in what a layer reads and writes; steps
 * between the layers move one byte per code whatever its width.
 *
 * @param floatBits what a value takes that is not quantized
 * @param weightGroup how many neighbouring weights of an output channel share a scale, which is moved with them and takes
 *     as much as such a value; empty where scales are too few to count
 */
record Traffic(int floatBits, OptionalInt weightGroup) {
    Traffic(int floatBits) {
        this(floatBits, OptionalInt.empty());
    }

    /** The right operand: weights with the scales of their groups, or the activations in their place. */
    double weights(LayerWorkload layer, Precision precision) {
        double codes = bytes(layer.rightElements(), precision.weightBits());
        if (weightGroup.isEmpty() || precision.weightBits() == Precision.FLOAT) {
            return codes;
        }
        long groups = layer.outputChannels() * Math.ceilDiv(layer.depth(), weightGroup.getAsInt());
        return codes + bytes(groups, Precision.FLOAT);
    }

    /**
     * What a layer reads and writes of activations. A recurrent one reads what is added to its products, in floating point,
     * and writes states.
     */
    double activations(LayerWorkload layer, Precision precision, int outputBits) {
        double read = bytes(layer.inputElements(), precision.activationBits());
        return layer.isRecurrent()
                ? read + bytes(layer.outputElements(), Precision.FLOAT) + bytes(layer.inputElements(), outputBits)
                : read + bytes(layer.outputElements(), outputBits);
    }

    /** What bringing a layer's input of {@code fromBits} to its own width reads and writes. */
    double conversion(LayerWorkload layer, Precision precision, int fromBits) {
        return bytes(layer.inputElements(), fromBits) + bytes(layer.inputElements(), precision.activationBits());
    }

    double glue(List<StepwiseModel.Operand> inputs, StepwiseModel.Operand output) {
        double bytes = wholeBytes(output);
        for (StepwiseModel.Operand input : inputs) {
            bytes += wholeBytes(input);
        }
        return bytes;
    }

    private double wholeBytes(StepwiseModel.Operand operand) {
        return bytes(operand.elements(), Math.max(8, operand.bits()));
    }

    private double bytes(long elements, int bits) {
        return elements * (bits == Precision.FLOAT ? floatBits : bits) / 8.0;
    }
}
