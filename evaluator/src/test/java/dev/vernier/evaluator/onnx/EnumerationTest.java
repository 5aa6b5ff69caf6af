package dev.vernier.evaluator.onnx;

import static dev.vernier.evaluator.onnx.ModelBuilder.attribute;
import static dev.vernier.evaluator.onnx.ModelBuilder.integers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnxruntime.OrtException;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shapes and windows over whole enumerations. Everything we accept goes into one model, of which ONNX Runtime must find
 * the same shapes and, after we have read and written it, the same values; what we refuse must have a known reason.
 */
class EnumerationTest {
    private static final List<Integer> EXTENTS = List.of(3, 5, 8);

    /** One axis of a window; {@code auto} is empty where the pads are given. */
    record Axis(int extent, int kernel, int stride, int dilation, int before, int after, String auto) {
        boolean isSame() {
            return auto.startsWith("SAME");
        }

        /** What SAME padding adds, negative where the strides step over elements. */
        int same() {
            return (Math.ceilDiv(extent, stride) - 1) * stride + kernel - extent;
        }

        boolean fits() {
            return isSame() || extent + before + after >= dilation * (kernel - 1) + 1;
        }

        /** Where runtimes disagree with each other or with the specification. */
        boolean mayBeRefused(Operator operator) {
            boolean pooling = operator.pooling();
            if (operator.type().equals("ConvTranspose")) {
                return (extent - 1) * stride + dilation * (kernel - 1) < before + after;
            }
            return !fits()
                    || (isSame() && (dilation > 1 || (pooling && same() < 0)))
                    || (pooling && Math.max(before, after) >= kernel);
        }

        AttributeProto[] attributes(int ceil, boolean dilatable) {
            List<AttributeProto> attributes = new ArrayList<>();
            attributes.add(integers("kernel_shape", kernel, 1));
            attributes.add(integers("strides", stride, 1));
            if (dilatable) {
                attributes.add(integers("dilations", dilation, 1));
            }
            attributes.add(auto.isEmpty() ? integers("pads", before, 0, after, 0) : attribute("auto_pad", auto));
            if (ceil == 1) {
                attributes.add(attribute("ceil_mode", 1));
            }
            return attributes.toArray(AttributeProto[]::new);
        }
    }

    record Operator(String type, int opset, int ceil) {
        boolean pooling() {
            return type.endsWith("Pool");
        }

        boolean dilatable() {
            return !type.equals("AveragePool") || opset >= 19;
        }
    }

    static Stream<Operator> operators() {
        return Stream.of(
                new Operator("Conv", 11, 0),
                new Operator("ConvTranspose", 11, 0),
                new Operator("MaxPool", 12, 0),
                new Operator("MaxPool", 22, 1),
                new Operator("AveragePool", 11, 0),
                new Operator("AveragePool", 22, 0),
                new Operator("AveragePool", 22, 1));
    }

    private static List<Axis> axes() {
        List<Axis> axes = new ArrayList<>();
        for (int extent : EXTENTS) {
            for (int kernel : List.of(1, 2, 3, 5)) {
                for (int stride : List.of(1, 2, 3)) {
                    for (int dilation : List.of(1, 2)) {
                        for (String auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
                            axes.add(new Axis(extent, kernel, stride, dilation, 0, 0, auto));
                        }
                        for (int pads : List.of(0, 1, 2, 10, 11, 12, 22)) {
                            axes.add(new Axis(extent, kernel, stride, dilation, pads / 10, pads % 10, ""));
                        }
                    }
                }
            }
        }
        return axes;
    }

