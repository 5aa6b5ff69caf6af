package dev.vernier.evaluator.onnx;

import static dev.vernier.evaluator.onnx.ModelBuilder.attribute;
import static dev.vernier.evaluator.onnx.ModelBuilder.floats;
import static dev.vernier.evaluator.onnx.ModelBuilder.integers;
import static dev.vernier.evaluator.onnx.ModelBuilder.opset;
import static dev.vernier.evaluator.onnx.ModelBuilder.raw;
import static dev.vernier.evaluator.onnx.ModelBuilder.tensor;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.stream.Stream;

/** Small models that together use every operator we read, in each of its forms. */
final class ModelCases {
    private ModelCases() {}

    /** A model and the batch sizes it runs with. */
    record Case(String name, ModelBuilder builder, List<Integer> batches) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> all() {
        return Stream.of(
                        convolutions(),
                        convolutionsOverOtherAxes(),
                        poolings(),
                        products(),
                        normalisations(),
                        shapes(),
                        limits(),
                        encodings(),
                        quantized())
                .flatMap(cases -> cases);
    }

    private static Case open(String name, ModelBuilder builder) {
        return new Case(name, builder, List.of(1, 3));
    }

    private static Case single(String name, ModelBuilder builder) {
        return new Case(name, builder, List.of(1));
    }

    private static ModelBuilder image(int opset) {
        return opset(opset).input("x", "batch", 4, 9, 7);
    }

    private static Stream<Case> convolutionsOverOtherAxes() {
        return Stream.of(
                open(
                        "1-D convolutions and poolings",
                        opset(13)
                                .input("x", "batch", 4, 15)
                                .random("w", 6, 2, 3)
                                .random("b", 1, 6, 1)
                                .random("u", 6, 4, 5)
                                .longs("p", 0, 0, 1, 0, 0, 2)
                                .node("Pad", "x p", "q")
                                .node("Conv", "q w", "c", attribute("group", 2), integers("pads", 1, 0))
                                .node("Add", "c b", "d")
                                .node("MaxPool", "d", "m", integers("kernel_shape", 2), integers("strides", 2))
                                .node(
                                        "ConvTranspose",
                                        "m u",
                                        "t",
                                        integers("strides", 3),
                                        integers("output_padding", 2))
                                .node("AveragePool", "t", "a", integers("kernel_shape", 3), integers("pads", 1, 0))
                                .node("GlobalAveragePool", "a", "y")
                                .output("y")),
                open(
                        "transposed conv with a normalization behind",
                        parameters(image(11), 6)
                                .random("w", 4, 3, 3, 2)
                                .node(
                                        "ConvTranspose",
                                        "x w",
                                        "t",
                                        attribute("group", 2),
                                        attribute("auto_pad", "SAME_UPPER"),
                                        integers("strides", 2, 3))
                                .node("BatchNormalization", "t scale shift mean variance", "y")
                                .output("y")),
                open(
                        "transposed conv of a given shape",
                        image(11)
                                .random("w", 4, 3, 3, 2)
                                .node(
                                        "ConvTranspose",
                                        "x w",
                                        "y",
                                        integers("strides", 2, 2),
                                        integers("dilations", 1, 2),
                                        integers("output_shape", 16, 16))
                                .output("y")),
                open(
                        "3-D convolutions with a normalization before",
                        parameters(opset(15).input("x", "batch", 4, 3, 6, 5), 4)
                                .random("w", 6, 2, 2, 3, 3)
                                .random("b", 6)
                                .random("v", 2, 6, 1, 2, 1)
                                .node("BatchNormalization", "x scale shift mean variance", "n")
                                .node("Conv", "n w b", "c", attribute("group", 2), integers("strides", 1, 2, 1))
                                .node("Relu", "c", "r")
                                .node("Conv", "r v", "y", integers("pads", 1, 0, 2, 0, 1, 0))
                                .output("y")));
    }

    private static ModelBuilder parameters(ModelBuilder builder, int channels) {
        return builder.positive("scale", channels)
                .random("shift", channels)
                .random("mean", channels)
                .positive("variance", channels);
    }

