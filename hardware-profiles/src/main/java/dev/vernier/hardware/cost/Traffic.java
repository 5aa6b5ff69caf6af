package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.List;

/**
 * The bytes that steps move when every value is moved once. Codes are packed in what a layer reads and writes; steps
 * between the layers move one byte per code whatever its width.
 *
 * @param floatBits what a value takes that is not quantized
 */
record Traffic(int floatBits) {
    double weights(LayerWorkload layer, Precision precision) {
        return bytes(layer.rightElements(), precision.weightBits());
    }

    /** What a layer reads and writes of activations. */
    double activations(LayerWorkload layer, Precision precision, int outputBits) {
        return bytes(layer.inputElements(), precision.activationBits()) + bytes(layer.outputElements(), outputBits);
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
