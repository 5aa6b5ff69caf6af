package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images of the strips are made so that each tells its number; real ones are not ours to ship. */
class Cifar10Test {
    private static final int PIXELS = 32 * 32;

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeStrips() throws IOException {
        Path strip = folder.resolve(Cifar10.TEST_STRIP);
        BufferedImage image = new BufferedImage(PIXELS, Cifar10.IMAGES, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[PIXELS];
        for (int y = 0; y < Cifar10.IMAGES; y++) {
            for (int x = 0; x < PIXELS; x++) {
                row[x] = (red(y) << 16) + (green(y) << 8) + (x == 33 ? 255 : 0);
            }
            image.setRGB(0, y, PIXELS, 1, row, 0, PIXELS);
        }
        ImageIO.write(image, "png", strip.toFile());
        for (String training : Cifar10.TRAINING_STRIPS) {
            Files.createLink(folder.resolve(training), strip);
        }
        Files.writeString(folder.resolve(Cifar10.TEST_LABELS), labels(Cifar10.IMAGES));
        Files.writeString(folder.resolve(Cifar10.TRAINING_LABELS), labels(5 * Cifar10.IMAGES));
    }

    private static int red(int image) {
        return image % 251;
    }

    private static int green(int image) {
        return image / 251;
    }

    /** Label i is the last digit of i / 7. */
    private static String labels(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.valueOf(i / 7 % 10))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void pixelsAreReadChannelByChannel() {
        Dataset test = Cifar10.test(folder, Preprocessing.PIXELS);
        assertEquals(Cifar10.IMAGES, test.size());
        assertEquals(Shape.of(3, 32, 32), test.sampleShape());
        float[] image = new float[3 * PIXELS];
        test.read(1234, image, 0);
        assertEquals(red(1234) / 255f, image[0]);
        assertEquals(green(1234) / 255f, image[PIXELS + 5]);
        assertArrayEquals(new float[] {0, 1, 0}, Arrays.copyOfRange(image, 2 * PIXELS + 32, 2 * PIXELS + 35));
        assertEquals(1234 / 7 % 10, test.label(1234));
    }

    @Test
    void heldOutImagesAreTheLastAndNeverTrainedOn() {
        Dataset training = Cifar10.trainingPart(folder, Preprocessing.PIXELS);
        Dataset held = Cifar10.heldOut(folder, Preprocessing.PIXELS);
        assertEquals(45_000, training.size());
        assertEquals(5_000, held.size());
        assertEquals(45_000 / 7 % 10, held.label(0));
        assertEquals(49_999 / 7 % 10, held.label(4_999));
        assertEquals(44_999 / 7 % 10, training.label(44_999));
        float[] image = new float[3 * PIXELS];
        held.read(0, image, 0);
        assertEquals(red(5_000) / 255f, image[0]);
    }

    @Test
    void splitsDrawFromWhatIsHeldOut() {
        DataSource source = new CifarSource(folder, Preprocessing.PIXELS);
        Splits splits = source.open(new SplitRequest(100, 400, OptionalInt.empty(), 1));
        assertEquals(400, splits.search().size());
        assertEquals(10_000, splits.test().size());
        InvalidInputException refused = assertThrows(
                InvalidInputException.class, () -> source.open(new SplitRequest(4_000, 1_001, OptionalInt.empty(), 1)));
        assertTrue(refused.toString().contains("there are only 5000"), refused.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    missing      | test_batch.png: there is no such file
                    text         | test_batch.png: it is text, 'no PNG, …', not a PNG image. Maybe another file was meant
                    truncated    | test_batch.png: its image cannot be read
                    small        | test_batch.png: it has 4×4 pixels instead of 1024×10000
                    few-labels   | test_lables.json: it has 3 labels, not 10000
                    no-labels    | test_lables.json: it is no list of whole numbers in JSON
                    large-label  | test_lables.json: label 10 of sample 0 is outside 0…9
                    """)
    void badFoldersAreRefused(String kind, String message, @TempDir Path bad) throws IOException {
        Path strip = bad.resolve(Cifar10.TEST_STRIP);
        Path labels = bad.resolve(Cifar10.TEST_LABELS);
        Files.copy(folder.resolve(Cifar10.TEST_STRIP), strip);
        Files.copy(folder.resolve(Cifar10.TEST_LABELS), labels);
        switch (kind) {
            case "missing" -> Files.delete(strip);
            case "text" -> Files.writeString(strip, "no PNG, just text");
            case "truncated" ->
                Files.write(strip, Arrays.copyOf(Files.readAllBytes(strip), (int) Files.size(strip) / 2));
            case "small" -> ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", strip.toFile());
            case "few-labels" -> Files.writeString(labels, "[1,2,3]");
            case "no-labels" -> Files.writeString(labels, "{\"labels\": 3");
            default -> Files.writeString(labels, labels(Cifar10.IMAGES).replaceFirst("0", "10"));
        }
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> Cifar10.test(bad, Preprocessing.PIXELS));
        assertTrue(refused.toString().contains(message), refused.toString());
    }
}