    private static Stream<Case> convolutions() {
        return Stream.of(
                open(
                        "conv with bias, stride and uneven pads",
                        image(9).random("w", 6, 4, 3, 3)
                                .random("b", 6)
                                .node("Conv", "x w b", "c", integers("pads", 1, 0, 2, 1), integers("strides", 2, 1))
                                .node("Relu", "c", "y")
                                .output("y")),
                open(
                        "dilated conv, kernel_shape given",
                        image(11)
                                .random("w", 5, 4, 3, 2)
                                .node("Conv", "x w", "y", integers("dilations", 2, 3), integers("kernel_shape", 3, 2))
                                .output("y")),
                open(
                        "depthwise conv with multiplier, SAME_UPPER",
                        image(13)
                                .random("w", 8, 1, 3, 3)
                                .node(
                                        "Conv",
                                        "x w",
                                        "y",
                                        attribute("group", 4),
                                        attribute("auto_pad", "SAME_UPPER"),
                                        integers("strides", 2, 2))
                                .output("y")),
                open(
                        "grouped conv, SAME_LOWER, even kernel",
                        image(18)
                                .random("w", 6, 2, 2, 4)
                                .node("Conv", "x w", "y", attribute("group", 2), attribute("auto_pad", "SAME_LOWER"))
                                .output("y")),
                open(
                        "conv, VALID",
                        image(22)
                                .random("w", 2, 4, 5, 1)
                                .node("Conv", "x w", "y", attribute("auto_pad", "VALID"))
                                .output("y")),
                open(
                        "residual block, nodes without names",
                        image(10)
                                .random("w1", 4, 4, 3, 3)
                                .random("w2", 4, 4, 3, 3)
                                .named("", "Conv", "x w1", "c1", integers("pads", 1, 1, 1, 1))
                                .named("", "Relu", "c1", "r1")
                                .named("", "Conv", "r1 w2", "c2", integers("pads", 1, 1, 1, 1))
                                .named("", "Add", "c2 x", "a")
                                .named("", "Relu", "a", "y")
                                .output("y")),
                open(
                        "padding before conv and pooling",
                        image(11)
                                .longs("p", 0, 0, 1, 2, 0, 0, 2, 0)
                                .longs("q", 0, 0, 1, 1, 0, 0, 1, 1)
                                .random("w", 4, 4, 3, 3)
                                .node("Pad", "x p", "padded", attribute("mode", "constant"))
                                .node("Conv", "padded w", "c", integers("pads", 0, 1, 0, 0))
                                .node("Relu", "c", "r")
                                .node("Pad", "r q", "wide")
                                .node("MaxPool", "wide", "y", integers("kernel_shape", 3, 3), integers("strides", 2, 2))
                                .node("AveragePool", "wide", "z", integers("kernel_shape", 2, 3))
                                .output("y")
                                .output("z")));
    }

    private static Stream<Case> poolings() {
        return Stream.of(
                open(
                        "max pooling, pads, dilation",
                        image(12)
                                .node(
                                        "MaxPool",
                                        "x",
                                        "y",
                                        integers("kernel_shape", 3, 2),
                                        integers("pads", 1, 1, 1, 0),
                                        integers("dilations", 2, 2),
                                        attribute("storage_order", 1))
                                .output("y")),
                open(
                        "max pooling, ceil mode, unused indices",
                        image(10)
                                .node(
                                        "MaxPool",
                                        "x",
                                        "y indices",
                                        integers("kernel_shape", 3, 3),
                                        integers("strides", 2, 2),
                                        attribute("ceil_mode", 1))
                                .output("y")),
                open(
                        "average poolings with and without the padding counted",
                        image(7).node(
                                        "AveragePool",
                                        "x",
                                        "y",
                                        integers("kernel_shape", 3, 3),
                                        integers("pads", 1, 1, 1, 1),
                                        attribute("count_include_pad", 1))
                                .node(
                                        "AveragePool",
                                        "x",
                                        "z",
                                        integers("kernel_shape", 2, 2),
                                        integers("pads", 1, 0, 0, 1))
                                .output("y")
                                .output("z")),
                open(
                        "dilated average pooling",
                        image(19)
                                .node(
                                        "AveragePool",
                                        "x",
                                        "y",
                                        integers("kernel_shape", 2, 2),
                                        integers("dilations", 2, 3))
                                .output("y")),
                open(
                        "global average pooling",
                        image(9).node("GlobalAveragePool", "x", "g")
                                .node("Flatten", "g", "y")
                                .output("y")));
    }

