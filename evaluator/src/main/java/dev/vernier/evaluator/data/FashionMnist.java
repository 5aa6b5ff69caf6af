package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Fashion-MNIST (H. Xiao, K. Rasul, R. Vollgraf 2017, arXiv:1708.07747; MIT licence): 28×28 grey images of ten kinds of
 * clothing; pixels become 0 … 1.
 *
 * <p>Built in are the 10,000 test images and 3,000 of the 60,000 training images, 300 of each class, from which runs
 * draw calibration and search sets; models shipped here are trained on the other 57,000 only.
 */
public final class FashionMnist {
    static final int CLASSES = 10;
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";
    static final String TRAIN_INDICES = "train-indices.txt";

    private static final String RESOURCES = "fashion-mnist/";
    private static final long MAX_RESOURCE_BYTES = 1 << 23;

    private FashionMnist() {}

    /** The 3,000 built-in training images. */
    public static Dataset embeddedTraining() {
        return embedded(TRAIN_IMAGES, TRAIN_LABELS);
    }

    /** The 10,000 test images. */
    public static Dataset embeddedTest() {
        return embedded(TEST_IMAGES, TEST_LABELS);
    }

    /**
     * The 57,000 training images that are not built in, in the order of the files.
     *
     * @param folder holds the original files, as Debian's package {@code dataset-fashion-mnist} installs them
     * @throws InvalidInputException when the files are missing or damaged
     */
    public static Dataset trainingPart(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException(
                    folder.toString(),
                    "there is no such folder",
                    "Debian's package dataset-fashion-mnist is not installed, or its files lie elsewhere");
        }
        Dataset all = open(folder, TRAIN_IMAGES, TRAIN_LABELS);
        return all.subset(trainingIndices(all.size()));
    }

    /** Which of so many training images are not built in, ascending. */
    static int[] trainingIndices(int count) {
        BitSet embedded = new BitSet(count);
        for (int index : embeddedIndices()) {
            embedded.set(index);
        }
        return IntStream.range(0, count).filter(index -> !embedded.get(index)).toArray();
    }

    static Dataset open(Path folder, String images, String labels) {
        Path imagesFile = folder.resolve(images);
        Path labelsFile = folder.resolve(labels);
        return ArrayDataset.of(
                imagesFile.toString(),
                IdxReader.read(imagesFile),
                labelsFile.toString(),
                IdxReader.read(labelsFile),
                CLASSES,
                Preprocessing.PIXELS);
    }

    /** Which of the 60,000 training images are built in, ascending. */
    static int[] embeddedIndices() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(resource(TRAIN_INDICES), StandardCharsets.US_ASCII))) {
            return reader.lines().mapToInt(Integer::parseInt).toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dataset embedded(String images, String labels) {
        return ArrayDataset.of(
                "builtin:" + images, read(images), "builtin:" + labels, read(labels), CLASSES, Preprocessing.PIXELS);
    }

    private static RawArray read(String name) {
        try (InputStream stream = resource(name);
                ArrayInput input = ArrayInput.of("builtin:" + name, stream, MAX_RESOURCE_BYTES, true)) {
            return IdxReader.read(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        InputStream stream = FashionMnist.class.getResourceAsStream(RESOURCES + name);
        if (stream == null) {
            throw new IllegalStateException("the resource " + RESOURCES + name + " is missing from this build");
        }
        return stream;
    }
}
