package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays for several inputs, and all that may be known about samples. */
class ArraySetTest {
    @TempDir
    Path folder;

    private final Map<String, byte[]> arrays = new LinkedHashMap<>();

    @Test
    void anArchiveHoldsATensorForEachInput() throws IOException {
        put("ids", "|u1", "2, 3", 1, 2, 3, 4, 5, 6);
        put("mask", "|i1", "2, 3", 1, 1, 0, 1, 0, 0);
        put("y", "|u1", "2", 1, 2);
        Dataset samples = archive();
        assertEquals(
                List.of(new SampleInput("ids", Shape.of(3)), new SampleInput("mask", Shape.of(3))), samples.inputs());
        float[] mask = new float[4];
        samples.read(1, 1, mask, 1);
        assertArrayEquals(new float[] {0, 1, 0, 0}, mask);
        assertEquals(Truth.CLASS, samples.truth());
        assertEquals(2, samples.label(1));
        assertEquals(3, samples.classes());
    }

    @Test
    void filesMayBeNamedForEachInput() throws IOException {
        Path ids = Files.write(folder.resolve("a.npy"), array("|u1", "2, 1", 7, 8));
        Path mask = Files.write(folder.resolve("b.npy"), array("|u1", "2, 1", 0, 1));
        var inputs = new ArrayFiles.Inputs.ByName(new TreeMap<>(Map.of("ids", ids, "mask", mask)));
        Dataset samples = ArraySet.read(
                ArrayFormat.NPY, new ArrayFiles(inputs, Optional.empty(), Optional.empty()), Preprocessing.NONE);
        assertEquals(Truth.NONE, samples.truth());
        assertEquals(Target.NONE, samples.target(1));
        float[] value = new float[1];
        samples.read(1, 0, value, 0);
        assertEquals(8, value[0]);
        Splits splits = new ArraySource(
                        ArrayFormat.NPY,
                        new ArrayFiles(inputs, Optional.empty(), Optional.empty()),
                        Optional.of(new ArrayFiles(inputs, Optional.empty(), Optional.empty())),
                        Preprocessing.NONE)
                .open(new SplitRequest(1, 1, OptionalInt.empty(), 1));
        assertEquals(2, splits.test().size());
    }

    @Test
    void samplesMayHaveSeveralLabels() throws IOException {
        put("x", "|u1", "2, 1", 1, 2);
        put("labels", "|i1", "2, 3", 0, 4, -1, 2, 2, 0);
        Dataset samples = archive();
        assertEquals(Truth.LABELS, samples.truth());
        assertEquals(5, samples.classes());
        assertArrayEquals(new int[] {0, 4, Target.Labels.IGNORED}, ((Target.Labels) samples.target(0)).labels());
    }

    @Test
    void samplesMayHaveNumbers() throws IOException {
        put("x", "|u1", "2, 1", 1, 2);
        put("targets", "|i1", "2, 1, 2", 5, -6, 7, 8);
        Dataset samples = archive();
        assertEquals(Truth.VALUES, samples.truth());
        assertArrayEquals(new float[] {5, -6}, ((Target.Values) samples.target(0)).values());
    }

    @Test
    void arraysThatDoNotFitAreRefused() throws IOException {
        put("a", "|u1", "2", 1, 2);
        put("b", "|u1", "3", 1, 2, 3);
        assertRefused("there are 3 samples of 'b' and 2 of 'a'");
        arrays.remove("b");
        put("labels", "|i1", "2", 0, -1);
        assertRefused("label -1 of sample 1 is no class");
        put("labels", "|i1", "2, 2", 0, 1, 1, 0);
        assertRefused("every row of its labels is one-hot");
        put("targets", "|i1", "2", 0, 1);
        assertRefused("it holds both labels and targets");
        arrays.remove("labels");
        put("targets", "|i1", "1", 0);
        assertRefused("there are 1 targets for the 2 samples");
        arrays.remove("a");
        assertRefused("it holds no array of samples");
    }

    private void assertRefused(String problem) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, this::archive);
        assertTrue(refused.problem().contains(problem), refused.getMessage());
    }

    private void put(String name, String type, String shape, int... elements) {
        arrays.put(name, array(type, shape, elements));
    }

    private static byte[] array(String type, String shape, int... elements) {
        byte[] bytes = new byte[elements.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) elements[i];
        }
        String extents = shape.contains(",") ? shape : shape + ",";
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + extents + "), }";
        return NpyReaderTest.npyBytes(1, header, bytes);
    }

    private Dataset archive() throws IOException {
        Path file = folder.resolve("arrays.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
                zip.closeEntry();
            }
        }
        return ArraySet.read(
                ArrayFormat.NPZ,
                new ArrayFiles(new ArrayFiles.Inputs.Archive(file), Optional.empty(), Optional.empty()),
                Preprocessing.NONE);
    }
}
