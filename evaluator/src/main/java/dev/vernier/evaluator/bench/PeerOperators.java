package dev.vernier.evaluator.bench;

import ai.onnxruntime.OnnxJavaType;
import dev.vernier.evaluator.bench.PeerOperator.Input;
import dev.vernier.evaluator.bench.PeerOperator.Operand;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.onnx.SingleOperator;
import dev.vernier.hardware.workload.Precision;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What ONNX Runtime has for a case. Weights are constants of the model, which it lays out beforehand, as ours are; the
 * right operands of products of activations are fed like the left ones.
 */
final class PeerOperators {
    private static final Precision BYTES = new Precision(8, 8);
    private static final int NBITS_BLOCK = 64;

    private final BenchCase each;
    private final ConvShape shape;
    private final int threads;

    PeerOperators(BenchCase each, int threads) {
        this.each = each;
        this.shape = each.shape();
        this.threads = threads;
    }

    /** MatMul or Conv in 32-bit floating point. */
    PeerOperator floats() {
        SingleOperator model =
                SingleOperator.standard(isConvolution() ? "Conv" : "MatMul").input("x", ElementType.FLOAT, left());
        List<Input> fed = new ArrayList<>(List.of(randomFloats("x", left())));
        if (isFed()) {
            model.input("w", ElementType.FLOAT, right());
            fed.add(randomFloats("w", right()));
        } else {
            Tensor weights = Tensor.floats(randomFloats(shape.weights()), right().toArray());
            model.constant("w", weights);
        }
        return floats(isConvolution() ? window(model) : model, fed);
    }

    /** MatMulNBits, floats with 4-bit weights in blocks of 64, its integer accuracy level; only for constant matrices. */
    Optional<PeerOperator> nbits4() {
        if (isConvolution() || isFed()) {
            return Optional.empty();
        }
        int blocks = Math.ceilDiv(each.k(), NBITS_BLOCK);
        byte[] nibbles = new byte[each.n() * blocks * NBITS_BLOCK / 2];
        new SplittableRandom(2).nextBytes(nibbles);
        SingleOperator model = SingleOperator.microsoft("MatMulNBits")
                .attribute("K", each.k())
                .attribute("N", each.n())
                .attribute("bits", 4)
                .attribute("block_size", NBITS_BLOCK)
                .attribute("accuracy_level", 4)
                .input("x", ElementType.FLOAT, left())
                .constant("w", codes(Tensor.CodeType.UINT8, nibbles, each.n(), blocks, NBITS_BLOCK / 2))
                .constant("w_scale", Tensor.floats(randomFloats(each.n() * blocks), each.n() * blocks));
        return Optional.of(floats(model, List.of(randomFloats("x", left()))));
    }

    /** MatMulInteger, or QLinearConv on images whose channels lie together, as they do inside quantized networks. */
    PeerOperator bytes() {
        Operands operands = Operands.random(each, BYTES);
        return isConvolution() ? requantizing(operands) : sums(operands);
    }

    /** The exact sums of any codes, in the order of our outputs. */
    int[] sumsOf(Operands operands) {
        try (PeerOperator operator = sums(operands)) {
            operator.run();
            return isConvolution() ? pixels(operator.ints()) : operator.ints();
        }
    }

    private PeerOperator sums(Operands operands) {
        SingleOperator model = SingleOperator.standard(isConvolution() ? "ConvInteger" : "MatMulInteger")
                .input("x", ElementType.UINT8, left());
        List<Input> fed = new ArrayList<>();
        fed.add(fed("x", OnnxJavaType.UINT8, left(), isConvolution() ? planes(operands.input()) : operands.input()));
        if (isFed()) {
            model.input("w", ElementType.INT8, right());
            fed.add(fed("w", OnnxJavaType.INT8, right(), operands.weights()));
        } else {
            model.constant("w", weightCodes(operands));
        }
        model.constant("x_zero_point", zeroPoint(operands));
        return new PeerOperator(
                (isConvolution() ? window(model) : model).toBytes(ElementType.INT32, output()),
                fed,
                new Operand(OnnxJavaType.INT32, output()),
                threads);
    }

    private PeerOperator requantizing(Operands operands) {
        Shape input = planes(false);
        Shape output = Shape.of(each.images(), shape.outputHeight(), shape.outputWidth(), shape.outputChannels());
        Tensor one = Tensor.scalar(1);
        float[] scales = new float[each.n()];
        Arrays.fill(scales, 1);
        SingleOperator model = SingleOperator.microsoft("QLinearConv")
                .attribute("channels_last", 1)
                .input("x", ElementType.UINT8, input)
                .constant("x_scale", one)
                .constant("x_zero_point", zeroPoint(operands));
        window(model)
                .constant("w", weightCodes(operands))
                .constant("w_scale", Tensor.floats(scales, scales.length))
                .constant("w_zero_point", codes(Tensor.CodeType.INT8, new byte[each.n()], each.n()))
                .constant("y_scale", Tensor.scalar((float) (Math.sqrt(each.k()) * Byte.MAX_VALUE)))
                .constant("y_zero_point", codes(Tensor.CodeType.UINT8, new byte[1]))
                .constant("b", new Tensor.Ints(Shape.of(each.n()), new int[each.n()]));
        return new PeerOperator(
                model.toBytes(ElementType.UINT8, output),
                List.of(fed("x", OnnxJavaType.UINT8, input, operands.input())),
                new Operand(OnnxJavaType.UINT8, output),
                threads);
    }