    private static Stream<Case> products() {
        return Stream.of(
                open(
                        "gemm as PyTorch writes it",
                        opset(13)
                                .input("x", "batch", 6)
                                .random("w", 5, 6)
                                .random("b", 5)
                                .node("Gemm", "x w b", "y", attribute("transB", 1))
                                .output("y")),
                open(
                        "gemm with factors and a scalar addend",
                        opset(9).input("x", "batch", 6)
                                .random("w", 6, 5)
                                .random("b")
                                .node("Gemm", "x w b", "y", attribute("alpha", 0.5f), attribute("beta", 2f))
                                .output("y")),
                open(
                        "gemm with an addend of one row",
                        opset(11)
                                .input("x", "batch", 6)
                                .random("w", 6, 5)
                                .random("b", 1, 5)
                                .node("Gemm", "x w b", "y", attribute("alpha", -1.5f))
                                .output("y")),
                single(
                        "gemm of a transposed input",
                        opset(13)
                                .input("x", 1, 6)
                                .random("w", 1, 5)
                                .random("b", 6, 1)
                                .node("Gemm", "x w b", "y", attribute("transA", 1), attribute("beta", 3f))
                                .output("y")),
                open(
                        "gemm with a computed addend, without addend, with addend times zero",
                        opset(13)
                                .input("x", "batch", 6)
                                .random("w", 6, 5)
                                .random("b", 5)
                                .node("Gemm", "x w", "p")
                                .node("Gemm", "x w p", "q")
                                .node("Gemm", "x w p", "r", attribute("beta", 0.25f))
                                .node("Gemm", "x w b", "s", attribute("beta", 0f))
                                .node("Concat", "q r s", "y", attribute("axis", -1))
                                .output("y")),
                open(
                        "matrix product with bias",
                        opset(9).input("x", "batch", 6)
                                .random("w", 6, 5)
                                .random("b", 5)
                                .node("MatMul", "x w", "m")
                                .node("Add", "b m", "y")
                                .output("y")),
                open(
                        "matrix product without bias, read twice",
                        opset(13)
                                .input("x", "batch", 6)
                                .random("w", 6, 5)
                                .random("b", 5)
                                .node("MatMul", "x w", "m")
                                .node("Add", "m b", "a")
                                .node("Add", "m a", "y")
                                .output("y")),
                open(
                        "matrix products of rank 3 and of activations",
                        opset(13)
                                .input("x", "batch", 4, 6)
                                .random("w", 6, 6)
                                .node("MatMul", "x w", "m")
                                .node("Transpose", "m", "t", integers("perm", 0, 2, 1))
                                .node("MatMul", "x t", "y")
                                .output("y")),
                open(
                        "transposed and reshaped weights",
                        opset(13)
                                .input("x", "batch", 6)
                                .random("w", 5, 2, 3)
                                .longs("shape", 5, -1)
                                .node("Reshape", "w shape", "flat")
                                .node("Transpose", "flat", "turned")
                                .node("MatMul", "x turned", "y")
                                .output("y")));
    }

