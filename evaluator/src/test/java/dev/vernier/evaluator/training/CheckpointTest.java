package dev.vernier.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        Map<String, Tensor.Floats> tensors = new LinkedHashMap<>();
        tensors.put("weights/ä", Tensor.floats(new float[] {1.5f, -0.0f, Float.MIN_VALUE}, 3, 1));
        tensors.put("a scalar", Tensor.scalar(7));
        Path file = folder.resolve("c.bin");
        new Checkpoint("who", 3, tensors).write(file);
        Checkpoint read = Checkpoint.read(file);
        assertEquals("who", read.identity());
        assertEquals(3, read.epochs());
        assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));
        assertArrayEquals(new float[] {1.5f, -0.0f, Float.MIN_VALUE}, read.values(file, "weights/ä", 3));
        assertEquals(
                Shape.of(), read.tensors().values().stream().toList().getLast().shape());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    /** The bytes as the javadoc describes them, the checksum computed elsewhere (zlib). */
    @Test
    void theFormatIsTheOneDescribed() throws IOException {
        Path file = folder.resolve("c.bin");
        new Checkpoint("i", 2, Map.of("w", Tensor.floats(new float[] {1, -2}, 1, 2))).write(file);
        String expected = "5645524e434b5031" + "0100000069" + "02000000" + "01000000" + "0100000077" + "02000000"
                + "0100000002000000" + "0000803f000000c0" + "42a464c0";
        assertEquals(expected, HexFormat.of().formatHex(Files.readAllBytes(file)));
    }

    @Test
    void everyDamageIsRefused() throws IOException {
        Path file = folder.resolve("c.bin");
        new Checkpoint("i", 2, Map.of("w", Tensor.floats(new float[] {1, -2}, 1, 2))).write(file);
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            Files.write(file, bad);
            assertThrows(InvalidInputException.class, () -> Checkpoint.read(file), "byte " + i);
            Files.write(file, Arrays.copyOf(good, i));
            assertThrows(InvalidInputException.class, () -> Checkpoint.read(file), "first " + i + " bytes");
        }
    }

    @Test
    void otherTensorsAreRefusedByName() {
        Checkpoint checkpoint = new Checkpoint("i", 2, Map.of("w", Tensor.floats(new float[] {1, -2}, 2)));
        assertThrows(InvalidInputException.class, () -> checkpoint.values(folder, "v", 2));
        assertThrows(InvalidInputException.class, () -> checkpoint.values(folder, "w", 3));
    }
}
