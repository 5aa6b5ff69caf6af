package dev.vernier.evaluator.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Constants that a model keeps in files beside it. */
class ExternalDataTest {
    private static final float[] WEIGHTS = {1, -2, 3, -4, 5, -6, 7, -8};
    private static final int START = 12;

    @TempDir
    private Path outer = Path.of("");

    private Path folder = outer;

    @BeforeEach
    void writeData() throws IOException {
        folder = Files.createDirectories(outer.resolve("model"));
        ByteBuffer data = ByteBuffer.allocate(START + 4 * WEIGHTS.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < WEIGHTS.length; i++) {
            data.putFloat(START + 4 * i, WEIGHTS[i]);
        }
        Files.createDirectories(folder.resolve("parts"));
        Files.write(folder.resolve("parts").resolve("w.bin"), data.array());
        Files.write(outer.resolve("secret.bin"), data.array());
        Files.createSymbolicLink(folder.resolve("link.bin"), outer.resolve("secret.bin"));
        Files.createSymbolicLink(folder.resolve("up"), outer);
    }

    /** A model whose weights are elsewhere; keys and values alternate. */
    private Path model(String... entries) throws IOException {
        TensorProto.Builder weights =
                ModelBuilder.tensor("w", DataType.FLOAT, 4, 2).setDataLocation(DataLocation.EXTERNAL);
        for (int i = 0; i < entries.length; i += 2) {
            weights.addExternalData(
                    StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
        }
        Path file = folder.resolve("m.onnx");
        Files.write(
                file,
                ModelBuilder.opset(13)
                        .input("x", "N", 4)
                        .initializer(weights.build())
                        .node("MatMul", "x w", "y")
                        .output("y")
                        .bytes());
        return file;
    }

    @Test
    void isReadFromTheModelsFolder() throws IOException {
        OnnxModel model = OnnxReader.read(model("location", "parts/w.bin", "offset", "" + START, "length", "32"));
        assertArrayEquals(WEIGHTS, model.graph().floats("w").data());
        Graph without = OnnxReader.read(model("location", "parts/../parts/w.bin", "offset", "" + START))
                .graph();
        assertArrayEquals(WEIGHTS, without.floats("w").data());
    }

    @Test
    void countsInTheModelsIdentity() throws IOException {
        Path file = model("location", "parts/w.bin");
        String before = OnnxReader.read(file).sha256();
        assertEquals(before, OnnxReader.read(file).sha256());
        Path data = folder.resolve("parts").resolve("w.bin");
        byte[] bytes = Files.readAllBytes(data);
        bytes[START + 1] ^= 1;
        Files.write(data, bytes);
        assertNotEquals(before, OnnxReader.read(file).sha256());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ../secret.bin         | 0  | 32 | its data is in '../secret.bin', outside the model's folder
                    parts/../../secret.bin| 0  | 32 | its data is in 'parts/../../secret.bin', outside
                    up/secret.bin         | 0  | 32 | its data is in 'up/secret.bin', outside the model's folder
                    link.bin              | 0  | 32 | its data is in 'link.bin', outside the model's folder
                    /dev/zero             | 0  | 32 | its data is in '/dev/zero', outside the model's folder
                    parts                 | 0  | 32 | its data is said to be in 'parts', which is no file
                    none.bin              | 0  | 32 | its data is in the file 'none.bin', which is not beside the model
                    parts/w.bin/x         | 0  | 32 | its data in 'parts/w.bin/x' cannot be read
                    ''                    | 0  | 32 | it does not say in which file its data is
                    parts/w.bin           | 13 | 32 | its 32 bytes from 13 on are not in 'parts/w.bin', which has 44
                    parts/w.bin | 9223372036854775807 | 32 | its 32 bytes from 9223372036854775807 on are not in
                    parts/w.bin           | -1 | 32 | its external data has the offset '-1'
                    parts/w.bin           | x  | 32 | its external data has the offset 'x'
                    parts/w.bin           | 0  | -8 | its external data has the length '-8'
                    parts/w.bin           | 0  | 31 | its shape [4, 2] needs 32 bytes, but 31 are said to be in
                    """)
    void isRefusedByItsTensor(String location, String offset, String length, String problem) throws IOException {
        Path file = model("location", location, "offset", offset, "length", length);
        var refusal = assertThrows(InvalidInputException.class, () -> OnnxReader.read(file));
        assertEquals(file + ", tensor 'w'", refusal.place());
        assertTrue(refusal.problem().startsWith(problem), refusal.problem());
    }

    @Test
    void isNoPathWhereThePlatformSaysSo() throws IOException {
        Path file = model("location", "a\0b");
        var refusal = assertThrows(InvalidInputException.class, () -> OnnxReader.read(file));
        assertTrue(refusal.problem().endsWith("which is no path"), refusal.problem());
    }

    @Test
    void takesNoMoreMemoryThanThereIs() throws IOException {
        long half = Runtime.getRuntime().maxMemory() / 2;
        int rows = (int) Math.min(half / 8 + 1, (1 << 28) - 1);
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("big.bin").toFile(), "rw")) {
            sparse.setLength(8L * rows);
        }
        ModelBuilder builder = ModelBuilder.opset(13).input("x", "N", rows);
        for (String name : new String[] {"a", "b", "c", "d"}) {
            builder.initializer(ModelBuilder.tensor(name, DataType.FLOAT, rows, 2)
                            .setDataLocation(DataLocation.EXTERNAL)
                            .addExternalData(StringStringEntryProto.newBuilder()
                                    .setKey("location")
                                    .setValue("big.bin"))
                            .build())
                    .node("MatMul", "x " + name, "y" + name)
                    .output("y" + name);
        }
        Path file = folder.resolve("m.onnx");
        Files.write(file, builder.bytes());
        var refusal = assertThrows(InvalidInputException.class, () -> OnnxReader.read(file));
        assertTrue(refusal.problem().contains("need twice as much memory"), refusal.problem());
    }
}
