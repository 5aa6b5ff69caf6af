package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;
import java.util.SplittableRandom;

/**
 * Random codes that go into a case: every code that the widths have, and a zero point that is none of the extremes where
 * there are others.
 *
 * @param weights in ONNX's order, [outputChannels][inputChannels/groups][kernelHeight][kernelWidth]; for products of
 *     activations the right operands, [product][depth][columns], less their zero point
 * @param input unsigned codes, NHWC
 */
record Operands(byte[] weights, byte[] input, int inputZeroPoint) {
    private static final long SEED = 1;

    static Operands random(BenchCase each, Precision precision) {
        SplittableRandom random = new SplittableRandom(SEED);
        ConvShape shape = each.shape();
        byte[] weights = new byte[each.rightElements()];
        int reach = 1 << (precision.weightBits() - 1);
        for (int i = 0; i < weights.length; i++) {
            weights[i] =
                    (byte) (precision.weightBits() == 1 ? 2 * random.nextInt(2) - 1 : random.nextInt(-reach, reach));
        }
        byte[] input = new byte[shape.inputElements(each.images())];
        int codes = 1 << precision.activationBits();
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) random.nextInt(codes);
        }
        return new Operands(weights, input, codes / 3);
    }
}
