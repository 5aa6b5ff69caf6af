package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.hardware.workload.LayerWorkload;

/**
 * Where a layer's weights lie in the model. Everything that quantizes or computes counts them with the output channel
 * outermost, {@code [outputs, inputs / groups, kernel]}; products and transposed convolutions are stored with the input
 * channel outermost, {@code [inputs, outputs / groups, kernel]}.
 *
 * @param inputsFirst whether the input channel is outermost in the model
 * @param outputs output channels of each group
 * @param inputs input channels of each group
 * @param kernel elements of the kernel
 */
public record WeightOrder(boolean inputsFirst, int outputs, int inputs, int kernel) {
    /** That of a layer with weights. */
    public static WeightOrder of(Layer layer) {
        boolean inputsFirst =
                switch (layer.node().op()) {
                    case Op.MatMul _, Op.ConvTranspose _ -> true;
                    case Op.Gemm gemm -> !gemm.transposeB();
                    default -> false;
                };
        LayerWorkload work = layer.workload();
        return new WeightOrder(
                inputsFirst,
                work.outputChannels() / work.groups(),
                work.inputChannels() / work.groups(),
                work.kernelHeight() * work.kernelWidth());
    }

    /** The axis of the model's tensor that counts the output channels of a group. */
    public int outputAxis() {
        return inputsFirst ? 1 : 0;
    }

    /** Where weight number {@code index}, counted with the output channel outermost, lies in the model's tensor. */
    public int place(int index) {
        if (!inputsFirst) {
            return index;
        }
        int element = index % kernel;
        int input = index / kernel % inputs;
        int channel = index / kernel / inputs;
        int group = channel / outputs;
        return ((group * inputs + input) * outputs + channel % outputs) * kernel + element;
    }
}
