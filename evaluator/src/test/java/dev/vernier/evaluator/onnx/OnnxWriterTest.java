package dev.vernier.evaluator.onnx;

import static dev.vernier.evaluator.onnx.ModelBuilder.opset;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxWriterTest {
    private static final OnnxWriter.Options DEFAULTS = OnnxWriter.Options.defaults();

    private static Graph relu() {
        return Graph.builder("g")
                .input("x", Shape.of(1, 4))
                .node("y", new Op.Relu(), "x")
                .output("y")
                .build();
    }

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.onnx.ModelCases#all")
    void equalGraphsGiveEqualBytes(ModelCases.Case model) {
        byte[] original = model.builder().bytes();
        byte[] first = OnnxWriter.toBytes(OnnxReader.read(original, "m").graph(), DEFAULTS);
        byte[] second = OnnxWriter.toBytes(OnnxReader.read(original, "m").graph(), DEFAULTS);
        assertArrayEquals(first, second);
        assertArrayEquals(first, OnnxWriter.toBytes(OnnxReader.read(first, "m").graph(), DEFAULTS));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26})
    void onnxRuntimeTakesEachOpset(int opset) throws OrtException {
        Graph graph = OnnxReader.read(
                        opset(13)
                                .input("x", "N", 2, 6, 6)
                                .random("w", 3, 2, 3, 3)
                                .longs("shape", 0, -1)
                                .node("Conv", "x w", "c")
                                .node("Relu", "c", "r")
                                .node("Reshape", "r shape", "f")
                                .node("Softmax", "f", "y")
                                .output("y")
                                .bytes(),
                        "m")
                .graph();
        byte[] bytes = OnnxWriter.toBytes(graph, DEFAULTS.withOpset(opset));
        assertEquals(opset, OnnxReader.read(bytes, "m").opset());
        assertEquals(
                Shape.of(2, 48),
                Objects.requireNonNull(OrtRunner.run(bytes, Map.of("x", Shape.of(1, 2, 6, 6)), 2)
                                .get("y"))
                        .shape());
    }

    @Test
    void aFixedUnitBatchIsWrittenOpen() throws OrtException {
        Graph graph = OnnxReader.read(
                        opset(13)
                                .input("x", 1, 2, 3, 4)
                                .longs("rows", 1, -1)
                                .longs("split", 1, 2, 12)
                                .longs("tokens", 24, 1)
                                .longs("back", 1, 4, 6)
                                .node("Reshape", "x rows", "flat")
                                .node("Reshape", "flat split", "parts")
                                .node("Transpose", "parts", "turned")
                                .node("Reshape", "turned tokens", "merged")
                                .node("Relu", "parts", "y")
                                .node("Reshape", "parts back", "z")
                                .output("merged")
                                .output("y")
                                .output("z")
                                .bytes(),
                        "m")
                .graph();
        byte[] bytes = OnnxWriter.toBytes(graph, DEFAULTS);
        var three = OrtRunner.run(bytes, Map.of("x", Shape.of(1, 2, 3, 4)), 3);
        var one = OrtRunner.run(bytes, Map.of("x", Shape.of(1, 2, 3, 4)), 1);
        assertEquals(Shape.of(3, 2, 12), Objects.requireNonNull(three.get("y")).shape());
        assertEquals(Shape.of(3, 4, 6), Objects.requireNonNull(three.get("z")).shape());
        assertEquals(
                Shape.of(24, 3), Objects.requireNonNull(three.get("merged")).shape());
        for (String output : List.of("y", "z")) {
            float[] first = Objects.requireNonNull(one.get(output)).values();
            float[] all = Objects.requireNonNull(three.get(output)).values();
            assertArrayEquals(first, Arrays.copyOf(all, first.length));
        }
    }

    @Test
    void declaresBatchAndTypes() throws InvalidProtocolBufferException {
        Graph graph = Graph.builder("g")
                .input("x", Shape.of(1, 2, 3))
                .constant("s", Tensor.scalar(0.5f))
                .constant("z", new Tensor.Codes(Tensor.CodeType.UINT4, Shape.of(), new byte[] {8}))
                .node("q", new Op.QuantizeLinear(1), "x", "s", "z")
                .node("t", new Op.Transpose(List.of(2, 0, 1)), "q")
                .node("rows", new Op.Reshape(List.of(2, 3)), "x")
                .output("t")
                .output("rows")
                .build();
        var proto = ModelProto.parseFrom(OnnxWriter.toBytes(graph, DEFAULTS)).getGraph();
        assertEquals("N×2×3", dimensions(proto.getInput(0)));
        assertEquals("3×N×2", dimensions(proto.getOutput(0)));
        assertEquals("?×3", dimensions(proto.getOutput(1)));
        assertEquals(
                DataType.UINT4.getNumber(),
                proto.getOutput(0).getType().getTensorType().getElemType());
    }

    private static String dimensions(ValueInfoProto value) {
        return String.join(
                "×",
                value.getType().getTensorType().getShape().getDimList().stream()
                        .map(OnnxWriterTest::dimension)
                        .toList());
    }

    private static String dimension(Dimension dimension) {
        return switch (dimension.getValueCase()) {
            case DIM_VALUE -> Long.toString(dimension.getDimValue());
            case DIM_PARAM -> dimension.getDimParam();
            case VALUE_NOT_SET -> "?";
        };
    }

    @Test
    void packsFourBitCodesLowNibbleFirst() throws InvalidProtocolBufferException {
        Graph graph = Graph.builder("g")
                .input("x", Shape.of(1, 3))
                .constant("s", Tensor.scalar(0.5f))
                .constant("w", new Tensor.Codes(Tensor.CodeType.INT4, Shape.of(3), new byte[] {-8, 7, -1}))
                .node("d", new Op.DequantizeLinear(0), "w", "s")
                .node("y", new Op.Add(), "x", "d")
                .output("y")
                .build();
        var model = ModelProto.parseFrom(OnnxWriter.toBytes(graph, DEFAULTS));
        assertArrayEquals(
                new byte[] {0x78, 0x0F},
                model.getGraph().getInitializer(0).getName().equals("w")
                        ? model.getGraph().getInitializer(0).getRawData().toByteArray()
                        : model.getGraph().getInitializer(1).getRawData().toByteArray());
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> OnnxWriter.toBytes(graph, DEFAULTS.withOpset(20)));
        assertEquals("the 4-bit tensor 'w' needs opset 21, not 20", refusal.getMessage());
    }

    @Test
    void refusesWhatAnOpsetCannotExpress() {
        Graph dilated = Graph.builder("g")
                .input("x", Shape.of(1, 1, 5, 5))
                .node("y", new Op.AveragePool(new Window(2, 2, 1, 1, 2, 2, 0, 0, 0, 0), false, false), "x")
                .output("y")
                .build();
        assertThrows(IllegalArgumentException.class, () -> OnnxWriter.toBytes(dilated, DEFAULTS.withOpset(18)));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withOpset(12));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withOpset(27));
    }

    @Test
    void helpingTensorsTakeNoName() throws OrtException {
        Graph graph = Graph.builder("g")
                .input("r_shape", Shape.of(1, 4))
                .node("r", new Op.Reshape(List.of(1, 2, 2)), "r_shape")
                .output("r")
                .build();
        byte[] bytes = OnnxWriter.toBytes(graph, DEFAULTS);
        assertEquals(
                Shape.of(1, 2, 2),
                Objects.requireNonNull(OrtRunner.run(bytes, Map.of("r_shape", Shape.of(1, 4)), 1)
                                .get("r"))
                        .shape());
    }

    @Test
    void saysWhoWroteItAndWhatElseItIsTold() throws InvalidProtocolBufferException {
        byte[] bytes = OnnxWriter.toBytes(relu(), DEFAULTS.withMetadata(Map.of("plan", "p1", "model", "m1")));
        var model = ModelProto.parseFrom(bytes);
        assertEquals("vernier", model.getProducerName());
        assertEquals(
                List.of("model=m1", "plan=p1"),
                model.getMetadataPropsList().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    @Test
    void writesWholeFilesAndLeavesNothingElse(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("m.onnx");
        Files.writeString(path, "old");
        OnnxWriter.write(relu(), path, DEFAULTS);
        assertArrayEquals(OnnxWriter.toBytes(relu(), DEFAULTS), Files.readAllBytes(path));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
        OnnxModel model = OnnxReader.read(path);
        assertEquals(path.toString(), model.source());
        assertEquals("vernier", model.producer());
        assertEquals(10, model.irVersion());
    }

    @Test
    void refusesPlacesThatCannotBeWritten(@TempDir Path folder) throws IOException {
        Path nowhere = folder.resolve("none").resolve("m.onnx");
        assertEquals(
                nowhere.toString(),
                assertThrows(InvalidInputException.class, () -> OnnxWriter.write(relu(), nowhere, DEFAULTS))
                        .place());
        Path taken = Files.createDirectories(folder.resolve("m.onnx").resolve("inside"));
        assertThrows(
                InvalidInputException.class,
                () -> OnnxWriter.write(relu(), Objects.requireNonNull(taken.getParent()), DEFAULTS));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(taken.getParent()), files.toList());
        }
    }

    @Test
    void tellsModelsApartByTheirBytes() throws IOException {
        byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
        byte[] model = OnnxWriter.toBytes(relu(), DEFAULTS);
        assertThrows(InvalidInputException.class, () -> OnnxReader.read(bytes, "abc"));
        OnnxModel read = OnnxReader.read(new ByteArrayInputStream(model), "builtin:relu");
        assertEquals("builtin:relu", read.source());
        assertEquals(64, read.sha256().length());
        assertFalse(read.sha256()
                .equals(OnnxReader.read(OnnxWriter.toBytes(relu(), DEFAULTS.withOpset(20)), "m")
                        .sha256()));
    }
}
