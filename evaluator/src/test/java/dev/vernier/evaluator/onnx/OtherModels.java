package dev.vernier.evaluator.onnx;

import static dev.vernier.evaluator.onnx.ModelBuilder.attribute;
import static dev.vernier.evaluator.onnx.ModelBuilder.floats;
import static dev.vernier.evaluator.onnx.ModelBuilder.integers;
import static dev.vernier.evaluator.onnx.ModelBuilder.opset;
import static dev.vernier.evaluator.onnx.ModelBuilder.raw;
import static dev.vernier.evaluator.onnx.ModelBuilder.tensor;

import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.stream.Stream;

/** Small models of one or two layers with operators around them that have no meaning here. */
final class OtherModels {
    private OtherModels() {}

    /**
     * A model.
     *
     * @param layers how many quantizable layers it has
     * @param floating how many parts are left to ONNX Runtime
     */
    record Case(String name, ModelBuilder builder, int layers, int floating) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> all() {
        return Stream.of(images(), convolutions(), sequences(), shapes(), types(), normalisations())
                .flatMap(cases -> cases);
    }

    /** The image x goes through a convolution into c, and d through another into y. */
    private static ModelBuilder between(int opset, int channels) {
        return opset(opset)
                .input("x", "batch", 3, 8, 8)
                .random("w1", 4, 3, 3, 3)
                .random("b1", 4)
                .random("w2", 5, channels, 1, 1)
                .node("Conv", "x w1 b1", "c", integers("pads", 1, 1, 1, 1))
                .output("y");
    }

    private static ModelBuilder end(ModelBuilder builder) {
        return builder.node("Conv", "d w2", "y");
    }

    private static Case image(String name, ModelBuilder builder, int floating) {
        return image(name, builder, 2, floating);
    }

    private static Case image(String name, ModelBuilder builder, int layers, int floating) {
        return new Case(name, end(builder), layers, floating);
    }

