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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Red images of class {@code b}, green ones of class {@code a}; the blue of each is its number. */
class ImageFolderTest {
    private static final SplitRequest REQUEST = new SplitRequest(4, 6, OptionalInt.empty(), 1);

    @TempDir
    Path root;

    private Path folder = Path.of("");

    @BeforeEach
    void writeImages() throws IOException {
        folder = root.resolve("train");
        write(folder.resolve("b"), 0xff0000);
        write(folder.resolve("a"), 0x00ff00);
    }

    private static void write(Path to, int colour) throws IOException {
        Files.createDirectories(to.resolve("more"));
        for (int i = 0; i < 10; i++) {
            Pictures.plain(to.resolve((i < 8 ? "" : "more/") + i + ".png"), 4 + i, 5, colour + i);
        }
        Files.writeString(to.resolve("boxes.txt"), "passed over");
        Files.writeString(to.resolve(".hidden.png"), "passed over");
    }

    @Test
    void foldersAreClassesInTheOrderOfTheirNames() {
        Splits splits = source(Optional.empty(), Optional.empty(), Colors.RGB).open(REQUEST);
        assertEquals(4, splits.calibration().size());
        assertEquals(10, splits.test().size());
        assertEquals(Shape.of(3, 2, 2), splits.search().sampleShape());
        for (int index = 0; index < 6; index++) {
            float[] sample = sample(splits.search(), index);
            assertEquals(splits.search().label(index), sample[0], "red is class 1");
            assertEquals(1 - splits.search().label(index), sample[4], "green is class 0");
        }
    }

    @Test
    void aFileMayGiveTheOrderOfTheClasses() throws IOException {
        Path classes = Files.writeString(root.resolve("classes.txt"), "b\nmissing\n\na\n");
        Splits splits =
                source(Optional.empty(), Optional.of(classes), Colors.RGB).open(REQUEST);
        assertEquals(3, splits.search().classes());
        for (int index = 0; index < 6; index++) {
            assertEquals(splits.search().label(index) == 0 ? 1 : 0, sample(splits.search(), index)[0]);
        }
        assertRefused(Optional.of(classes), 2, "it names 3 classes, and the model tells 2 apart");
        Files.writeString(classes, "a\na");
        assertRefused(Optional.of(classes), 2, "it names the class 'a' twice");
        Files.writeString(classes, "a\nc");
        assertRefused(Optional.of(classes), 2, "no class has the name of this folder");
    }

    @Test
    void testImagesComeFromTheirOwnFolder() throws IOException {
        Path test = root.resolve("test");
        write(test.resolve("b"), 0xff0000);
        Splits splits = source(Optional.of(test), Optional.empty(), Colors.RGB).open(REQUEST);
        assertEquals(10, splits.test().size());
        assertEquals(1, splits.test().label(0));
    }

    @Test
    void channelsComeInTheOrderAskedFor() {
        Splits rgb = source(Optional.empty(), Optional.empty(), Colors.RGB).open(REQUEST);
        Splits bgr = source(Optional.empty(), Optional.empty(), Colors.BGR).open(REQUEST);
        Splits grey = source(Optional.empty(), Optional.empty(), Colors.GREY).open(REQUEST);
        float[] one = sample(rgb.search(), 0);
        float[] other = sample(bgr.search(), 0);
        for (int position = 0; position < 4; position++) {
            assertEquals(one[position], other[8 + position]);
            assertEquals(one[4 + position], other[4 + position]);
        }
        assertEquals(Shape.of(1, 2, 2), grey.search().sampleShape());
    }

    @Test
    void whatIsKeptDoesNotChangeWhatIsRead() {
        ClassFolders images = ClassFolders.ofImages(folder);
        String kept = dataset(images, 1 << 20).fingerprint();
        assertEquals(kept, dataset(images, 0).fingerprint());
        ImageDataset some = dataset(images, 30);
        assertEquals(kept, some.fingerprint());
        assertArrayEquals(sample(some, 3), sample(some, 3));
    }

    private static ImageDataset dataset(ClassFolders images, long room) {
        return new ImageDataset(
                images.files(List.of("a", "b")),
                2,
                new Framing.Cropped(4, 2),
                Colors.RGB,
                Preprocessing.PIXELS,
                new AtomicLong(room));
    }

    @Test
    void imagesOfOtherExtentsAreRefusedWhereNothingResizesThem() {
        DataSource source = new ImageSource(
                folder, Optional.empty(), Optional.empty(), new Framing.AsStored(), Colors.RGB, Preprocessing.PIXELS);
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> source.open(REQUEST));
        assertTrue(refused.mend().contains("'resize: 256' and 'crop: 224'"), refused.getMessage());
    }

    /** Whichever of them a thread finds first, the first in the order of the samples is named. */
    @Test
    void unreadableImagesAreNamedBeforeAnythingRuns() throws IOException {
        for (int i = 2; i < 8; i++) {
            Files.writeString(folder.resolve("a/" + i + ".png"), "damaged");
        }
        String first = assertRefused(Optional.empty(), 2, "it is text, 'damaged…', not a PNG image");
        for (int i = 0; i < 10; i++) {
            assertEquals(first, assertRefused(Optional.empty(), 2, "it is text"));
        }
    }

    @Test
    void classesWithoutImagesAreRefused() throws IOException {
        assertRefused(Optional.empty(), 10, "it names 2 classes, and the model tells 10 apart");
        Files.createDirectory(folder.resolve("c"));
        assertRefused(Optional.empty(), 3, "there is no .png or .jpg or .jpeg file in it");
    }

    @Test
    void linksThatLeadOutAreRefused() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Pictures.plain(outside.resolve("x.png"), 4, 4, 0);
        Path inner = Files.createSymbolicLink(folder.resolve("a/copy.png"), folder.resolve("a/0.png"));
        source(Optional.empty(), Optional.empty(), Colors.RGB).open(REQUEST);
        Files.delete(inner);
        Path link = Files.createSymbolicLink(folder.resolve("a/out.png"), outside.resolve("x.png"));
        assertRefused(Optional.empty(), 2, "it is a symbolic link to a folder, or to a place outside");
        Files.delete(link);
        Files.createSymbolicLink(folder.resolve("c"), outside);
        assertRefused(Optional.empty(), 3, "it is a symbolic link to a folder, or to a place outside");
        Path whole = Files.createSymbolicLink(root.resolve("linked"), outside.resolveSibling("train/a"));
        assertThrows(
                InvalidInputException.class, () -> ClassFolders.ofImages(whole).classes());
    }

    private String assertRefused(Optional<Path> classes, int told, String problem) {
        DataSource source = source(Optional.empty(), classes, Colors.RGB);
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> source.requireTold(source.open(REQUEST), told));
        assertTrue(refused.problem().contains(problem), refused.getMessage());
        return refused.getMessage();
    }

    private DataSource source(Optional<Path> test, Optional<Path> classes, Colors colors) {
        return new ImageSource(folder, test, classes, new Framing.Cropped(4, 2), colors, Preprocessing.PIXELS);
    }

    private static float[] sample(Dataset dataset, int index) {
        float[] sample = new float[Math.toIntExact(dataset.sampleShape().elements())];
        dataset.read(index, sample, 0);
        return sample;
    }
}