    private static Stream<Case> normalisations() {
        return Stream.of(
                open(
                        "conv, batch normalization twice",
                        normalisation(
                                        image(9).random("w", 8, 1, 3, 3)
                                                .node("Conv", "x w", "c", attribute("group", 4)),
                                        8)
                                .node("BatchNormalization", "c s t m v", "n", attribute("epsilon", 1e-3f))
                                .node("BatchNormalization", "n s t m v", "y", attribute("momentum", 0.8f))
                                .output("y")),
                open(
                        "batch normalization before conv and after a shared conv",
                        normalisation(image(15).random("w", 4, 4, 1, 1).random("b", 4), 4)
                                .node("BatchNormalization", "x s t m v", "n")
                                .node("Conv", "n w b", "c")
                                .node("BatchNormalization", "c s t m v", "d", attribute("training_mode", 0))
                                .node("Add", "c d", "y")
                                .output("y")),
                open(
                        "batch normalization before and after a convolution in groups",
                        normalisation(image(15).random("w", 4, 2, 3, 3).random("b", 4), 4)
                                .node("BatchNormalization", "x s t m v", "n")
                                .node("Conv", "n w b", "c", attribute("group", 2))
                                .node("BatchNormalization", "c s t m v", "y")
                                .output("y")),
                open(
                        "batch normalization before a padded convolution",
                        normalisation(image(15).random("w", 4, 4, 3, 3), 4)
                                .node("BatchNormalization", "x s t m v", "n")
                                .node("Conv", "n w", "y", integers("pads", 1, 1, 1, 1))
                                .output("y")),
                open(
                        "batch normalization before gemm",
                        normalisation(opset(14).input("x", "batch", 6).random("w", 6, 5), 6)
                                .node("BatchNormalization", "x s t m v", "n")
                                .node("Gemm", "n w", "y")
                                .output("y")),
                open(
                        "batch normalization after gemm and matrix product",
                        normalisation(
                                        opset(14)
                                                .input("x", "batch", 6)
                                                .random("w", 6, 5)
                                                .random("b", 5),
                                        5)
                                .node("Gemm", "x w b", "g")
                                .node("BatchNormalization", "g s t m v", "h")
                                .node("MatMul", "x w", "p")
                                .node("BatchNormalization", "p s t m v", "q")
                                .node("Add", "h q", "y")
                                .output("y")),
                open(
                        "softmax along the last axis",
                        image(13)
                                .node("Softmax", "x", "y")
                                .node("Softmax", "x", "z", attribute("axis", 1))
                                .output("y")
                                .output("z")),
                open(
                        "softmax over several axes at once",
                        image(11)
                                .node("Softmax", "x", "y")
                                .node("Softmax", "x", "z", attribute("axis", -2))
                                .output("y")
                                .output("z")),
                open(
                        "softmax over one axis, as it was",
                        opset(7).input("x", "batch", 5)
                                .node("Softmax", "x", "y")
                                .output("y")));
    }

    private static ModelBuilder normalisation(ModelBuilder builder, int channels) {
        return builder.positive("s", channels)
                .random("t", channels)
                .random("m", channels)
                .positive("v", channels);
    }

    private static Stream<Case> shapes() {
        return Stream.of(
                open(
                        "reshape with an open extent",
                        image(13)
                                .longs("shape", -1, 252)
                                .node("Reshape", "x shape", "y")
                                .output("y")),
                open(
                        "reshape with a copied extent",
                        image(5 + 2)
                                .longs("shape", 0, 4, -1)
                                .node("Reshape", "x shape", "y")
                                .output("y")),
                single(
                        "reshape to a fixed batch",
                        opset(14)
                                .input("x", 1, 4, 9, 7)
                                .longs("shape", 1, -1)
                                .random("w", 252, 3)
                                .node("Reshape", "x shape", "f", attribute("allowzero", 0))
                                .node("MatMul", "f w", "y")
                                .output("y")),
                open(
                        "tokens: transposed, merged with the batch, and back",
                        image(13)
                                .longs("rows", -1, 4)
                                .longs("tokens", -1, 63, 4)
                                .random("w", 4, 4)
                                .node("Transpose", "x", "t", integers("perm", 0, 2, 3, 1))
                                .node("Reshape", "t rows", "r")
                                .node("MatMul", "r w", "m")
                                .node("Reshape", "m tokens", "y")
                                .output("m")
                                .output("y")),
                open(
                        "flatten at other axes",
                        image(13)
                                .node("Transpose", "x", "t", integers("perm", 1, 0, 2, 3))
                                .node("Flatten", "t", "y", attribute("axis", 1))
                                .node("Flatten", "x", "z", attribute("axis", -1))
                                .output("y")
                                .output("z")),
                open(
                        "transpose without permutation",
                        image(9).node("Transpose", "x", "y").output("y")),
                open(
                        "pad by attributes",
                        image(10)
                                .node(
                                        "Pad",
                                        "x",
                                        "y",
                                        integers("pads", 0, 1, 2, 0, 0, 0, 1, 3),
                                        attribute("value", 1.5f),
                                        attribute("mode", "constant"))
                                .output("y")),
                open(
                        "pad of some axes",
                        image(18)
                                .longs("pads", 1, 0, 2, 3)
                                .longs("axes", -1, 1)
                                .node("Pad", "x pads _ axes", "y")
                                .output("y")),
                open(
                        "slice by attributes",
                        image(9).node(
                                        "Slice",
                                        "x",
                                        "y",
                                        integers("starts", 1, -3),
                                        integers("ends", 1000, -1),
                                        integers("axes", 1, 3))
                                .node("Slice", "x", "z", integers("starts", 0, 1, 2), integers("ends", 1000, 3, 5))
                                .output("y")
                                .output("z")),
                open(
                        "slice with steps, backwards",
                        image(13)
                                .longs("starts", -1, 1)
                                .longs("ends", Long.MIN_VALUE, Long.MAX_VALUE)
                                .longs("axes", 2, -1)
                                .longs("steps", -2, 3)
                                .node("Slice", "x starts ends axes steps", "y")
                                .output("y")),
                open(
                        "concat and broadcast add",
                        image(11)
                                .random("one", 4, 1, 1)
                                .random("row", 7)
                                .node("Add", "x one", "a")
                                .node("Add", "row x", "b")
                                .node("Concat", "a b x", "y", attribute("axis", 1))
                                .output("y")),
                open(
                        "two inputs, one only declared",
                        opset(13)
                                .input("a", "batch", 3)
                                .input("unused", DataType.INT64, "batch", "time")
                                .input("b", "batch", 3)
                                .node("Add", "a b", "y")
                                .output("y")));
    }