    private static Stream<Case> images() {
        return Stream.of(
                image("HardSwish", between(14, 4).node("HardSwish", "c", "d"), 1),
                image(
                        "Swish of two nodes",
                        between(13, 4).node("Sigmoid", "c", "s").node("Mul", "c s", "d"),
                        1),
                image(
                        "hard swish of four nodes",
                        between(11, 4)
                                .initializer(floats("three", new int[] {}, 3))
                                .initializer(floats("zero", new int[] {}, 0))
                                .initializer(floats("six", new int[] {}, 6))
                                .node("Add", "c three", "a")
                                .node("Clip", "a zero six", "l")
                                .node("Mul", "c l", "m")
                                .node("Div", "m six", "d"),
                        1),
                new Case(
                        "squeeze and excitation",
                        end(between(13, 4)
                                .random("w3", 2, 4, 1, 1)
                                .random("w4", 4, 2, 1, 1)
                                .random("b4", 1, 4, 1, 1)
                                .node("GlobalAveragePool", "c", "p")
                                .node("Conv", "p w3", "q")
                                .node("Relu", "q", "r")
                                .node("Conv", "r w4", "t")
                                .node("Add", "t b4", "u")
                                .node("HardSigmoid", "u", "v")
                                .node("Mul", "c v", "d")),
                        4,
                        1),
                image(
                        "Resize with an empty region",
                        between(13, 4)
                                .initializer(tensor("roi", DataType.FLOAT, 0).build())
                                .initializer(floats("scales", new int[] {4}, 1, 1, 2, 2))
                                .node(
                                        "Resize",
                                        "c roi scales",
                                        "d",
                                        attribute("mode", "nearest"),
                                        attribute("coordinate_transformation_mode", "asymmetric")),
                        1),
                image(
                        "Upsample",
                        between(9, 4)
                                .initializer(floats("s", new int[] {4}, 1, 1, 2, 2))
                                .node("Upsample", "c s", "d"),
                        1),
                image(
                        "InstanceNormalization",
                        between(11, 4).positive("g", 4).random("h", 4).node("InstanceNormalization", "c g h", "d"),
                        1),
                image("PRelu", between(16, 4).random("slope", 4, 1, 1).node("PRelu", "c slope", "d"), 1),
                image(
                        "LeakyRelu and Abs",
                        between(16, 4).node("LeakyRelu", "c", "e").node("Abs", "e", "d"),
                        1),
                image(
                        "MaxPool with reflected padding before it",
                        between(13, 4)
                                .longs("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                                .node("Pad", "c pads", "e", attribute("mode", "reflect"))
                                .node("MaxPool", "e", "d", integers("kernel_shape", 2, 2)),
                        1),
                image("DepthToSpace", between(13, 1).node("DepthToSpace", "c", "d", attribute("blocksize", 2)), 1),
                image("LRN", between(13, 4).node("LRN", "c", "d", attribute("size", 3)), 1),
                image(
                        "Split and Concat",
                        between(13, 4)
                                .longs("parts", 1, 3)
                                .node("Split", "c parts", "e f", attribute("axis", 1))
                                .node("Tanh", "e", "g")
                                .node("Concat", "g f", "d", attribute("axis", 1)),
                        1));
    }

    private static Stream<Case> convolutions() {
        return Stream.of(
                new Case(
                        "1-D convolution",
                        opset(13)
                                .input("x", "batch", 3, 16)
                                .random("w", 4, 3, 3)
                                .node("Conv", "x w", "c", integers("pads", 1, 1))
                                .node("Relu", "c", "r")
                                .random("m", 16, 5)
                                .node("MatMul", "r m", "y")
                                .output("y"),
                        2,
                        0),
                new Case(
                        "1-D network with poolings, a bias behind and padding before",
                        opset(13)
                                .input("x", "batch", 3, 24)
                                .random("w1", 6, 3, 5)
                                .random("b1", 1, 6, 1)
                                .random("w2", 6, 3, 3)
                                .random("w3", 6, 4)
                                .longs("pads", 0, 0, 2, 0, 0, 1)
                                .node("Pad", "x pads", "p")
                                .node("Conv", "p w1", "c", attribute("auto_pad", "SAME_UPPER"))
                                .node("Add", "c b1", "d")
                                .node("Relu", "d", "r")
                                .node("MaxPool", "r", "m", integers("kernel_shape", 2), integers("strides", 2))
                                .node("Conv", "m w2", "e", attribute("group", 2), integers("dilations", 2))
                                .node("AveragePool", "e", "a", integers("kernel_shape", 3), integers("pads", 1, 1))
                                .node("GlobalAveragePool", "a", "g")
                                .node("Flatten", "g", "f")
                                .node("MatMul", "f w3", "y")
                                .output("y"),
                        3,
                        0),
                new Case(
                        "3-D convolution with a residual and a pooling",
                        opset(13)
                                .input("x", "batch", 2, 4, 6, 5)
                                .random("w1", 4, 2, 3, 3, 3)
                                .random("w2", 4, 2, 3, 1, 2)
                                .random("b2", 4)
                                .random("w3", 3, 4, 2, 2, 2)
                                .node("Conv", "x w1", "c", integers("pads", 1, 1, 1, 1, 1, 1))
                                .node("Relu", "c", "r")
                                .node("Conv", "r w2 b2", "d", attribute("group", 2), integers("pads", 1, 0, 1, 1, 0, 0))
                                .node("Add", "d r", "s")
                                .node("MaxPool", "s", "m", integers("kernel_shape", 2, 2, 2))
                                .node("Conv", "m w3", "y", integers("strides", 1, 2, 1))
                                .output("y"),
                        3,
                        1),
                image(
                        "ConvTranspose",
                        between(11, 3)
                                .random("wt", 4, 3, 2, 2)
                                .node("ConvTranspose", "c wt", "d", integers("strides", 2, 2)),
                        3,
                        0),
                image(
                        "ConvTranspose of a given shape, with a bias behind",
                        between(11, 3)
                                .random("wt", 4, 3, 3, 3)
                                .random("bt", 3, 1, 1)
                                .node(
                                        "ConvTranspose",
                                        "c wt",
                                        "t",
                                        integers("strides", 2, 2),
                                        integers("output_shape", 16, 15))
                                .node("Add", "t bt", "u")
                                .node("Relu", "u", "d"),
                        3,
                        0),
                new Case(
                        "1-D ConvTranspose in groups",
                        opset(13)
                                .input("x", "batch", 4, 9)
                                .random("w1", 4, 3, 4)
                                .random("b1", 6)
                                .random("w2", 2, 6, 3)
                                .node(
                                        "ConvTranspose",
                                        "x w1 b1",
                                        "c",
                                        attribute("group", 2),
                                        integers("strides", 3),
                                        integers("pads", 1, 2),
                                        integers("output_padding", 1))
                                .node("Relu", "c", "r")
                                .node("Conv", "r w2", "y")
                                .output("y"),
                        2,
                        0),
                new Case(
                        "3-D ConvTranspose",
                        opset(13)
                                .input("x", "batch", 2, 3, 4, 5)
                                .random("w1", 3, 2, 1, 1, 1)
                                .random("w2", 3, 2, 2, 2, 2)
                                .node("Conv", "x w1", "c")
                                .node("ConvTranspose", "c w2", "y")
                                .output("y"),
                        1,
                        1));
    }

    private static ModelBuilder normalisation(ModelBuilder builder, int channels) {
        return builder.positive("s", channels)
                .random("t", channels)
                .random("m", channels)
                .positive("v", channels);
    }

    private static Stream<Case> normalisations() {
        return Stream.of(
                image(
                        "batch normalization after a transposed convolution in groups",
                        normalisation(between(14, 6), 6)
                                .random("w3", 4, 3, 2, 2)
                                .node("ConvTranspose", "c w3", "n", attribute("group", 2))
                                .node("BatchNormalization", "n s t m v", "d"),
                        3,
                        0),
                new Case(
                        "batch normalization after a 1-D convolution, and by itself",
                        normalisation(opset(17).input("x", "batch", 6, 8), 6)
                                .random("w1", 6, 3, 3)
                                .random("b1", 6)
                                .random("w2", 8, 5)
                                .node("Conv", "x w1 b1", "c", attribute("group", 2), integers("pads", 1, 1))
                                .node("BatchNormalization", "c s t m v", "n")
                                .node("Tanh", "n", "a")
                                .node("BatchNormalization", "a s t m v", "b")
                                .node("MatMul", "b w2", "y")
                                .output("y"),
                        2,
                        1));
    }

    private static Stream<Case> sequences() {
        return Stream.of(
                new Case(
                        "LayerNormalization between products",
                        opset(17)
                                .input("x", "batch", 6, 8)
                                .random("w1", 8, 12)
                                .random("b1", 12)
                                .positive("g", 12)
                                .random("h", 12)
                                .random("w2", 12, 5)
                                .node("MatMul", "x w1", "p")
                                .node("Add", "p b1", "q")
                                .node("LayerNormalization", "q g h", "r")
                                .node("MatMul", "r w2", "y")
                                .output("y"),
                        2,
                        1),
                new Case(
                        "gelu in parts, and the bias before the product",
                        opset(13)
                                .input("x", "batch", 6, 8)
                                .random("w1", 8, 12)
                                .random("b1", 12)
                                .random("w2", 12, 5)
                                .initializer(floats("root", new int[] {}, 1.4142135f))
                                .initializer(floats("one", new int[] {}, 1))
                                .initializer(floats("half", new int[] {}, 0.5f))
                                .node("MatMul", "x w1", "p")
                                .node("Add", "b1 p", "q")
                                .node("Div", "q root", "e")
                                .node("Erf", "e", "f")
                                .node("Add", "f one", "g")
                                .node("Mul", "q g", "h")
                                .node("Mul", "h half", "r")
                                .node("MatMul", "r w2", "y")
                                .output("y"),
                        2,
                        1),
                new Case(
                        "attention with a residual",
                        opset(13)
                                .input("x", "batch", 6, 8)
                                .random("wq", 8, 8)
                                .random("wk", 8, 8)
                                .random("wv", 8, 8)
                                .random("wo", 8, 8)
                                .longs("heads", 0, 0, 2, 4)
                                .longs("whole", 0, 0, 8)
                                .node("MatMul", "x wq", "q")
                                .node("MatMul", "x wk", "k")
                                .node("MatMul", "x wv", "v")
                                .node("Reshape", "q heads", "q2")
                                .node("Reshape", "k heads", "k2")
                                .node("Reshape", "v heads", "v2")
                                .node("Transpose", "q2", "q3", integers("perm", 0, 2, 1, 3))
                                .node("Transpose", "k2", "k3", integers("perm", 0, 2, 3, 1))
                                .node("Transpose", "v2", "v3", integers("perm", 0, 2, 1, 3))
                                .node("MatMul", "q3 k3", "s")
                                .node("Softmax", "s", "a", attribute("axis", -1))
                                .node("MatMul", "a v3", "z")
                                .node("Transpose", "z", "z2", integers("perm", 0, 2, 1, 3))
                                .node("Reshape", "z2 whole", "z3")
                                .node("MatMul", "z3 wo", "o")
                                .node("Add", "o x", "r")
                                .node("Sigmoid", "r", "y")
                                .output("y"),
                        6,
                        1),
                new Case(
                        "LSTM",
                        opset(14)
                                .input("x", "batch", 6, 8)
                                .random("w", 1, 20, 8)
                                .random("r", 1, 20, 5)
                                .random("v", 5, 4)
                                .node("Transpose", "x", "t", integers("perm", 1, 0, 2))
                                .node("LSTM", "t w r", "h _ _", attribute("hidden_size", 5))
                                .longs("axis", 1)
                                .node("Squeeze", "h axis", "s")
                                .node("Transpose", "s", "u", integers("perm", 1, 0, 2))
                                .node("MatMul", "u v", "y")
                                .output("y"),
                        3,
                        0),
                new Case(
                        "GRU in both directions, whose first state has a computed shape",
                        opset(13)
                                .input("x", "batch", 6, 8)
                                .random("w", 2, 15, 8)
                                .random("r", 2, 15, 5)
                                .random("b", 2, 30)
                                .random("v", 10, 4)
                                .longs("rest", 5)
                                .longs("two", 2)
                                .initializer(floats("zero", new int[] {1}, 0))
                                .node("Transpose", "x", "t", integers("perm", 1, 0, 2))
                                .node("Shape", "t", "shape")
                                .longs("one", 1)
                                .node("Gather", "shape one", "rows")
                                .node("Concat", "two rows rest", "extents", attribute("axis", 0))
                                .node("Expand", "zero extents", "h0")
                                .node(
                                        "GRU",
                                        "t w r b _ h0",
                                        "h l",
                                        attribute("hidden_size", 5),
                                        attribute("direction", "bidirectional"),
                                        attribute("linear_before_reset", 1))
                                .node("Transpose", "h", "k", integers("perm", 2, 0, 1, 3))
                                .longs("whole", 0, 0, -1)
                                .node("Reshape", "k whole", "s")
                                .longs("last", -1)
                                .node("Gather", "s last", "u", attribute("axis", 1))
                                .longs("axis", 1)
                                .node("Squeeze", "u axis", "q")
                                .node("MatMul", "q v", "y")
                                .output("y"),
                        5,
                        0),
                new Case(
                        "LSTM of two layers in both directions, the samples first",
                        opset(17)
                                .input("x", "batch", 6, 8)
                                .random("w1", 2, 20, 8)
                                .random("r1", 2, 20, 5)
                                .random("b1", 2, 40)
                                .random("w2", 2, 20, 10)
                                .random("r2", 2, 20, 5)
                                .random("b2", 2, 40)
                                .random("v", 10, 4)
                                .node("Transpose", "x", "t", integers("perm", 1, 0, 2))
                                .node(
                                        "LSTM",
                                        "t w1 r1 b1",
                                        "h1 l1 c1",
                                        attribute("hidden_size", 5),
                                        attribute("direction", "bidirectional"))
                                .node("Transpose", "h1", "p1", integers("perm", 0, 2, 1, 3))
                                .longs("joined", 0, 0, -1)
                                .node("Reshape", "p1 joined", "s1")
                                .node(
                                        "LSTM",
                                        "s1 w2 r2 b2",
                                        "h2 l2 c2",
                                        attribute("hidden_size", 5),
                                        attribute("direction", "bidirectional"))
                                .node("Transpose", "h2", "p2", integers("perm", 0, 2, 1, 3))
                                .node("Reshape", "p2 joined", "s2")
                                .node("Transpose", "s2", "u", integers("perm", 1, 0, 2))
                                .node("MatMul", "u v", "y")
                                .output("y"),
                        9,
                        0),
                new Case(
                        "LSTM with peepholes",
                        opset(14)
                                .input("x", "batch", 6, 8)
                                .random("w", 1, 20, 8)
                                .random("r", 1, 20, 5)
                                .random("p", 1, 15)
                                .random("v", 5, 4)
                                .node("Transpose", "x", "t", integers("perm", 1, 0, 2))
                                .node("LSTM", "t w r _ _ _ _ p", "_ h", attribute("hidden_size", 5))
                                .node("MatMul", "h v", "y")
                                .output("y"),
                        1,
                        1),
                new Case(
                        "an operator of ONNX Runtime's own",
                        microsoft(opset(13)
                                .input("x", "batch", 8)
                                .random("w1", 8, 12)
                                .random("w2", 12, 5)
                                .node("MatMul", "x w1", "p")
                                .node("Gelu", "p", "r")
                                .node("MatMul", "r w2", "y")
                                .output("y")),
                        2,
                        1));
    }

    private static ModelBuilder microsoft(ModelBuilder builder) {
        builder.model()
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1));
        builder.graph().getNodeBuilderList().stream()
                .filter(node -> node.getOpType().equals("Gelu"))
                .forEach(node -> node.setDomain("com.microsoft"));
        return builder;
    }

    private static Stream<Case> shapes() {
        return Stream.of(
                new Case(
                        "a shape that the model computes",
                        opset(11)
                                .input("x", "batch", 3, 4, 4)
                                .random("w", 48, 5)
                                .longs("zero", 0)
                                .longs("rest", -1)
                                .node("Shape", "x", "s")
                                .node("Gather", "s zero", "n", attribute("axis", 0))
                                .node("Concat", "n rest", "target", attribute("axis", 0))
                                .node("Reshape", "x target", "f")
                                .node("MatMul", "f w", "y")
                                .output("y"),
                        1,
                        0),
                new Case(
                        "Unsqueeze and Squeeze with attributes",
                        opset(11)
                                .input("x", "batch", 3, 4)
                                .random("w", 4, 5)
                                .node("Unsqueeze", "x", "u", integers("axes", 1))
                                .node("Squeeze", "u", "s", integers("axes", 1))
                                .node("MatMul", "s w", "y")
                                .output("y"),
                        1,
                        1),
                new Case(
                        "Expand of a constant",
                        opset(13)
                                .input("x", "batch", 3, 4)
                                .random("w", 4, 5)
                                .random("c", 1, 3, 1)
                                .longs("to", 1, 3, 4)
                                .node("Expand", "c to", "e")
                                .node("Mul", "x e", "m")
                                .node("MatMul", "m w", "y")
                                .output("y"),
                        1,
                        1),
                new Case(
                        "a part of a constant as weights",
                        opset(13)
                                .input("x", "batch", 4)
                                .random("w", 6, 4)
                                .longs("i", 0, 2, 3)
                                .node("Gather", "w i", "g", attribute("axis", 0))
                                .node("Transpose", "g", "t", integers("perm", 1, 0))
                                .node("MatMul", "x t", "y")
                                .output("y"),
                        1,
                        0),
                new Case(
                        "sizes and positions that are known beforehand",
                        opset(13)
                                .input("x", "batch", 4)
                                .random("w", 6, 4)
                                .initializer(ModelBuilder.raw("mask", DataType.BOOL, new int[] {6}, 1, 0, 1, 1, 0, 0))
                                .longs("rest", -1)
                                .node("NonZero", "mask", "n")
                                .node("Reshape", "n rest", "i")
                                .node("Gather", "w i", "g", attribute("axis", 0))
                                .node("Transpose", "g", "t", integers("perm", 1, 0))
                                .node("MatMul", "x t", "m")
                                .node("Size", "x", "s")
                                .node("Cast", "s", "f", attribute("to", DataType.FLOAT.getNumber()))
                                .node("Add", "m f", "y")
                                .output("y"),
                        1,
                        0),
                new Case(
                        "TopK, whose second output is read",
                        opset(13)
                                .input("x", "batch", 8)
                                .random("w", 4, 5)
                                .longs("k", 4)
                                .node("TopK", "x k", "v i")
                                .node("Cast", "i", "f", attribute("to", DataType.FLOAT.getNumber()))
                                .node("Add", "v f", "s")
                                .node("MatMul", "s w", "y")
                                .output("y"),
                        1,
                        1),
                new Case(
                        "Einsum",
                        opset(13)
                                .input("x", "batch", 3, 4)
                                .random("w", 4, 5)
                                .node("Einsum", "x x", "e", attribute("equation", "bij,bkj->bik"))
                                .random("v", 3, 4)
                                .node("MatMul", "e v", "f")
                                .node("MatMul", "f w", "y")
                                .output("y"),
                        2,
                        1));
    }

    private static Stream<Case> types() {
        return Stream.of(
                new Case(
                        "a mask of truth values",
                        opset(13)
                                .input("x", "batch", 4)
                                .random("w", 4, 5)
                                .initializer(raw("mask", DataType.BOOL, new int[] {4}, 1, 0, 1, 1))
                                .initializer(floats("none", new int[] {}, Float.NEGATIVE_INFINITY))
                                .node("Where", "mask x none", "m")
                                .node("Softmax", "m", "s", attribute("axis", -1))
                                .node("MatMul", "s w", "y")
                                .output("y"),
                        1,
                        1),
                new Case(
                        "a comparison",
                        opset(13)
                                .input("x", "batch", 4)
                                .random("w", 4, 5)
                                .initializer(floats("zero", new int[] {}, 0))
                                .node("Greater", "x zero", "g")
                                .node("Not", "g", "n")
                                .node("Cast", "n", "c", attribute("to", DataType.FLOAT.getNumber()))
                                .node("Add", "x c", "a")
                                .node("MatMul", "a w", "y")
                                .output("y"),
                        1,
                        1),
                new Case(
                        "casts to other widths of floating point and back",
                        opset(13)
                                .input("x", "batch", 4)
                                .random("w", 4, 5)
                                .node("Cast", "x", "h", attribute("to", DataType.DOUBLE.getNumber()))
                                .node("Cast", "h", "f", attribute("to", DataType.FLOAT.getNumber()))
                                .node("Neg", "f", "n")
                                .node("MatMul", "n w", "y")
                                .output("y"),
                        1,
                        1),
                new Case(
                        "the product of a reduction",
                        opset(13)
                                .input("x", "batch", 6, 8)
                                .random("w", 8, 5)
                                .node("ReduceMean", "x", "m", integers("axes", 1), attribute("keepdims", 0))
                                .node("MatMul", "m w", "y")
                                .output("y"),
                        1,
                        1));
    }
}
