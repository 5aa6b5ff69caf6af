package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        private static final String IMAGES = "fashion-mnist";

        /** All there are. */
        public static final List<String> NAMES = Stream.concat(Stream.of(IMAGES), GeneratedData.NAMES.stream())
                .sorted()
                .toList();

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
            boolean images = name.equals(IMAGES);
            Dataset drawn = images ? FashionMnist.embeddedTraining() : GeneratedData.heldOut(name);
            requireTold("builtin:" + name, drawn.classes(), classes);
            return Cut.of(
                    "builtin:" + name, drawn, images ? FashionMnist.embeddedTest() : GeneratedData.test(name), request);
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
            requireSameShape(place, drawn.sampleShape(), test.get().images().toString(), tested.sampleShape());
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
     * A folder with a folder of PNG and JPEG images for each class. Every image that a split needs is decoded once when
     * the data are opened, in parallel, so that none turns out to be unreadable later; decoded samples are kept in up to
     * a quarter of the memory, and decoded again where that is not enough.
     *
     * @param training where calibration and search samples are drawn from, and test samples when there is no
     *     {@code test}
     * @param test where test samples are drawn from
     * @param classes a text file with the name of a folder in each line, in the order of the model's outputs; the names
     *     of the training folders, sorted, where there is none
     * @param preprocessing of all images, its channels in the order of {@code colors}; the layout does not matter
     */
    record Images(
            Path training,
            Optional<Path> test,
            Optional<Path> classes,
            Framing framing,
            Colors colors,
            Preprocessing preprocessing)
            implements DataSource {
        @Override
        public Splits open(SplitRequest request, int told) {
            ImageFolder folder = new ImageFolder(training);
            List<String> names = classes.map(ImageFolder::classes).orElseGet(folder::classes);
            requireOrder(names.size(), told);
            AtomicLong room = new AtomicLong(Runtime.getRuntime().maxMemory() / 4);
            Dataset drawn = dataset(folder, names, room);
            Splits splits;
            if (test.isEmpty()) {
                splits = Cut.of(training.toString(), drawn, request);
            } else {
                Dataset tested = dataset(new ImageFolder(test.get()), names, room);
                requireSameShape(
                        training.toString(), drawn.sampleShape(), test.get().toString(), tested.sampleShape());
                splits = Cut.of(training.toString(), drawn, tested, request);
            }
            requireReadable(splits.calibration());
            requireReadable(splits.search());
            requireReadable(splits.test());
            return splits;
        }

        /** With fewer folders than outputs, sorting would number the classes otherwise than the model does. */
        private void requireOrder(int named, int told) {
            if (named != told) {
                throw new InvalidInputException(
                        classes.orElse(training).toString(),
                        "it names " + named + " classes, and the model tells " + told + " apart",
                        "list the folders of all classes in the model's order in a file: 'classes: FILE'");
            }
        }

        private Dataset dataset(ImageFolder folder, List<String> names, AtomicLong room) {
            return new ImageDataset(folder.images(names), names.size(), framing, colors, preprocessing, room);
        }

        private static void requireReadable(Dataset split) {
            int elements = Math.toIntExact(split.sampleShape().elements());
            IntStream.range(0, split.size())
                    .parallel()
                    .mapToObj(index -> refusal(split, index, new float[elements]))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .ifPresent(refusal -> {
                        throw refusal;
                    });
        }

        private static Optional<InvalidInputException> refusal(Dataset split, int index, float[] into) {
            try {
                split.read(index, into, 0);
                return Optional.empty();
            } catch (InvalidInputException e) {
                return Optional.of(e);
            }
        }
    }

    /**
     * Tables of numbers in files of comma-separated values, one sample to a line.
     *
     * @param training where calibration and search samples are drawn from, and test samples when there is no
     *     {@code test}
     * @param test where test samples are drawn from; it has the same columns
     * @param label the column of the classes, whole numbers from 0: its name, or its number from 1 where there is no
     *     header
     * @param header whether the first line names the columns
     * @param preprocessing of all features, each a channel of its own
     */
    record Csv(Path training, Optional<Path> test, String label, boolean header, Preprocessing preprocessing)
            implements DataSource {
        @Override
        public Splits open(SplitRequest request, int classes) {
            CsvReader.Table drawn = CsvReader.read(training, label, header);
            String place = training.toString();
            if (test.isEmpty()) {
                return Cut.of(place, dataset(training, drawn, classes), request);
            }
            CsvReader.Table tested = CsvReader.read(test.get(), label, header);
            if (!tested.columns().equals(drawn.columns())) {
                throw new InvalidInputException(
                        test.get().toString(),
                        "its columns are other ones than those of " + place,
                        "the files belong to different sets");
            }
            return Cut.of(place, dataset(training, drawn, classes), dataset(test.get(), tested, classes), request);
        }

        private Dataset dataset(Path file, CsvReader.Table table, int classes) {
            return ArrayDataset.of(
                    file.toString(),
                    table.features(),
                    file + ", column '" + label + "'",
                    table.labels(),
                    classes,
                    preprocessing);
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

    private static void requireSameShape(String place, Shape drawn, String testPlace, Shape tested) {
        if (!tested.equals(drawn)) {
            throw new InvalidInputException(
                    testPlace,
                    "its samples have the shape " + tested + ", those of " + place + " have " + drawn,
                    "the files belong to different sets");
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
