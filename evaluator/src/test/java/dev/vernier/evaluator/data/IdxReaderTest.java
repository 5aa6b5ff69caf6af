package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxReaderTest {
    private static final String TWO_BY_THREE = "00000802 00000002 00000003 0102030405ff";

    @TempDir
    Path folder;

    @Test
    void readsBytesAsUnsigned() throws IOException {
        RawArray array = IdxReader.read(file(TWO_BY_THREE));
        assertEquals(Shape.of(2, 3), array.shape());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 255}, numbers(array));
    }

    @Test
    void readsCompressedFilesAlike() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes(TWO_BY_THREE));
        }
        Path file = Files.write(folder.resolve("a.gz"), compressed.toByteArray());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 255}, numbers(IdxReader.read(file)));
    }

    @ParameterizedTest
    @CsvSource({
        "00000901 00000002 7f80, 127, -128",
        "00000b01 00000002 7fff8000, 32767, -32768",
        "00000c01 00000002 00000001 80000000, 1, -2147483648",
        "00000d01 00000002 3fc00000 c0000000, 1.5, -2",
        "00000e01 00000002 3ff8000000000000 c000000000000000, 1.5, -2",
    })
    void readsEveryTypeBigEndian(String content, double first, double second) throws IOException {
        assertArrayEquals(new double[] {first, second}, numbers(IdxReader.read(file(content))));
    }

    @Test
    void keepsBytesAsTheyAre() throws IOException {
        assertInstanceOf(RawArray.Bytes.class, IdxReader.read(file(TWO_BY_THREE)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0000                                      | it ends inside its header",
                "00000802 00000002                         | it ends inside its header",
                "''                                        | it is empty",
                "504b0304 00000000                         | it is an .npz or other zip archive, not an IDX file",
                "934e554d 50590100                         | it is an .npy file, not an IDX file",
                "89504e47 0d0a1a0a 00                      | it is a PNG image, not an IDX file",
                "01020304 0506                             | it is of an unknown format, with the bytes 01 02 03 04 05 06, not",
                "00000a01 00000001 01                      | unknown type 0x0a",
                "00000800                                  | claims 0 axes",
                "00000809 00000001                         | claims 9 axes",
                "00000801 ffffffff                         | claims the extent 4294967295",
                "00000801 00000003 0102                    | its header claims 3 elements",
                "00000803 00010000 00010000 00010000 01    | claims 281474976710656 elements",
                "00000804 7fffffff 7fffffff 7fffffff 7fffffff | absurd shape",
                "00000801 00000001 0102                    | bytes follow its 1 elements",
            })
    void refusesWhatIsNoArray(String content, String problem) throws IOException {
        Path file = file(content);
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> IdxReader.read(file));
        assertEquals(file.toString(), refused.place());
        assertTrue(refused.problem().contains(problem), refused.getMessage());
    }

    @Test
    void refusesClaimsThatCompressedDataCannotHold() throws IOException {
        Path file = gzip("00000801 7fffffff 01");
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> IdxReader.read(file));
        assertTrue(refused.problem().contains("2147483647 elements"), refused.getMessage());
    }

    @Test
    void refusesCompressedDataThatEndEarly() throws IOException {
        byte[] whole = Files.readAllBytes(gzip(TWO_BY_THREE));
        Path file = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 9));
        assertThrows(InvalidInputException.class, () -> IdxReader.read(file));
    }

    @Test
    void refusesMissingFiles() {
        Path file = folder.resolve("nothing");
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> IdxReader.read(file));
        assertEquals("there is no such file", refused.problem());
    }

    private Path gzip(String content) throws IOException {
        Path file = folder.resolve("array.gz");
        try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
            stream.write(bytes(content));
        }
        return file;
    }

    private Path file(String content) throws IOException {
        return Files.write(folder.resolve("array.idx"), bytes(content));
    }

    private static byte[] bytes(String content) {
        return HexFormat.of().parseHex(content.replace(" ", ""));
    }

    static double[] numbers(RawArray array) {
        return IntStream.range(0, Math.toIntExact(array.shape().elements()))
                .mapToDouble(array::get)
                .toArray();
    }
}
