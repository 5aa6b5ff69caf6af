package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where samples come from. */
public sealed interface DataSource {
    /**
     * Opens the data and cuts the splits: search and calibration from the training part, each stratified by class; test
     * from the test part, or from what the others leave where there is no test part.
     *
     * @param classes how many classes the model tells apart; every label must be below
     * @throws InvalidInputException when the data cannot be read, do not fit together, or are fewer than asked for
     */
    Splits open(SplitRequest request, int classes);

    /**
     * Data that are part of this program.
     *
     * @param name one of {@link #NAMES}
     */
    record Builtin(String name) implements DataSource {
        /** All there are. */
        public static final List<String> NAMES = List.of("fashion-mnist");

        /**
         * @throws InvalidInputException when there is no such set
         */
        public Builtin {
            if (!NAMES.contains(name)) {
                throw new InvalidInputException(
                        "builtin:" + name, "no data of this name are built in", "one of " + NAMES + " was meant");
            }
        }

        @Override
        public Splits open(SplitRequest request, int classes) {
            Dataset training = FashionMnist.embeddedTraining();
            requireTold("builtin:" + name, training.classes(), classes);
            return Cut.of("builtin:" + name, training, FashionMnist.embeddedTest(), request);
        }
    }

    /**
     * Data in files.
     *
     * @param format of all files
     * @param training where calibration and search samples are drawn from, and test samples when there is no
     *     {@code test}
     * @param test where test samples are drawn from
     * @param preprocessing of all images
     */
    record Files(Format format, Pair training, Optional<Pair> test, Preprocessing preprocessing) implements DataSource {
        @Override
        public Splits open(SplitRequest request, int classes) {
            Dataset drawn = read(training, classes);
            String place = training.images().toString();
            if (test.isEmpty()) {
                return Cut.of(place, drawn, request);
            }
            Dataset tested = read(test.get(), classes);
            if (!tested.sampleShape().equals(drawn.sampleShape())) {
                throw new InvalidInputException(
                        test.get().images().toString(),
                        "its samples have the shape " + tested.sampleShape() + ", those of " + place + " have "
                                + drawn.sampleShape(),
                        "the files belong to different sets");
            }
            return Cut.of(place, drawn, tested, request);
        }

        private Dataset read(Pair pair, int classes) {
            return ArrayDataset.of(
                    pair.images().toString(),
                    format.read(pair.images(), List.of("images", "x")),
                    pair.labels().toString(),
                    format.read(pair.labels(), List.of("labels", "y")),
                    classes,
                    preprocessing);
        }
    }

    /**
     * {@link Cifar10} in a folder: calibration and search samples come from the training images that are held out.
     *
     * @param preprocessing of all images; the layout does not matter
     */
    record CifarStrips(Path folder, Preprocessing preprocessing) implements DataSource {
        @Override
        public Splits open(SplitRequest request, int classes) {
            Dataset held = Cifar10.heldOut(folder, preprocessing);
            requireTold(folder.toString(), held.classes(), classes);
            return Cut.of(folder.toString(), held, Cifar10.test(folder, preprocessing), request);
        }
    }

    /**
     * Images and their labels, sample by sample in the same order. For {@link Format#NPZ} both are usually the same
     * file.
     */
    record Pair(Path images, Path labels) {}

    /** How files are written. */
    enum Format {
        /** As MNIST is, plain or gzip-compressed. */
        IDX,
        /** One NumPy array, plain or gzip-compressed. */
        NPY,
        /** Several NumPy arrays, {@code images} or {@code x} and {@code labels} or {@code y} among them. */
        NPZ;

        RawArray read(Path file, List<String> names) {
            return switch (this) {
                case IDX -> IdxReader.read(file);
                case NPY -> NpyReader.read(file);
                case NPZ -> NpzReader.read(file, names);
            };
        }
    }

    private static void requireTold(String place, int classes, int told) {
        if (told < classes) {
            throw new InvalidInputException(
                    place,
                    "it has " + classes + " classes, but the model tells only " + told + " apart",
                    "the model was trained on other data");
        }
    }
}