    private static Stream<Case> limits() {
        return Stream.of(
                open(
                        "clip by attributes",
                        image(7).node("Clip", "x", "c", attribute("min", -0.5f))
                                .node("Clip", "c", "y", attribute("max", 0.25f))
                                .output("y")),
                open(
                        "clip by inputs",
                        image(13)
                                .initializer(floats("low", new int[0], -0.25f))
                                .initializer(floats("high", new int[0], 0.5f))
                                .node("Clip", "x low high", "a")
                                .node("Clip", "x _ high", "b")
                                .node("Clip", "x low", "c")
                                .node("Clip", "x", "d")
                                .node("Concat", "a b c d", "y", attribute("axis", 1))
                                .output("y")),
                open(
                        "chains of limits",
                        image(13)
                                .initializer(floats("low", new int[0], -0.25f))
                                .initializer(floats("high", new int[0], 0.5f))
                                .initializer(floats("less", new int[0], -0.75f))
                                .node("Relu", "x", "a1")
                                .node("Relu", "a1", "a")
                                .node("Relu", "x", "b1")
                                .node("Clip", "b1 low high", "b")
                                .node("Clip", "x low high", "c1")
                                .node("Relu", "c1", "c")
                                .node("Relu", "x", "d1")
                                .node("Clip", "d1 _ less", "d")
                                .node("Concat", "a b c d", "y", attribute("axis", 1))
                                .output("y")),
                open(
                        "dropout and identity, also as outputs",
                        image(13)
                                .node("Relu", "x", "r")
                                .node("Dropout", "r", "d mask")
                                .node("Identity", "d", "y")
                                .node("Identity", "y", "z")
                                .node("Identity", "x", "same")
                                .node("Add", "r z", "sum")
                                .output("y")
                                .output("z")
                                .output("sum")
                                .output("same")),
                open(
                        "dropout with a ratio",
                        image(10)
                                .node("Dropout", "x", "d", attribute("ratio", 0.3f))
                                .node("Relu", "d", "y")
                                .output("y")),
                open(
                        "dropout that is told not to train",
                        image(12)
                                .initializer(floats("ratio", new int[0], 0.3f))
                                .initializer(raw("train", DataType.BOOL, new int[0], 0))
                                .node("Dropout", "x ratio train", "d")
                                .node("Relu", "d", "y")
                                .output("y")),
                open(
                        "nodes that no output needs",
                        image(13)
                                .node("Relu", "x", "y")
                                .node("Shape", "x", "shape")
                                .node("Softmax", "x", "side")
                                .output("y")));
    }

