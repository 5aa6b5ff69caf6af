package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NpyReaderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8", "INT32", "INT64", "FLOAT16", "FLOAT32", "FLOAT64"})
    void readsWhatDjlWrites(DataType type) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray written =
                    manager.arange(0, 6, 1, DataType.FLOAT32).toType(type, true).reshape(2, 3);
            written.setName("labels");
            NDArray other = manager.zeros(new ai.djl.ndarray.types.Shape(4), type);
            other.setName("images");
            Path file = folder.resolve("arrays.npz");
            try (OutputStream stream = Files.newOutputStream(file)) {
                new NDList(other, written).encode(stream, NDList.Encoding.NPZ);
            }
            RawArray array = NpzReader.read(file, List.of("labels", "y"));
            assertEquals(Shape.of(2, 3), array.shape());
            assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5}, IdxReaderTest.numbers(array));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void readsEveryVersion(int version) throws IOException {
        Path file = npy(version, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", floats(1.5f, -2));
        assertArrayEquals(new double[] {1.5, -2}, IdxReaderTest.numbers(NpyReader.read(file)));
    }

    @Test
    void honoursTheByteOrder() throws IOException {
        byte[] elements = ByteBuffer.allocate(4)
                .putShort((short) 258)
                .putShort((short) -1)
                .array();
        Path file = npy(1, "{'descr': '>i2', 'fortran_order': False, 'shape': (2, 1), }", elements);
        RawArray array = NpyReader.read(file);
        assertEquals(Shape.of(2, 1), array.shape());
        assertArrayEquals(new double[] {258, -1}, IdxReaderTest.numbers(array));
    }

    @ParameterizedTest
    @CsvSource({
        "|b1, 0001, 0, 1",
        "<u2, 0201ffff, 258, 65535",
        ">u2, 0102ffff, 258, 65535",
        "<u4, 00000080ffffffff, 2147483648, 4294967295",
        "<f2, 003cff7b, 1, 65504"
    })
    void readsWhatHasNoSignOrFewBits(String type, String elements, double first, double second) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (2,), }";
        RawArray array = NpyReader.read(npy(1, header, HexFormat.of().parseHex(elements)));
        assertArrayEquals(new double[] {first, second}, IdxReaderTest.numbers(array));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }  | stored column by column",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (2,), } | the type '<c8'",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), } | no usable 'descr'",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } | claims 3 elements",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } | bytes follow",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), } | the extent '99999999999'",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -1), } | no usable 'shape'",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), } | absurd",
                "{'fortran_order': False, 'shape': (2,), } | no usable 'descr'",
            })
    void refusesOtherHeaders(String header, String problem) throws IOException {
        Path file = npy(1, header, floats(1, 2));
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> NpyReader.read(file));
        assertEquals(file.toString(), refused.place());
        assertTrue(refused.problem().contains(problem), refused.getMessage());
    }

    @Test
    void refusesUnknownVersionsAndHugeHeaders() throws IOException {
        Path version = npy(4, "{}", new byte[0]);
        assertThrows(InvalidInputException.class, () -> NpyReader.read(version));
        byte[] huge = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 127};
        Path header = Files.write(folder.resolve("huge.npy"), huge);
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> NpyReader.read(header));
        assertTrue(refused.problem().contains("a header of 2147483647 bytes"), refused.getMessage());
    }

    @Test
    void refusesWhatDoesNotFitTheMemoryBeforeReadingIt() throws IOException {
        int elements =
                (int) Math.min(Integer.MAX_VALUE - 4096, Runtime.getRuntime().maxMemory() / 9 + 1);
        Path file = folder.resolve("large.npy");
        byte[] header =
                npyBytes(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (" + elements + ",), }", new byte[0]);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(header);
            sparse.setLength(header.length + (long) elements);
        }
        var refusal = assertThrows(InvalidInputException.class, () -> NpyReader.read(file));
        assertTrue(refusal.problem().startsWith("its array takes " + 9L * elements + " bytes of memory"));
    }

    @Test
    void saysWhatOtherFilesAre() throws IOException {
        Path text = Files.writeString(folder.resolve("text.npy"), "label,pixel1,pixel2");
        Path idx = Files.write(folder.resolve("idx.npy"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 7});
        Path cut = Files.write(folder.resolve("cut.npz"), new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0, 8});

        assertEquals(
                text + ": it is text, 'label,pi…', not an .npy file. Maybe save its arrays by numpy.save:"
                        + " .npy, .npz and IDX files are read, .npy and IDX also gzipped.",
                refused(() -> NpyReader.read(text)));
        assertEquals(
                idx + ": it is an IDX file, not an .npy file. Maybe write 'source: idx'.",
                refused(() -> NpyReader.read(idx)));
        assertEquals(
                cut + ": it is an .npz or other zip archive, not an .npy file. Maybe write 'source: npz'.",
                refused(() -> NpyReader.read(cut)));
        assertEquals(
                idx + ": it is an IDX file, not an .npz or other zip archive. Maybe write 'source: idx'.",
                refused(() -> NpzReader.read(idx, List.of("x"))));
        assertTrue(refused(() -> NpzReader.read(cut, List.of("x"))).contains("it is a damaged archive"));
    }

    private static String refused(Executable read) {
        return assertThrows(InvalidInputException.class, read).getMessage();
    }

    static byte[] floats(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private Path npy(int version, String header, byte[] elements) throws IOException {
        return Files.write(folder.resolve("array.npy"), npyBytes(version, header, elements));
    }

    /** Laid out by hand as the format's specification says. */
    static byte[] npyBytes(int version, String header, byte[] elements) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        byte[] text = (header + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] length = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(text.length)
                .array();
        file.writeBytes(version == 1 ? Arrays.copyOf(length, 2) : length);
        file.writeBytes(text);
        file.writeBytes(elements);
        return file.toByteArray();
    }
}