    @ParameterizedTest
    @MethodSource("operators")
    void windowsCoverWhatOnnxRuntimeCovers(Operator operator) throws OrtException {
        ModelBuilder accepted = windowModel(operator);
        int count = 0;
        for (Axis axis : axes()) {
            if (!operator.dilatable() && axis.dilation() > 1) {
                continue;
            }
            ModelBuilder single = windowModel(operator);
            addWindow(single, operator, axis, "y");
            if (axis.mayBeRefused(operator) && isRefused(single)) {
                continue;
            }
            addWindow(accepted, operator, axis, "y" + count++);
        }
        assertTrue(count > 150, count + " cases");
        assertAgrees(accepted);
    }

    private static ModelBuilder windowModel(Operator operator) {
        ModelBuilder builder = ModelBuilder.opset(operator.opset());
        EXTENTS.forEach(extent -> builder.input("x" + extent, "N", 1, extent, 2));
        List.of(1, 2, 3, 5).forEach(kernel -> builder.random("w" + kernel, 1, 1, kernel, 1));
        return builder;
    }

    private static void addWindow(ModelBuilder builder, Operator operator, Axis axis, String output) {
        String inputs = "x" + axis.extent() + (operator.pooling() ? "" : " w" + axis.kernel());
        builder.node(operator.type(), inputs, output, axis.attributes(operator.ceil(), operator.dilatable()))
                .output(output);
    }

    @Test
    void slicesTakeWhatOnnxRuntimeTakes() throws OrtException {
        List<Long> limits = List.of(Long.MIN_VALUE, -6L, -5L, -4L, -1L, 0L, 1L, 4L, 5L, 6L, Long.MAX_VALUE);
        ModelBuilder accepted = ModelBuilder.opset(13).input("x", "N", 5).longs("axis", 1);
        ModelBuilder refused = ModelBuilder.opset(13).input("x", "N", 5).longs("axis", 1);
        int count = 0;
        for (long start : limits) {
            for (long end : limits) {
                for (long step : List.of(-2L, -1L, 1L, 3L, Long.MAX_VALUE)) {
                    ModelBuilder single =
                            ModelBuilder.opset(13).input("x", "N", 5).longs("axis", 1);
                    addSlice(single, start, end, step, 0);
                    if (step > 0 || end < Long.MAX_VALUE) {
                        addSlice(isRefused(single) ? refused : accepted, start, end, step, count++);
                    } else {
                        assertTrue(isRefused(single));
                    }
                }
            }
        }
        assertAgrees(accepted);
        OrtRunner.run(refused.bytes(), Map.of("x", Shape.of(1, 5)), 1)
                .forEach((name, result) -> assertEquals(0, result.values().length, name));
    }

    private static void addSlice(ModelBuilder builder, long start, long end, long step, int index) {
        builder.longs("start" + index, start)
                .longs("end" + index, end)
                .longs("step" + index, step)
                .node("Slice", "x start%1$d end%1$d axis step%1$d".formatted(index), "y" + index)
                .output("y" + index);
    }

    static Stream<ModelBuilder> shapes() {
        ModelBuilder flatten = ModelBuilder.opset(13).input("x", "N", 2, 3, 4);
        for (int axis = -4; axis <= 4; axis++) {
            String output = "y" + (axis + 4);
            flatten.node("Flatten", "x", output, attribute("axis", axis)).output(output);
        }
        ModelBuilder transpose = ModelBuilder.opset(13).input("x", "N", 2, 3);
        ModelBuilder concat = ModelBuilder.opset(13).input("x", "N", 2, 3);
        int[][] permutations = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (int i = 0; i < permutations.length; i++) {
            transpose
                    .node("Transpose", "x", "y" + i, integers("perm", permutations[i]))
                    .output("y" + i);
            concat.node("Concat", "x x x", "y" + i, attribute("axis", i - 3)).output("y" + i);
        }
        ModelBuilder reshape = ModelBuilder.opset(13).input("x", "N", 2, 3, 4);
        long[][] targets = {{24}, {-1}, {0, 0, 0, 0}, {0, -1}, {1, 6, -1}, {2, 0, 3, 2}, {4, 3, 2, 1, 1}, {-1, 8}};
        for (int i = 0; i < targets.length; i++) {
            reshape.longs("t" + i, targets[i])
                    .node("Reshape", "x t" + i, "y" + i)
                    .output("y" + i);
        }
        return Stream.of(flatten, transpose, concat, reshape, broadcasts());
    }

