package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files hold one number per sample, its index, so that every sample can be told from every other. */
class DataSourceTest {
    private static final int CLASSES = 4;

    @TempDir
    Path folder;

    @Test
    void splitsOfOneFileAreDisjointAndStratified() throws IOException {
        Splits splits = numbered("all", 0, 400).open(new SplitRequest(40, 100, OptionalInt.empty(), 1));
        assertEquals(40, splits.calibration().size());
        assertEquals(100, splits.search().size());
        assertEquals(260, splits.test().size());
        Set<Float> seen = new HashSet<>(samples(splits.calibration()));
        seen.addAll(samples(splits.search()));
        seen.addAll(samples(splits.test()));
        assertEquals(400, seen.size());
        assertArrayEquals(new int[] {10, 10, 10, 10}, counts(splits.calibration(), 40));
        assertArrayEquals(new int[] {25, 25, 25, 25}, counts(splits.search(), 100));
        assertArrayEquals(new int[] {5, 5, 5, 5}, counts(splits.search(), 20));
    }

    @Test
    void askingForMoreOfOnePartLeavesTheOtherAlone() throws IOException {
        DataSource source = numbered("all", 0, 400);
        Splits some = source.open(new SplitRequest(40, 100, OptionalInt.of(8), 1));
        Splits more = source.open(new SplitRequest(80, 100, OptionalInt.of(16), 1));
        assertEquals(some.search().fingerprint(), more.search().fingerprint());
        assertEquals(samples(some.test()), samples(more.test()).subList(0, 8));
    }

    @Test
    void seedsDecideWhatIsDrawn() throws IOException {
        DataSource source = numbered("all", 0, 400);
        Splits one = source.open(new SplitRequest(40, 100, OptionalInt.empty(), 1));
        Splits again = source.open(new SplitRequest(40, 100, OptionalInt.empty(), 1));
        Splits other = source.open(new SplitRequest(40, 100, OptionalInt.empty(), 2));
        assertEquals(one.search().fingerprint(), again.search().fingerprint());
        assertNotEquals(one.search().fingerprint(), other.search().fingerprint());
    }

    @Test
    void testSamplesComeFromTheTestPartWhereThereIsOne() throws IOException {
        DataSource source = new ArraySource(
                ArrayFormat.NPY, pair("train", 0, 60), Optional.of(pair("test", 1000, 40)), Preprocessing.NONE);
        Splits all = source.open(new SplitRequest(20, 40, OptionalInt.empty(), 1));
        assertEquals(1000f, samples(all.test()).getFirst());
        assertEquals(40, all.test().size());
        Splits some = source.open(new SplitRequest(20, 40, OptionalInt.of(12), 1));
        assertArrayEquals(new int[] {3, 3, 3, 3}, counts(some.test(), 12));
        assertTrue(samples(some.test()).stream().allMatch(value -> value >= 1000));
    }

    @Test
    void fewerSamplesThanAskedAreRefusedWithTheNumbers() throws IOException {
        DataSource source = numbered("all", 0, 100);
        InvalidInputException refused = assertThrows(
                InvalidInputException.class, () -> source.open(new SplitRequest(40, 60, OptionalInt.empty(), 1)));
        assertTrue(
                refused.toString().contains("101 samples (40 for calibration, 60 for search, 1 for test)"),
                refused.getMessage());
        assertTrue(refused.toString().contains("only 100"), refused.getMessage());
        InvalidInputException test = assertThrows(InvalidInputException.class, () -> new BuiltinSource("fashion-mnist")
                .open(new SplitRequest(1, 1, OptionalInt.of(10_001), 1)));
        assertTrue(test.toString().contains("10001 test samples"), test.getMessage());
    }

    @Test
    void builtInSplitsNeedAModelOfAllClasses() {
        DataSource source = new BuiltinSource("fashion-mnist");
        Splits splits = source.open(new SplitRequest(256, 1000, OptionalInt.empty(), 1));
        assertEquals(10_000, splits.test().size());
        SplitRequest request = new SplitRequest(1, 1, OptionalInt.empty(), 1);
        Splits few = source.open(request);
        source.requireTold(few, 10);
        assertThrows(InvalidInputException.class, () -> source.requireTold(few, 9));
        assertThrows(InvalidInputException.class, () -> new BuiltinSource("imagenet"));
    }