    private SingleOperator window(SingleOperator model) {
        return model.attribute("group", shape.groups())
                .attribute("kernel_shape", shape.kernelHeight(), shape.kernelWidth())
                .attribute(
                        "pads",
                        shape.padTop(),
                        shape.padLeft(),
                        shape.kernelHeight() - 1 - shape.padTop(),
                        shape.kernelWidth() - 1 - shape.padLeft());
    }

    private PeerOperator floats(SingleOperator model, List<Input> fed) {
        return new PeerOperator(
                model.toBytes(ElementType.FLOAT, output()), fed, new Operand(OnnxJavaType.FLOAT, output()), threads);
    }

    private static Input randomFloats(String name, Shape extents) {
        Operand operand = new Operand(OnnxJavaType.FLOAT, extents);
        ByteBuffer elements = PeerOperator.allocate(operand);
        FloatBuffer values = elements.asFloatBuffer();
        values.put(randomFloats(values.capacity()));
        return new Input(name, operand, elements);
    }

    private static Input fed(String name, OnnxJavaType type, Shape extents, byte[] codes) {
        Operand operand = new Operand(type, extents);
        ByteBuffer elements = PeerOperator.allocate(operand);
        elements.put(0, codes);
        return new Input(name, operand, elements);
    }

    /** Whether the right operand is no constant. */
    private boolean isFed() {
        return each.kind() == BenchCase.Kind.MATMUL;
    }

    private boolean isConvolution() {
        return each.kind() == BenchCase.Kind.CONV;
    }

    private Shape left() {
        return isConvolution() ? planes(true) : rows(each.k());
    }

    private Shape rows(int columns) {
        return isFed() ? Shape.of(each.images(), shape.inputHeight(), columns) : Shape.of(each.m(), columns);
    }

    /** The input images, with the channels outermost or innermost. */
    private Shape planes(boolean outermost) {
        return outermost
                ? Shape.of(each.images(), shape.inputChannels(), shape.inputHeight(), shape.inputWidth())
                : Shape.of(each.images(), shape.inputHeight(), shape.inputWidth(), shape.inputChannels());
    }

    private Shape output() {
        return isConvolution()
                ? Shape.of(each.images(), shape.outputChannels(), shape.outputHeight(), shape.outputWidth())
                : rows(each.n());
    }

    private Shape right() {
        if (isConvolution()) {
            return Shape.of(shape.outputChannels(), shape.groupInputs(), shape.kernelHeight(), shape.kernelWidth());
        }
        return isFed() ? Shape.of(each.images(), each.k(), each.n()) : Shape.of(each.k(), each.n());
    }

    /** As the operator wants them: products have a column for each output. */
    private Tensor weightCodes(Operands operands) {
        byte[] weights = operands.weights();
        if (!isConvolution()) {
            weights = new byte[weights.length];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = operands.weights()[i % each.n() * each.k() + i / each.n()];
            }
        }
        return codes(Tensor.CodeType.INT8, weights, right().toArray());
    }

    private static Tensor zeroPoint(Operands operands) {
        return codes(Tensor.CodeType.UINT8, new byte[] {(byte) operands.inputZeroPoint()});
    }

    private static Tensor codes(Tensor.CodeType type, byte[] values, int... extents) {
        return new Tensor.Codes(type, Shape.of(extents), values);
    }

    private static float[] randomFloats(int count) {
        SplittableRandom random = new SplittableRandom(3);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** NHWC to NCHW. */
    private byte[] planes(byte[] pixels) {
        int area = shape.inputHeight() * shape.inputWidth();
        int channels = shape.inputChannels();
        byte[] planes = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int position = i / channels;
            planes[(position / area * channels + i % channels) * area + position % area] = pixels[i];
        }
        return planes;
    }

    /** NCHW to NHWC. */
    private int[] pixels(int[] planes) {
        int area = shape.outputHeight() * shape.outputWidth();
        int channels = shape.outputChannels();
        int[] pixels = new int[planes.length];
        for (int i = 0; i < pixels.length; i++) {
            int position = i / channels;
            pixels[i] = planes[(position / area * channels + i % channels) * area + position % area];
        }
        return pixels;
    }
}