    private static ModelBuilder broadcasts() {
        ModelBuilder builder = ModelBuilder.opset(13).input("x", "N", 3, 4, 4);
        int[][] addends = {{}, {1}, {4}, {4, 1}, {3, 1, 1}, {3, 4, 4}, {1, 1, 4, 4}, {1, 1, 1, 1, 1}, {2, 1, 3, 1, 4}};
        int[][] factors = {{4, 1}, {4, 5}, {3, 4, 2}, {1, 4, 2}, {2, 1, 4, 2}, {2, 1, 1, 4, 2}};
        for (int i = 0; i < addends.length; i++) {
            builder.random("a" + i, addends[i]).node("Add", "x a" + i, "y" + i).output("y" + i);
            builder.node("Add", "a%1$d x".formatted(i), "z" + i).output("z" + i);
        }
        for (int i = 0; i < factors.length; i++) {
            builder.random("f" + i, factors[i])
                    .node("MatMul", "x f" + i, "m" + i)
                    .output("m" + i);
        }
        return builder;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shapesAreThoseOfOnnxRuntime(ModelBuilder model) throws OrtException {
        assertAgrees(model);
    }

    @Test
    void refusesShapesThatOnnxRuntimeRefuses() {
        List<ModelBuilder> models = List.of(
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .random("w", 3, 2)
                        .node("MatMul", "x w", "y")
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .random("w", 3)
                        .node("Add", "x w", "y")
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .longs("t", 3)
                        .node("Reshape", "x t", "y")
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .longs("t", -1, 3)
                        .node("Reshape", "x t", "y")
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .longs("t", -1, -1)
                        .node("Reshape", "x t", "y")
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .longs("t", 1, 4, 0)
                        .node("Reshape", "x t", "y")
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .node("Flatten", "x", "y", attribute("axis", 3))
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .node("Concat", "x x", "y", attribute("axis", 2))
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .node("Transpose", "x", "y", integers("perm", 0, 0))
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .node("Softmax", "x", "y", attribute("axis", -3))
                        .output("y"),
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .longs("two", 0, 0)
                        .longs("axes", 1, -1)
                        .longs("ends", 2, 2)
                        .node("Slice", "x two ends axes", "y")
                        .output("y"));
        for (ModelBuilder model : models) {
            assertThrows(OrtException.class, () -> OrtRunner.run(model.bytes(), Map.of("x", Shape.of(1, 4)), 1));
            assertTrue(isRefused(model));
        }
    }

    private static boolean isRefused(ModelBuilder model) {
        try {
            OnnxReader.read(model.bytes(), "model.onnx");
            return false;
        } catch (InvalidInputException e) {
            return true;
        }
    }

    private static void assertAgrees(ModelBuilder model) throws OrtException {
        OnnxModel read = OnnxReader.read(model.bytes(), "model.onnx");
        Graph graph = read.graph();
        Map<String, Shape> inputs = new TreeMap<>();
        graph.inputs().forEach(input -> inputs.put(input, graph.shape(input)));
        byte[] copy = OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults().withOpset(Math.max(13, read.opset())));
        Map<String, OrtRunner.Result> expected = OrtRunner.run(model.bytes(), inputs, 1);
        Map<String, OrtRunner.Result> actual = OrtRunner.run(copy, inputs, 1);
        expected.forEach((name, result) -> {
            String node = model.graph().getNodeList().stream()
                    .filter(proto -> proto.getOutput(0).equals(name))
                    .toList()
                    .toString();
            assertEquals(result.shape(), graph.shape(name), node);
            assertEquals(result, actual.get(name), node);
        });
    }
}
