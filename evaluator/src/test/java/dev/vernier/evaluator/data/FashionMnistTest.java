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
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistTest {
    private static final Path ORIGINAL = Path.of("/usr/share/datasets/fashion-mnist");

    @Test
    void embedsThreeHundredTrainingImagesOfEachClass() {
        Dataset embedded = FashionMnist.embeddedTraining();
        assertEquals(3000, embedded.size());
        assertEquals(Shape.of(1, 28, 28), embedded.sampleShape());
        int[] perClass = counts(embedded);
        int[] expected = new int[10];
        Arrays.fill(expected, 300);
        assertArrayEquals(expected, perClass);
    }

    @Test
    void embedsAllTestImages() {
        Dataset embedded = FashionMnist.embeddedTest();
        assertEquals(10_000, embedded.size());
        int[] expected = new int[10];
        Arrays.fill(expected, 1000);
        assertArrayEquals(expected, counts(embedded));
    }

    @Test
    void pixelsAreExactMultiplesOfOneBy255() {
        Dataset embedded = FashionMnist.embeddedTest();
        float[] image = new float[784];
        boolean[] seen = new boolean[256];
        for (int index = 0; index < 200; index++) {
            embedded.read(index, image, 0);
            for (float pixel : image) {
                int code = Math.round(pixel * 255);
                assertEquals(code / 255f, pixel);
                seen[code] = true;
            }
        }
        assertTrue(IntStream.range(0, 256).allMatch(code -> seen[code]), "every code occurs");
    }

    @Test
    void embeddedImagesAreTheOriginalOnes() {
        Assumptions.assumeTrue(Files.isDirectory(ORIGINAL), "the original files are not installed");
        Dataset training = FashionMnist.open(ORIGINAL, FashionMnist.TRAIN_IMAGES, FashionMnist.TRAIN_LABELS);
        Dataset test = FashionMnist.open(ORIGINAL, FashionMnist.TEST_IMAGES, FashionMnist.TEST_LABELS);
        assertEquals(
                training.subset(FashionMnist.embeddedIndices()).fingerprint(),
                FashionMnist.embeddedTraining().fingerprint());
        assertEquals(test.fingerprint(), FashionMnist.embeddedTest().fingerprint());
    }

    @Test
    void trainingPartLeavesOutExactlyTheEmbeddedImages() {
        Assumptions.assumeTrue(Files.isDirectory(ORIGINAL), "the original files are not installed");
        Dataset part = FashionMnist.trainingPart(ORIGINAL);
        assertEquals(57_000, part.size());
        int[] expected = new int[10];
        Arrays.fill(expected, 5700);
        assertArrayEquals(expected, counts(part));
        IntStream all = IntStream.concat(
                Arrays.stream(FashionMnist.trainingIndices(60_000)), Arrays.stream(FashionMnist.embeddedIndices()));
        assertArrayEquals(IntStream.range(0, 60_000).toArray(), all.sorted().toArray());
    }

    @Test
    void theDrawIsRepeatable() {
        Assumptions.assumeTrue(Files.isDirectory(ORIGINAL), "the original files are not installed");
        RawArray.Bytes labels = FashionMnistResources.bytes(ORIGINAL.resolve(FashionMnist.TRAIN_LABELS));
        assertArrayEquals(FashionMnist.embeddedIndices(), FashionMnistResources.draw(labels.elements()));
    }

    @Test
    void writtenFilesReadTheSame(@TempDir Path folder) throws IOException {
        RawArray.Bytes array = new RawArray.Bytes(Shape.of(2, 1, 3), new byte[] {0, 1, 2, 127, -128, -1});
        FashionMnistResources.writeIdx(folder.resolve("one.gz"), array);
        FashionMnistResources.writeIdx(folder.resolve("two.gz"), array);
        RawArray read = IdxReader.read(folder.resolve("one.gz"));
        assertEquals(array.shape(), read.shape());
        assertArrayEquals(new double[] {0, 1, 2, 127, 128, 255}, IdxReaderTest.numbers(read));
        assertEquals(-1, Files.mismatch(folder.resolve("one.gz"), folder.resolve("two.gz")));
    }

    @Test
    void missingFolderIsRefused(@TempDir Path folder) {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> FashionMnist.trainingPart(folder.resolve("none")));
        assertTrue(refused.mend().contains("dataset-fashion-mnist"), refused.getMessage());
    }

    private static int[] counts(Dataset samples) {
        int[] counts = new int[samples.classes()];
        for (int index = 0; index < samples.size(); index++) {
            counts[samples.label(index)]++;
        }
        return counts;
    }
}