    private static Stream<Case> encodings() {
        return Stream.of(
                open(
                        "weights in Constant nodes",
                        opset(12)
                                .input("x", "batch", 3)
                                .node(
                                        "Constant",
                                        "",
                                        "w",
                                        attribute("value", floats("", new int[] {3, 2}, 1, 2, 3, 4, 5, 6)))
                                .node("Constant", "", "b", list("value_floats", 0.5f, -0.5f))
                                .node("Constant", "", "half", attribute("value_float", 0.5f))
                                .node("Constant", "", "shape", integers("value_ints", 0, 1, 2))
                                .node("Gemm", "x w b", "g")
                                .node("Clip", "g half", "c")
                                .node("Reshape", "c shape", "y")
                                .output("y")),
                open(
                        "weights as raw bytes, listed among the inputs, shared by Identity",
                        opset(7).input("x", "batch", 2)
                                .input("w", 2, 2)
                                .initializer(raw(
                                        "w",
                                        DataType.FLOAT,
                                        new int[] {2, 2},
                                        0,
                                        0,
                                        128,
                                        63,
                                        0,
                                        0,
                                        0,
                                        64,
                                        0,
                                        0,
                                        64,
                                        64,
                                        0,
                                        0,
                                        128,
                                        64))
                                .node("Identity", "w", "same")
                                .node("MatMul", "x w", "m")
                                .node("MatMul", "m same", "y")
                                .output("y")));
    }

    private static AttributeProto list(String name, float... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute.build();
    }

    private static Stream<Case> quantized() {
        return Stream.of(
                open(
                        "quantized conv, 8 bits",
                        quantizedInput(image(13))
                                .initializer(raw(
                                        "codes", DataType.INT8, new int[] {2, 4, 1, 1}, 1, -2, 3, -4, 127, -128, 5, 6))
                                .initializer(floats("ws", new int[] {2}, 0.5f, 0.25f))
                                .initializer(raw("wz", DataType.INT8, new int[] {2}, 0, 0))
                                .initializer(tensor("bias", DataType.INT32, 2)
                                        .addInt32Data(-5)
                                        .addInt32Data(7)
                                        .build())
                                .initializer(floats("bs", new int[] {2}, 0.01f, 0.005f))
                                .node("DequantizeLinear", "codes ws wz", "w", attribute("axis", 0))
                                .node("DequantizeLinear", "bias bs", "b", attribute("axis", 0))
                                .node("Conv", "d w b", "y")
                                .output("y")),
                open(
                        "quantized product, 4-bit weights of odd number",
                        opset(21)
                                .input("x", "batch", 3)
                                .initializer(raw("codes", DataType.INT4, new int[] {3, 3}, 0x71, 0x28, -1, 0x35, 0x06))
                                .initializer(floats("ws", new int[] {3}, 0.5f, 0.25f, 2f))
                                .node("DequantizeLinear", "codes ws", "w")
                                .node("MatMul", "x w", "y")
                                .output("y")),
                open(
                        "codes as outputs, without zero point, pooled",
                        image(13)
                                .initializer(floats("s", new int[] {1}, 0.02f))
                                .node("QuantizeLinear", "x s", "q")
                                .node("MaxPool", "q", "y", integers("kernel_shape", 2, 2))
                                .node("DequantizeLinear", "y s", "z")
                                .output("y", DataType.UINT8)
                                .output("z")),
                open(
                        "codes of 16 bits, with and without zero point",
                        image(21)
                                .initializer(floats("s", new int[] {1}, 0.0001f))
                                .initializer(raw("z", DataType.UINT16, new int[] {1}, 0x34, 0x12))
                                .node(
                                        "QuantizeLinear",
                                        "x s",
                                        "q",
                                        attribute("output_dtype", DataType.UINT16.getNumber()))
                                .node("DequantizeLinear", "q s", "d")
                                .node("QuantizeLinear", "d s z", "p")
                                .node("DequantizeLinear", "p s z", "y")
                                .output("y")),
                open(
                        "codes of 4 bits chosen by type, per channel",
                        image(21)
                                .initializer(floats("s", new int[] {4}, 0.1f, 0.2f, 0.05f, 0.3f))
                                .node(
                                        "QuantizeLinear",
                                        "x s",
                                        "q",
                                        attribute("output_dtype", DataType.UINT4.getNumber()),
                                        attribute("axis", -3))
                                .node("DequantizeLinear", "q s", "y")
                                .output("y")));
    }

    private static ModelBuilder quantizedInput(ModelBuilder builder) {
        return builder.initializer(floats("xs", new int[0], 0.02f))
                .initializer(raw("xz", DataType.UINT8, new int[0], 120))
                .node("QuantizeLinear", "x xs xz", "q")
                .node("DequantizeLinear", "q xs xz", "d");
    }
}
