package dev.vernier.evaluator.onnx;

import static dev.vernier.evaluator.onnx.ModelBuilder.attribute;
import static dev.vernier.evaluator.onnx.ModelBuilder.floats;
import static dev.vernier.evaluator.onnx.ModelBuilder.integers;
import static dev.vernier.evaluator.onnx.ModelBuilder.opset;
import static dev.vernier.evaluator.onnx.ModelBuilder.raw;
import static dev.vernier.evaluator.onnx.ModelBuilder.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.runtime.OnnxRuntimeOracle;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each broken or unsupported model is refused with a message that says where and what. */
class BrokenModelTest {
    /** A model that must be refused, and the beginning of what is said. */
    record Broken(String expected, byte[] bytes) {
        Broken(String expected, ModelBuilder builder) {
            this(expected, builder.bytes());
        }

        @Override
        public String toString() {
            return expected;
        }
    }

    @ParameterizedTest
    @MethodSource({"files", "operators", "attributes", "shapes", "tensors", "structures"})
    void isRefused(Broken broken) {
        var refusal = assertThrows(InvalidInputException.class, () -> OnnxReader.read(broken.bytes(), "m.onnx"));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(broken.expected()), message);
        assertTrue(message.contains(". Maybe ") && message.endsWith("."), message);
    }

    /** With ONNX Runtime at hand, what it can run is passed on to it, and what it cannot run is refused as well. */
    @ParameterizedTest
    @MethodSource({"files", "operators", "attributes", "shapes", "tensors", "structures"})
    void isRefusedUnlessOnnxRuntimeRunsIt(Broken broken) throws OrtException {
        var options = new OnnxReader.Options(Optional.of(new OnnxRuntimeOracle()), new TreeMap<>());
        Graph graph;
        try {
            graph = OnnxReader.read(broken.bytes(), "m.onnx", options).graph();
        } catch (InvalidInputException refusal) {
            assertTrue(refusal.place().startsWith("m.onnx"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains(". Maybe "), refusal.getMessage());
            return;
        }
        Map<String, Shape> inputs = new TreeMap<>();
        graph.inputs().forEach(input -> inputs.put(input, graph.shape(input)));
        assertTrue(!OrtRunner.run(broken.bytes(), inputs, 1).isEmpty());
    }

    private static ModelBuilder image(int opset) {
        return opset(opset).input("x", "N", 2, 5, 5);
    }

    private static ModelBuilder row() {
        return opset(13).input("x", "N", 4);
    }

    private static byte[] valid() {
        return row().random("w", 4, 2).node("MatMul", "x w", "y").output("y").bytes();
    }

    static Stream<Broken> files() {
        byte[] valid = valid();
        ModelBuilder twoOpsets = row().node("Relu", "x", "y").output("y");
        twoOpsets
                .model()
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(12));
        ModelBuilder noOpset = row().node("Relu", "x", "y").output("y");
        noOpset.model().clearOpsetImport();
        ModelBuilder oldFormat = row().node("Relu", "x", "y").output("y");
        oldFormat.model().setIrVersion(2);
        ModelBuilder newFormat = row().node("Relu", "x", "y").output("y");
        newFormat.model().setIrVersion(99);
        return Stream.of(
                new Broken("m.onnx: the file is empty", new byte[0]),
                new Broken("m.onnx: it is truncated or no ONNX model", Arrays.copyOf(valid, valid.length - 3)),
                new Broken("m.onnx: it is truncated or no ONNX model", Arrays.copyOf(valid, 40)),
                new Broken("m.onnx: it is truncated or no ONNX model", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)),
                new Broken("m.onnx: it is no ONNX model", new byte[] {8, 0}),
                new Broken("m.onnx: it is no ONNX model: it has no graph", new byte[] {8, 8}),
                new Broken("m.onnx: its IR version 2 is outside 3…13", oldFormat),
                new Broken("m.onnx: its IR version 99 is outside 3…13", newFormat),
                new Broken("m.onnx: it names no opset", noOpset),
                new Broken("m.onnx: it names two opsets", twoOpsets),
                new Broken("m.onnx: its opset 6 is outside 7…26", opset(6).input("x", "N", 4)),
                new Broken("m.onnx: its opset 27 is outside 7…26", opset(27).input("x", "N", 4)));
    }

    static Stream<Broken> operators() {
        ModelBuilder many = row();
        for (int i = 0; i < 8; i++) {
            many.named("t" + i, "Tanh", i == 0 ? "x" : "h" + (i - 1), "h" + i);
        }
        ModelBuilder custom = row().output("y");
        custom.graph()
                .addNode(NodeProto.newBuilder()
                        .setName("c")
                        .setDomain("com.microsoft")
                        .setOpType("Gelu")
                        .addInput("x")
                        .addOutput("y"));
        ModelBuilder branch = row().output("y");
        branch.graph()
                .addNode(NodeProto.newBuilder()
                        .setName("if")
                        .setOpType("If")
                        .addInput("x")
                        .addOutput("y")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("then_branch")
                                .setType(AttributeType.GRAPH)));
        return Stream.of(
                new Broken(
                        "m.onnx, node 'gru_1': operator GRU is not supported. Maybe export the model with these"
                                + " operators only: Add, AveragePool, ",
                        row().named("gru_1", "GRU", "x", "y").output("y")),
                new Broken(
                        "m.onnx, node 'Tanh_1': operator Tanh is not supported",
                        row().node("Relu", "x", "r").named("", "Tanh", "r", "y").output("y")),
                new Broken(
                        "m.onnx: the operators of 8 nodes are not supported: 't0' (Tanh), 't1' (Tanh), 't2' (Tanh), 't3'"
                                + " (Tanh), 't4' (Tanh) and 3 more",
                        many.output("h7")),
                new Broken(
                        "m.onnx: the operators of 2 nodes are not supported: 'a' (Shape), 'b' (Gather). Maybe export the"
                                + " model with constant shapes",
                        row().named("a", "Shape", "x", "s")
                                .named("b", "Gather", "s x", "y")
                                .output("y")),
                new Broken("m.onnx, node 'c': operator com.microsoft.Gelu is not supported", custom),
                new Broken("m.onnx, node 'if': operator If is not supported", branch),
                new Broken(
                        "m.onnx, node 'conv': Conv with weights of 2 axes is not supported",
                        opset(13)
                                .input("x", "N", 2)
                                .random("w", 3, 2)
                                .named("conv", "Conv", "x w", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'pool': MaxPool with a kernel of 2 axes over a tensor of 3 axes is not supported",
                        opset(13)
                                .input("x", "N", 2, 5)
                                .named("pool", "MaxPool", "x", "y", integers("kernel_shape", 2, 2))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'pool': MaxPool with a kernel of 3 axes is not supported",
                        opset(13)
                                .input("x", "N", 2, 5, 5, 5)
                                .named("pool", "MaxPool", "x", "y", integers("kernel_shape", 2, 2, 2))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'up': output padding of 2 with stride 2 is not supported",
                        opset(13)
                                .input("x", "N", 2, 5)
                                .random("w", 2, 3, 3)
                                .named(
                                        "up",
                                        "ConvTranspose",
                                        "x w",
                                        "y",
                                        integers("strides", 2),
                                        integers("output_padding", 2))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'up': attribute 'output_shape' asks for 0 elements",
                        opset(13)
                                .input("x", "N", 2, 5)
                                .random("w", 2, 3, 3)
                                .named("up", "ConvTranspose", "x w", "y", integers("output_shape", 0))
                                .output("y")));
    }

    static Stream<Broken> attributes() {
        AttributeProto kernel = integers("kernel_shape", 2, 2);
        return Stream.of(
                new Broken(
                        "m.onnx, node 'n': attribute 'color' of Relu is not supported",
                        row().named("n", "Relu", "x", "y", attribute("color", 3))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': attribute 'axis' is of type FLOAT, not INT",
                        row().named("n", "Softmax", "x", "y", attribute("axis", 1f))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': attribute 'axis' is given twice",
                        row().named("n", "Softmax", "x", "y", attribute("axis", 1), attribute("axis", 0))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': attribute 'axis' is missing",
                        row().named("n", "Concat", "x x", "y").output("y")),
                new Broken(
                        "m.onnx, node 'n': attribute 'kernel_shape' is missing",
                        image(13).named("n", "MaxPool", "x", "y").output("y")),
                new Broken(
                        "m.onnx, node 'n': a kernel of 0 elements is empty",
                        image(13)
                                .named("n", "MaxPool", "x", "y", integers("kernel_shape", 0, 2))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': strides and dilations must be at least 1",
                        image(13)
                                .named("n", "MaxPool", "x", "y", kernel, integers("strides", -1, 1))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': attribute 'strides' has 3 values instead of 2",
                        image(13)
                                .named("n", "MaxPool", "x", "y", kernel, integers("strides", 1, 1, 1))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': padding must not be negative",
                        image(13)
                                .named("n", "MaxPool", "x", "y", kernel, integers("pads", 0, 0, -1, 0))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': the padding of a pooling must be smaller than its kernel",
                        image(13)
                                .named("n", "MaxPool", "x", "y", kernel, integers("pads", 2, 0, 0, 0))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': the window does not fit into the input 1×2×5×5",
                        image(13)
                                .named("n", "MaxPool", "x", "y", integers("kernel_shape", 6, 1))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': auto_pad 'EDGE' is unknown",
                        image(13)
                                .named("n", "MaxPool", "x", "y", kernel, attribute("auto_pad", "EDGE"))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': it has both pads and auto_pad SAME_UPPER",
                        image(13)
                                .named(
                                        "n",
                                        "MaxPool",
                                        "x",
                                        "y",
                                        kernel,
                                        attribute("auto_pad", "SAME_UPPER"),
                                        integers("pads", 0, 0, 1, 1))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': the weights 4×2×3×3 do not match the kernel 2×2",
                        image(13)
                                .random("w", 4, 2, 3, 3)
                                .named("n", "Conv", "x w", "y", kernel)
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': weights of shape 4×2×3×3 in 0 groups do not fit the input 1×2×5×5",
                        image(13)
                                .random("w", 4, 2, 3, 3)
                                .named("n", "Conv", "x w", "y", attribute("group", 0))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': weights of shape 4×3×3×3 in 1 groups do not fit the input 1×2×5×5",
                        image(13)
                                .random("w", 4, 3, 3, 3)
                                .named("n", "Conv", "x w", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': the bias must have one element per output channel",
                        image(13)
                                .random("w", 4, 2, 3, 3)
                                .random("b", 3)
                                .named("n", "Conv", "x w b", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': padding in mode 'reflect' is not supported",
                        row().longs("p", 0, 1, 0, 1)
                                .named("n", "Pad", "x p", "y", attribute("mode", "reflect"))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': negative padding is not supported",
                        row().longs("p", 0, -1, 0, 1)
                                .named("n", "Pad", "x p", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': BatchNormalization is in training mode",
                        normalisation(14)
                                .named("n", "BatchNormalization", "x a a a a", "y", attribute("training_mode", 1))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': BatchNormalization is in training mode",
                        normalisation(9)
                                .named("n", "BatchNormalization", "x a a a a", "y m v sm sv")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': BatchNormalization is in training mode",
                        normalisation(7)
                                .named("n", "BatchNormalization", "x a a a a", "y", attribute("spatial", 0))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': Dropout is in training mode",
                        row().initializer(raw("t", DataType.BOOL, new int[0], 1))
                                .named("n", "Dropout", "x _ t", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': its limits 1.0 and -1.0 leave nothing",
                        opset(9).input("x", "N", 4)
                                .named("n", "Clip", "x", "y", attribute("min", 1f), attribute("max", -1f))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': quantization by blocks is not supported",
                        opset(21)
                                .input("x", "N", 4)
                                .random("s", 1, 2)
                                .named("n", "QuantizeLinear", "x s", "y", attribute("block_size", 2))
                                .output("y", DataType.UINT8)),
                new Broken(
                        "m.onnx, node 'n': codes of type 17 are not supported",
                        opset(21)
                                .input("x", "N", 4)
                                .random("s")
                                .named("n", "QuantizeLinear", "x s", "y", attribute("output_dtype", 17))
                                .output("y", DataType.FLOAT8E4M3FN)),
                new Broken(
                        "m.onnx, node 'n': auto_pad with kernel 3, stride 1 and dilation 2 is not supported",
                        image(13)
                                .random("w", 4, 2, 3, 3)
                                .named(
                                        "n",
                                        "Conv",
                                        "x w",
                                        "y",
                                        attribute("auto_pad", "SAME_LOWER"),
                                        integers("dilations", 2, 2))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': a window with an extent of 40000 is too large",
                        image(13)
                                .named("n", "MaxPool", "x", "y", kernel, integers("strides", 40000, 1))
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': a backward slice that ends at the largest index is ambiguous",
                        row().longs("s", 1)
                                .longs("e", Long.MAX_VALUE)
                                .longs("b", -1)
                                .named("n", "Slice", "x s e s b", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': it does not compute in 32-bit floating point",
                        opset(23)
                                .input("x", "N", 4)
                                .random("s")
                                .named("n", "QuantizeLinear", "x s", "y", attribute("precision", 10))
                                .output("y", DataType.UINT8)),
                new Broken(
                        "m.onnx, node 'n': attribute 'alpha' is NaN",
                        row().random("w", 4, 2)
                                .named("n", "Gemm", "x w", "y", attribute("alpha", Float.NaN))
                                .output("y")));
    }

    private static ModelBuilder normalisation(int opset) {
        return image(opset).positive("a", 2);
    }

    static Stream<Broken> shapes() {
        ModelBuilder noShape = opset(13).node("Relu", "x", "y").output("y");
        noShape.graph().addInput(ModelBuilder.opset(13).output("x").graph().getOutput(0));
        return Stream.of(
                new Broken(
                        "m.onnx, input 'x': its first dimension, the batch, is fixed to 8. Maybe export with a dynamic or"
                                + " unit batch",
                        opset(13).input("x", 8, 4).node("Relu", "x", "y").output("y")),
                new Broken(
                        "m.onnx, input 'x': its dimension 2 ('height') is open. Maybe give the shape of one sample",
                        opset(13)
                                .input("x", "N", 3, "height", 4)
                                .node("Relu", "x", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, input 'x': its dimension 1 is open",
                        opset(13).input("x", "N", -1).node("Relu", "x", "y").output("y")),
                new Broken(
                        "m.onnx, input 'x': its dimension 1 is 0",
                        opset(13).input("x", "N", 0).node("Relu", "x", "y").output("y")),
                new Broken(
                        "m.onnx, input 'x': tensor 'x' of shape 1×2147483647×2147483647 has more than",
                        opset(13)
                                .input("x", 1, Integer.MAX_VALUE, Integer.MAX_VALUE)
                                .node("Relu", "x", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, input 'x': its dimension 1 is 1099511627776",
                        opset(13).input("x", 1, 1L << 40).node("Relu", "x", "y").output("y")),
                new Broken("m.onnx, input 'x': it has no shape", noShape),
                new Broken(
                        "m.onnx, node 'Relu_of_y': Relu is not supported for inputs of types [INT64]",
                        opset(13)
                                .input("x", DataType.INT64, "N", 4)
                                .node("Relu", "x", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': the output for the inputs [1×4] is too large",
                        row().longs("p", 0, 2_000_000_000, 0, 200_000_000)
                                .named("n", "Pad", "x p", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': tensor 'y' of shape 2×2000000004 has more than",
                        row().longs("p", 0, 2_000_000_000, 1, 0)
                                .named("n", "Pad", "x p", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': the shapes 1×4 and 3×2 cannot be multiplied",
                        row().random("w", 3, 2).named("n", "MatMul", "x w", "y").output("y")),
                new Broken(
                        "m.onnx, node 'n': the shape 1×4 cannot become [3, -1]",
                        row().longs("t", 3, -1)
                                .named("n", "Reshape", "x t", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': its target shape ('s') must be constant, but is computed",
                        row().longs("a", 0)
                                .longs("b", -1)
                                .node("Concat", "a b", "s", attribute("axis", 0))
                                .named("n", "Reshape", "x s", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': its target shape must be integers",
                        row().random("t", 2).named("n", "Reshape", "x t", "y").output("y")),
                new Broken(
                        "m.onnx, node 'n': the step of a slice must not be 0",
                        row().longs("o", 1)
                                .longs("z", 0)
                                .named("n", "Slice", "x o o o z", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': the slice of axis 1 of 1×4 is empty",
                        row().longs("o", 1).named("n", "Slice", "x o o o", "y").output("y")),
                new Broken(
                        "m.onnx, node 'n': its starts, ends, axes and steps differ in number",
                        row().longs("o", 1)
                                .longs("t", 1, 2)
                                .named("n", "Slice", "x o t", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': axis 2 is outside the shape 1×4",
                        opset(18)
                                .input("x", "N", 4)
                                .longs("p", 1, 1)
                                .longs("a", 2)
                                .named("n", "Pad", "x p _ a", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': a scale of shape 3 does not fit axis 1 of 1×4",
                        row().positive("s", 3)
                                .named("n", "QuantizeLinear", "x s", "y")
                                .output("y", DataType.UINT8)),
                new Broken(
                        "m.onnx, node 'n': Add is not supported for inputs of types [FLOAT, INT64]",
                        row().longs("i", 1).named("n", "Add", "x i", "y").output("y")));
    }

    static Stream<Broken> tensors() {
        TensorProto external = tensor("w", DataType.FLOAT, 4, 2)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .build();
        TensorProto segment = tensor("w", DataType.FLOAT, 4, 2)
                .setSegment(TensorProto.Segment.newBuilder().setBegin(0).setEnd(8))
                .build();
        TensorProto absurd =
                tensor("w", DataType.FLOAT).addDims(1L << 40).addDims(1L << 40).build();
        TensorProto claims =
                tensor("w", DataType.FLOAT, 46340, 46340).addFloatData(1).build();
        return Stream.of(
                weights("its element 3 is NaN", floats("w", new int[] {4, 2}, 1, 2, 3, Float.NaN, 5, 6, 7, 8)),
                weights(
                        "its element 0 is -Infinity",
                        floats("w", new int[] {4, 2}, Float.NEGATIVE_INFINITY, 2, 3, 4, 5, 6, 7, 8)),
                weights("its shape [4, 2] needs 8 elements, but 3 are there", floats("w", new int[] {4, 2}, 1, 2, 3)),
                weights(
                        "its shape [4, 2] needs 32 bytes, but 3 are there",
                        raw("w", DataType.FLOAT, new int[] {4, 2}, 1, 2, 3)),
                weights(
                        "its shape [3, 3] needs 5 bytes, but 4 are there",
                        raw("w", DataType.INT4, new int[] {3, 3}, 1, 2, 3, 4)),
                weights("its shape [46340, 46340] needs 2147395600 elements, but 1 are there", claims),
                weights("its shape [1099511627776, 1099511627776] is not possible", absurd),
                weights(
                        "its shape [-4, 2] is not possible",
                        tensor("w", DataType.FLOAT, -4, 2).build()),
                weights("its data is in another file", external),
                weights("its data is cut into segments", segment),
                weights(
                        "its element type STRING is not supported",
                        tensor("w", DataType.STRING, 4, 2).build()),
                weights(
                        "its element type 77 is not supported",
                        tensor("w", DataType.FLOAT, 4, 2).setDataType(77).build()),
                weights(
                        "its element 1, 1.0E300, does not fit 32-bit floating point",
                        tensor("w", DataType.DOUBLE, 2)
                                .addDoubleData(1)
                                .addDoubleData(1e300)
                                .build()),
                weights(
                        "its element 0, 300, does not fit 8 bits",
                        tensor("w", DataType.INT8, 1).addInt32Data(300).build()),
                new Broken(
                        "m.onnx, node 'n': tensor 'y' of shape 1×0×3×3 has no elements",
                        image(13)
                                .random("w", 0, 2, 3, 3)
                                .named("n", "Conv", "x w", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'n': the shapes 1×4 and 0 do not broadcast",
                        row().random("w", 0).named("n", "Add", "x w", "y").output("y")),
                new Broken(
                        "m.onnx, node 'c', attribute 'value': its shape [2] needs 2 elements, but 1 are there",
                        row().named("c", "Constant", "", "w", attribute("value", floats("", new int[] {2}, 1)))
                                .node("Add", "x w", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, tensor 'w': its element 1 is NaN",
                        row().named(
                                        "c",
                                        "Constant",
                                        "",
                                        "w",
                                        attribute("value", floats("", new int[] {4}, 1, Float.NaN, 3, 4)))
                                .node("Add", "x w", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'c': the constant has no value",
                        row().named("c", "Constant", "", "w")
                                .node("Add", "x w", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'c': attribute 'value_strings' of Constant is not supported",
                        row().named("c", "Constant", "", "w", integers("value_strings", 1))
                                .node("Add", "x w", "y")
                                .output("y")));
    }

    private static Broken weights(String expected, TensorProto weights) {
        return new Broken(
                "m.onnx, tensor 'w': " + expected,
                row().initializer(weights).node("MatMul", "x w", "y").output("y"));
    }

    static Stream<Broken> structures() {
        ModelBuilder sparse = row().node("Relu", "x", "y").output("y");
        sparse.graph().addSparseInitializer(SparseTensorProto.getDefaultInstance());
        return Stream.of(
                new Broken("m.onnx: the graph has no output", row().node("Relu", "x", "y")),
                new Broken(
                        "m.onnx, output 'z': nothing writes it",
                        row().node("Relu", "x", "y").output("z")),
                new Broken(
                        "m.onnx, output 'w': it is constant",
                        row().random("w", 2).node("Relu", "x", "y").output("w")),
                new Broken(
                        "m.onnx, node 'n': tensor 'q' is read before anything writes it",
                        row().named("n", "Relu", "q", "y").output("y")),
                new Broken(
                        "m.onnx, node 'a': it reads 's', which is written only later, by node 'b'",
                        row().named("a", "Relu", "s", "y")
                                .named("b", "Relu", "x", "s")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'a': it reads 'q', which is written only later, by node 'b'",
                        row().named("a", "Add", "x q", "p")
                                .named("b", "Relu", "p", "q")
                                .output("q")),
                new Broken(
                        "m.onnx, node 'a': it reads 'p', which is written only by itself",
                        row().named("a", "Add", "x p", "p").output("p")),
                new Broken(
                        "m.onnx, node 'b': tensor 'y' is written twice",
                        row().named("a", "Relu", "x", "y")
                                .named("b", "Relu", "x", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, node 'a': it writes the constant 'w'",
                        row().random("w", 4).named("a", "Relu", "x", "w").output("w")),
                new Broken(
                        "m.onnx, node 'a': it writes the input 'x'",
                        row().named("a", "Relu", "x", "x").output("x")),
                new Broken(
                        "m.onnx: two initializers are named 'w'",
                        row().random("w", 4)
                                .random("w", 4)
                                .node("Add", "x w", "y")
                                .output("y")),
                new Broken(
                        "m.onnx, input 'x': tensor 'x' is written twice",
                        row().input("x", "N", 4).node("Relu", "x", "y").output("y")),
                new Broken(
                        "m.onnx, node 'pool': its further output 'i' is used",
                        image(13)
                                .named("pool", "MaxPool", "x", "y i", integers("kernel_shape", 2, 2))
                                .output("y")
                                .output("i", DataType.INT64)),
                new Broken(
                        "m.onnx, node 'drop': its further output 'mask' is used",
                        row().named("drop", "Dropout", "x", "d mask")
                                .node("Identity", "mask", "y")
                                .output("y", DataType.BOOL)),
                new Broken(
                        "m.onnx, node 'n': Relu does not take 2 inputs",
                        row().named("n", "Relu", "x x", "y").output("y")),
                new Broken(
                        "m.onnx, node 'n': Relu does not take 0 inputs",
                        row().named("n", "Relu", "", "y").output("y")),
                new Broken(
                        "m.onnx, node 'n': input 0 is missing",
                        row().named("n", "Add", "_ x", "y").output("y")),
                new Broken(
                        "m.onnx: no output depends on an input",
                        row().random("w", 4).node("Relu", "w", "y").output("y")),
                new Broken("m.onnx: sparse initializers are not supported", sparse));
    }

    @Test
    void namesMissingAndUnreadableFiles(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("none.onnx");
        assertEquals(
                missing + ": there is no such file. Maybe the path is relative to another folder.",
                assertThrows(InvalidInputException.class, () -> OnnxReader.read(missing))
                        .getMessage());
        var unreadable = assertThrows(InvalidInputException.class, () -> OnnxReader.read(folder));
        assertEquals(folder + ": it is a folder", unreadable.place() + ": " + unreadable.problem());
    }

    @Test
    void refusesHugeFilesBeforeReadingThem(@TempDir Path folder) throws IOException {
        Path huge = folder.resolve("huge.onnx");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        var refusal = assertThrows(InvalidInputException.class, () -> OnnxReader.read(huge));
        assertEquals("its 3221225472 bytes are more than 2 GB", refusal.problem());
    }

    @Test
    void refusesFilesThatDoNotFitTheMemory(@TempDir Path folder) throws IOException {
        long size = Runtime.getRuntime().maxMemory() / 2 + 1;
        Path large = folder.resolve("large.onnx");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(size);
        }
        var refusal = assertThrows(InvalidInputException.class, () -> OnnxReader.read(large));
        assertTrue(refusal.problem().startsWith("its " + size + " bytes "), refusal.problem());
    }

    @Test
    void namesTheFileInEveryMessage(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("tanh.onnx");
        Files.write(path, row().named("n", "Tanh", "x", "y").output("y").bytes());
        var refusal = assertThrows(InvalidInputException.class, () -> OnnxReader.read(path));
        assertEquals(path + ", node 'n'", refusal.place());
    }
}