    @Test
    void labelsOutOfRangeAreRefused() throws IOException {
        DataSource source = numbered("all", 0, 100);
        Splits splits = source.open(new SplitRequest(1, 1, OptionalInt.empty(), 1));
        source.requireTold(splits, CLASSES);
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> source.requireTold(splits, CLASSES - 1));
        assertTrue(refused.toString().contains("its labels go up to 3, and the model tells only 3 classes apart"));
    }

    @Test
    void imagesWithOtherCountsThanLabelsAreRefused() throws IOException {
        ArrayFiles mixed =
                new ArrayFiles(pair("few", 0, 5).inputs(), pair("many", 0, 6).labels(), Optional.empty());
        assertRefused(mixed, "6 labels for the 5 samples");
    }

    @Test
    void swappedFilesAreRefused() throws IOException {
        ArrayFiles pair = pair("set", 0, 5);
        Path images = folder.resolve("set-images.npy");
        Path labels = pair.labels().orElseThrow();
        assertRefused(ArrayFiles.labelled(labels, images), "an array of shape 5 holds no samples");
        assertRefused(ArrayFiles.labelled(images, images), "labels must be whole numbers");
    }

    @Test
    void pixelsThatAreNoNumbersAreRefused() throws IOException {
        ArrayFiles pair = pair("nan", 0, 5);
        write("nan-images", "<f4", "5, 1", NpyReaderTest.floats(1, 2, Float.NaN, 4, 5));
        assertRefused(pair, "sample 2 holds NaN");
    }

    @Test
    void channelsLastIsTurnedAndNormalizedPerChannel() throws IOException {
        write("nhwc-images", "|u1", "1, 1, 2, 3", new byte[] {10, 20, 30, 40, 50, 60});
        write("nhwc-labels", "|u1", "1", new byte[] {3});
        Dataset samples = ArrayDataset.of(
                "images",
                NpyReader.read(folder.resolve("nhwc-images.npy")),
                "labels",
                NpyReader.read(folder.resolve("nhwc-labels.npy")),
                CLASSES,
                new Preprocessing(Layout.NHWC, 0.1, List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0, 4.0)));
        assertEquals(Shape.of(3, 1, 2), samples.sampleShape());
        float[] sample = new float[8];
        samples.read(0, sample, 1);
        assertArrayEquals(new float[] {0, 0, 3, 0, 1.5f, 0, 0.75f, 0}, sample, 1e-6f);
        assertEquals(3, samples.label(0));
    }

    @Test
    void meansForOtherNumbersOfChannelsAreRefused() throws IOException {
        ArrayFiles pair = pair("set", 0, 5);
        Preprocessing two = new Preprocessing(Layout.NCHW, 1, List.of(0.0, 0.0), List.of());
        DataSource source = new ArraySource(ArrayFormat.NPY, pair, Optional.empty(), two);
        assertThrows(InvalidInputException.class, () -> source.open(new SplitRequest(1, 1, OptionalInt.empty(), 1)));
    }

    @Test
    void fingerprintsFollowTheContentNotItsPlace() throws IOException {
        SplitRequest request = new SplitRequest(20, 40, OptionalInt.empty(), 1);
        Splits one = numbered("one", 0, 100).open(request);
        Splits copy = numbered("copy", 0, 100).open(request);
        Splits other = numbered("other", 1, 100).open(request);
        assertEquals(one.test().fingerprint(), copy.test().fingerprint());
        assertNotEquals(one.test().fingerprint(), other.test().fingerprint());
        int[] order = {1, 0};
        assertNotEquals(
                one.test().subset(order).fingerprint(),
                one.test().subset(new int[] {0, 1}).fingerprint());
    }

    private void assertRefused(ArrayFiles pair, String problem) {
        DataSource source = new ArraySource(ArrayFormat.NPY, pair, Optional.empty(), Preprocessing.NONE);
        InvalidInputException refused = assertThrows(
                InvalidInputException.class, () -> source.open(new SplitRequest(1, 1, OptionalInt.empty(), 1)));
        assertTrue(refused.problem().contains(problem), refused.getMessage());
    }

    private DataSource numbered(String name, int first, int count) throws IOException {
        return new ArraySource(ArrayFormat.NPY, pair(name, first, count), Optional.empty(), Preprocessing.NONE);
    }

    private ArrayFiles pair(String name, int first, int count) throws IOException {
        float[] samples = new float[count];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            samples[i] = first + i;
            labels[i] = (byte) (i % CLASSES);
        }
        write(name + "-images", "<f4", count + ", 1", NpyReaderTest.floats(samples));
        write(name + "-labels", "|u1", count + ",", labels);
        return ArrayFiles.labelled(folder.resolve(name + "-images.npy"), folder.resolve(name + "-labels.npy"));
    }

    private void write(String name, String type, String shape, byte[] elements) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        Files.write(folder.resolve(name + ".npy"), NpyReaderTest.npyBytes(1, header, elements));
    }

    private static List<Float> samples(Dataset dataset) {
        Float[] values = new Float[dataset.size()];
        float[] sample = new float[1];
        for (int index = 0; index < values.length; index++) {
            dataset.read(index, sample, 0);
            values[index] = sample[0];
        }
        return Arrays.asList(values);
    }

    private static int[] counts(Dataset dataset, int first) {
        int[] counts = new int[dataset.classes()];
        for (int index = 0; index < first; index++) {
            counts[dataset.label(index)]++;
        }
        return counts;
    }
}
