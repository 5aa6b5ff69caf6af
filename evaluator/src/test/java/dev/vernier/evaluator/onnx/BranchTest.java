package dev.vernier.evaluator.onnx;

import static dev.vernier.evaluator.onnx.ModelBuilder.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.runtime.OnnxRuntimeOracle;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Control flow whose way is known beforehand is replaced by that way; other control flow is refused. */
class BranchTest {
    private static final OnnxReader.Options OPTIONS =
            new OnnxReader.Options(Optional.of(new OnnxRuntimeOracle()), new TreeMap<>());

    private static AttributeProto graph(String name, ModelBuilder body) {
        GraphProto.Builder graph = body.graph().setName(name);
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    private static ModelBuilder body() {
        return ModelBuilder.opset(17);
    }

    private static TensorProto truth(String name, boolean value) {
        return ModelBuilder.raw(name, DataType.BOOL, new int[] {}, value ? 1 : 0);
    }

    /** Both branches use the names of the other, of tensors outside, and what only they need of the outside. */
    static ModelBuilder model(boolean condition) {
        ModelBuilder inner = body().node("Add", "c h", "n").output("n");
        ModelBuilder other = body().node("Sub", "c h", "n").output("n");
        ModelBuilder then = body().initializer(floats("k", new int[] {}, 3))
                .named("same", "Mul", "outside k", "c")
                .initializer(truth("deep", true))
                .named(
                        "deeper",
                        "If",
                        "deep",
                        "h",
                        graph("then_branch", body().node("Tanh", "both", "v").output("v")),
                        graph("else_branch", body().node("Exp", "both", "v").output("v")))
                .named("inner", "If", "cond", "z", graph("then_branch", inner), graph("else_branch", other))
                .output("z");
        ModelBuilder otherwise = body().initializer(floats("k", new int[] {}, 5))
                .named("same", "Div", "elsewhere k", "c")
                .output("c");
        return ModelBuilder.opset(17)
                .input("x", "N", 6)
                .random("w", 6, 6)
                .node("MatMul", "x w", "both")
                .node("Sigmoid", "both", "outside")
                .node("Softplus", "both", "elsewhere")
                .longs("six", 6)
                .longs("other", condition ? 6 : 7)
                .node("Equal", "six other", "equal")
                .node("Cast", "equal", "number", to(DataType.INT32))
                .node("ReduceMax", "number", "most", ModelBuilder.attribute("keepdims", 0))
                .node("Cast", "most", "cond", to(DataType.BOOL))
                .named("condition", "If", "cond", "b", graph("then_branch", then), graph("else_branch", otherwise))
                .node("Relu", "b", "y")
                .output("y");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBranchThatRunsTakesTheNodesPlace(boolean condition) throws OrtException {
        byte[] bytes = model(condition).bytes();
        Graph read = OnnxReader.read(bytes, "m.onnx", OPTIONS).graph();
        Map<String, Shape> inputs = Map.of("x", Shape.of(1, 6));
        OrtRunner.Result expected =
                Objects.requireNonNull(OrtRunner.run(bytes, inputs, 1).get("y"));
        for (Graph each : List.of(read, Folding.fold(read))) {
            byte[] written = OnnxWriter.toBytes(each, OnnxWriter.Options.defaults());
            assertArrayEquals(
                    expected.values(),
                    Objects.requireNonNull(OrtRunner.run(written, inputs, 1).get("y"))
                            .values(),
                    1e-6f);
        }
        List<String> operators =
                read.nodes().stream().map(node -> node.op().type()).toList();
        assertEquals(condition, operators.contains("Sigmoid"), "needed by the first branch only");
        assertEquals(!condition, operators.contains("Softplus"), "needed by the second branch only");
        assertTrue(!operators.contains("Exp"), "never runs");
    }

    private static AttributeProto to(DataType type) {
        return ModelBuilder.attribute("to", type.getNumber());
    }

    private static void assertRefused(String expected, ModelBuilder model) {
        byte[] bytes = model.output("y").bytes();
        var refusal = assertThrows(InvalidInputException.class, () -> OnnxReader.read(bytes, "m.onnx", OPTIONS));
        assertTrue(refusal.toString().contains(expected), refusal.toString());
    }

    private static ModelBuilder row() {
        return ModelBuilder.opset(17).input("x", "N", 6);
    }

    private static AttributeProto[] branches(ModelBuilder body) {
        return new AttributeProto[] {graph("then_branch", body), graph("else_branch", body)};
    }

    @Test
    void whatIsNotKnownBeforehandIsRefusedByItsNode() {
        ModelBuilder copies = body().node("Identity", "x", "v").output("v");
        assertRefused(
                "node 'if': If runs a graph of its own, and which one is known only at run time",
                row().node("Cast", "x", "c", to(DataType.BOOL)).named("if", "If", "c", "y", branches(copies)));
        assertRefused(
                "node 'if': its condition is no single truth value",
                row().longs("c", 1).named("if", "If", "c", "y", branches(copies)));
        assertRefused(
                "node 'if': attribute 'then_branch' is missing",
                row().initializer(truth("c", true)).named("if", "If", "c", "y"));
        assertRefused(
                "node 'if': its branch has only 1 outputs",
                row().initializer(truth("c", true)).named("if", "If", "c", "y z", branches(copies)));
        assertRefused(
                "node 'self': it reads 'v', which is written only by itself",
                row().initializer(truth("c", true))
                        .named(
                                "if",
                                "If",
                                "c",
                                "y",
                                branches(body().named("self", "Relu", "v", "v").output("v"))));
        assertRefused(
                "node 'again': tensor 'y' is read before anything writes it",
                row().initializer(truth("c", true))
                        .named(
                                "if",
                                "If",
                                "c",
                                "y",
                                branches(body().named("again", "Relu", "y", "v").output("v"))));
        assertRefused(
                "node 'loop': Loop runs a graph of its own, which is not supported",
                row().longs("n", 3).named("loop", "Loop", "n _ x", "y", graph("body", copies)));
        assertRefused(
                "node 'scan': Scan runs a graph of its own, which is not supported",
                row().named("scan", "Scan", "x", "y", graph("body", copies)));
    }
}
