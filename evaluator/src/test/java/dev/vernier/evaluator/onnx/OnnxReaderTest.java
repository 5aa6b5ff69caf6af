package dev.vernier.evaluator.onnx;

import static dev.vernier.evaluator.onnx.ModelBuilder.floats;
import static dev.vernier.evaluator.onnx.ModelBuilder.opset;
import static dev.vernier.evaluator.onnx.ModelBuilder.raw;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a graph looks like that was read; that it computes the right thing is shown against ONNX Runtime elsewhere. */
class OnnxReaderTest {
    private static Graph read(ModelBuilder model) {
        return OnnxReader.read(model.bytes(), "model.onnx").graph();
    }

    @Test
    void everyNodeHasANameOfItsOwn() {
        Graph graph = read(opset(13)
                .input("x", "N", 4)
                .named("", "Relu", "x", "a")
                .named("relu", "Relu", "a", "b")
                .named("relu", "Relu", "b", "c")
                .named(" ", "Relu", "c", "d")
                .named("Relu_5", "Relu", "d", "e")
                .named("", "Relu", "e", "f")
                .named("relu", "Relu", "f", "y")
                .output("y"));
        assertEquals(
                List.of("Relu_0", "relu", "relu_2", "Relu_3", "Relu_5", "Relu_5_2", "relu_3"),
                graph.nodes().stream().map(Node::name).toList());
    }

    @Test
    void leavesOutWhatNoOutputNeeds() {
        Graph graph = read(opset(13)
                .input("x", "N", 4)
                .input("unused", DataType.INT64, "a", "b")
                .initializer(floats("bad", new int[] {1}, Float.NaN))
                .longs("shape", 0, 2, 2)
                .node("Reshape", "x shape", "y")
                .node("Add", "x bad", "side")
                .node("NonMaxSuppression", "side", "other")
                .output("y"));
        assertEquals(List.of("x"), graph.inputs());
        assertEquals(1, graph.nodes().size());
        assertEquals(Set.of(), graph.constants().keySet());
    }

    @Test
    void theBatchBecomesOne() {
        for (Object batch : List.of("N", 1, -1)) {
            Graph graph = read(
                    opset(13).input("x", batch, 3, 4).node("Relu", "x", "y").output("y"));
            assertEquals(Shape.of(1, 3, 4), graph.shape("y"));
        }
    }

    @Test
    void initializersListedAsInputsAreConstants() {
        Graph graph = read(opset(8).input("x", "N", 2)
                .input("w", "anything")
                .random("w", 2)
                .node("Add", "x w", "y")
                .output("y"));
        assertEquals(List.of("x"), graph.inputs());
        assertEquals(Set.of("w"), graph.constants().keySet());
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16", "DOUBLE"})
    void otherFloatingPointIsComputedIn32Bits(DataType type) {
        int[] one = type == DataType.DOUBLE ? new int[] {0, 0, 0, 0, 0, 0, 0xF0, 0x3F} : new int[] {0x80, 0x3F};
        Graph graph = read(opset(13)
                .input("x", type, "N", 2)
                .initializer(raw("w", type, new int[] {1}, one))
                .node("Add", "x w", "y")
                .output("y", type));
        assertEquals(type == DataType.FLOAT16 ? 1.875f : 1f, graph.floats("w").data()[0]);
    }

    @Test
    void oldSoftmaxOverSeveralAxesTakesThreeSteps() {
        Graph graph = read(
                opset(12).input("x", "N", 3, 4).named("s", "Softmax", "x", "y").output("y"));
        assertEquals(
                List.of(new Op.Flatten(1), new Op.Softmax(1), new Op.Reshape(List.of(1, 3, 4))),
                graph.nodes().stream().map(Node::op).toList());
        assertEquals("s", graph.nodes().get(1).name());
    }

    @Test
    void openDimensionsAreThoseOfTheData() {
        ModelBuilder one =
                opset(12).input("x", "N", 3, "h", "w").node("Relu", "x", "y").output("y");
        OnnxReader.Options data = options(new TreeMap<>(), Map.of("", Shape.of(3, 5, 7)));
        assertEquals(
                Shape.of(1, 3, 5, 7),
                OnnxReader.read(one.bytes(), "m", data).graph().shape("x"));
        OnnxReader.Options named =
                options(new TreeMap<>(Map.of("x", Shape.of(3, 2, 2))), Map.of("", Shape.of(3, 5, 7)));
        assertEquals(
                Shape.of(1, 3, 2, 2),
                OnnxReader.read(one.bytes(), "m", named).graph().shape("x"));
        ModelBuilder two = opset(12)
                .input("x", "N", "h")
                .input("z", "N", 7)
                .node("Add", "x z", "y")
                .output("y");
        assertThrows(InvalidInputException.class, () -> OnnxReader.read(two.bytes(), "m", data));
        OnnxReader.Options both = options(new TreeMap<>(), Map.of("x", Shape.of(7), "other", Shape.of(1)));
        assertEquals(
                Shape.of(1, 7), OnnxReader.read(two.bytes(), "m", both).graph().shape("x"));
    }

    private static OnnxReader.Options options(SortedMap<String, Shape> named, Map<String, Shape> data) {
        return new OnnxReader.Options(Optional.empty(), named, () -> data, Optional.empty());
    }

    @Test
    void oneOutputMayBeTheOnlyOneThatCounts() {
        ModelBuilder two = opset(12)
                .input("x", "N", 3)
                .input("z", "N", 3)
                .node("Relu", "x", "y")
                .node("Add", "y z", "s")
                .output("s")
                .output("y");
        Graph graph = OnnxReader.read(two.bytes(), "m", output("y")).graph();
        assertEquals(List.of("y"), graph.outputs());
        assertEquals(List.of("x"), graph.inputs());
        assertEquals(1, graph.nodes().size());
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> OnnxReader.read(two.bytes(), "m", output("Y")));
        assertTrue(refused.getMessage().contains("it has no output 'Y'"), refused.getMessage());
    }

    private static OnnxReader.Options output(String name) {
        return new OnnxReader.Options(Optional.empty(), new TreeMap<>(), Map::of, Optional.of(name));
    }

    @Test
    void saysWhatItRead() {
        ModelBuilder builder =
                opset(12).input("x", "N", 3).node("Relu", "x", "y").output("y");
        builder.model().setProducerName("pytorch").setProducerVersion("2.4");
        OnnxModel model = OnnxReader.read(builder.bytes(), "model.onnx");
        assertEquals("pytorch 2.4", model.producer());
        assertEquals(12, model.opset());
        assertEquals(6, model.irVersion());
        assertEquals("model.onnx", model.source());
    }
}
