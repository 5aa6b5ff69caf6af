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
     * @throws InvalidInputException when the data cannot be read, do not fit together, or are fewer than asked for
     */
    Splits open(SplitRequest request);

    /** Where training samples come from, for messages. */
    String place();

    /** Where their labels come from, for messages. */
    default String labelsPlace() {
        return place();
    }

    /**
     * Makes sure that a model can be right about samples of these classes.
     *
     * @param splits opened from here
     * @param told how many classes the model tells apart
     * @throws InvalidInputException when the labels name more
     */
    default void requireTold(Splits splits, int told) {
        int classes = Math.max(splits.search().classes(), splits.test().classes());
        if (told < classes) {
            throw new InvalidInputException(
                    labelsPlace(),
                    "its labels go up to " + (classes - 1) + ", and the model tells only " + told + " classes apart",
                    "labels start at 1 there, or the data belong to another model");
        }
    }

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
        public Splits open(SplitRequest request) {
            boolean images = name.equals(IMAGES);
            Dataset training = images ? FashionMnist.embeddedTraining() : GeneratedData.heldOut(name);
            Dataset test = images ? FashionMnist.embeddedTest() : GeneratedData.test(name);
            return Cut.of(new Cut.Part(place(), training), Optional.of(new Cut.Part(place(), test)), request);
        }

        @Override
        public String place() {
            return "builtin:" + name;
        }
    }

    /**
     * Arrays in files.
     *
     * @param format of all files
     * @param training where calibration and search samples are drawn from, and test samples when there is no
     *     {@code test}
     * @param test where test samples are drawn from
     * @param preprocessing of all images
     */
    record Files(Format format, ArrayFiles training, Optional<ArrayFiles> test, Preprocessing preprocessing)
            implements DataSource {
        @Override
        public Splits open(SplitRequest request) {
            Cut.Part drawn = part(training);
            return Cut.of(drawn, test.map(this::part), request);
        }

        private Cut.Part part(ArrayFiles arrays) {
            return new Cut.Part(arrays.inputs().place(), ArraySet.read(format, arrays, preprocessing));
        }

        @Override
        public String place() {
            return training.inputs().place();
        }

        @Override
        public String labelsPlace() {
            return training.labels().map(Path::toString).orElseGet(this::place);
        }
    }

    /**
     * {@link Cifar10} in a folder: calibration and search samples come from the training images that are held out.
     *
     * @param preprocessing of all images; the layout does not matter
     */
    record CifarStrips(Path folder, Preprocessing preprocessing) implements DataSource {
        @Override
        public Splits open(SplitRequest request) {
            return Cut.of(
                    new Cut.Part(place(), Cifar10.heldOut(folder, preprocessing)),
                    Optional.of(new Cut.Part(place(), Cifar10.test(folder, preprocessing))),
                    request);
        }

        @Override
        public String place() {
            return folder.toString();
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
        public Splits open(SplitRequest request) {
            ImageFolder folder = new ImageFolder(training);
            List<String> names = classes.map(ClassNames::read).orElseGet(folder::classes);
            AtomicLong room = new AtomicLong(Runtime.getRuntime().maxMemory() / 4);
            Cut.Part drawn = new Cut.Part(place(), dataset(folder, names, room));
            Splits splits = Cut.of(
                    drawn,
                    test.map(path -> new Cut.Part(path.toString(), dataset(new ImageFolder(path), names, room))),
                    request);
            requireReadable(splits.calibration());
            requireReadable(splits.search());
            requireReadable(splits.test());
            return splits;
        }

        @Override
        public String place() {
            return training.toString();
        }

        /** With fewer folders than outputs, sorting would number the classes otherwise than the model does. */
        @Override
        public void requireTold(Splits splits, int told) {
            int named = splits.search().classes();
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
     * Lines of text that are drawn for the run, with the fonts that are installed: for recognisers of text, and networks that
     * tell whether a line is upside down.
     *
     * @param height of the images, in pixels; likewise the width
     * @param characters a text file with the recogniser's characters, one in each line; empty for orientations
     * @param colors how many channels show the grey of the lines
     * @param preprocessing of all images; the layout does not matter
     */
    record DrawnLines(int height, int width, Optional<Path> characters, Colors colors, Preprocessing preprocessing)
            implements DataSource {
        private static final int DEFAULT_TEST = 1000;
        private static final long MAX_BYTES = 1L << 30;

        @Override
        public Splits open(SplitRequest request) {
            int test = request.test().orElse(DEFAULT_TEST);
            long samples = (long) request.calibration() + request.search() + test;
            if (samples * height * width > MAX_BYTES) {
                throw new InvalidInputException(
                        place(),
                        samples + " images of " + width + "×" + height + " pixels do not fit into a gigabyte",
                        "fewer samples would do");
            }
            Dataset drawn = new DrawnText(
                    place(),
                    (int) samples,
                    Shape.of(colors.channels(), height, width),
                    characters.map(CharacterList::new),
                    preprocessing,
                    request.seed());
            return Cut.of(new Cut.Part(place(), drawn), Optional.empty(), request);
        }

        @Override
        public String place() {
            return characters.map(Path::toString).orElse("drawn text");
        }
    }

    /**
     * Tables of numbers in files of comma-separated values, one sample to a line.
     *
     * @param training where calibration and search samples are drawn from, and test samples when there is no
     *     {@code test}
     * @param test where test samples are drawn from; it has the same columns
     * @param known the columns that are no features
     * @param header whether the first line names the columns
     * @param preprocessing of all features, each a channel of its own
     */
    record Csv(Path training, Optional<Path> test, KnownColumns known, boolean header, Preprocessing preprocessing)
            implements DataSource {
        @Override
        public Splits open(SplitRequest request) {
            TargetColumns targets = new TargetColumns(known);
            CsvReader.Table drawn = CsvReader.read(training, targets, header);
            return Cut.of(
                    new Cut.Part(place(), dataset(training, drawn)),
                    test.map(file -> {
                        CsvReader.Table tested = CsvReader.read(file, targets, header);
                        if (!tested.columns().equals(drawn.columns())) {
                            throw new InvalidInputException(
                                    file.toString(),
                                    "its columns are other ones than those of " + training,
                                    "the files belong to different sets");
                        }
                        return new Cut.Part(file.toString(), dataset(file, tested));
                    }),
                    request);
        }

        private Dataset dataset(Path file, CsvReader.Table table) {
            String place = file.toString();
            return ArrayDataset.of(
                    place, List.of(ImageTensor.of(place, table.features(), preprocessing)), place, table.targets());
        }

        @Override
        public String place() {
            return training.toString();
        }
    }

    /**
     * Texts, or pairs of them, as the tokens that a model takes: {@code input_ids}, {@code attention_mask} and
     * {@code token_type_ids}.
     *
     * @param training where calibration and search samples are drawn from, and test samples when there is no
     *     {@code test}
     * @param test where test samples are drawn from
     * @param columns of the texts, one or two; none where each line of a file is a text
     * @param known the columns that are no texts, where files are tables
     * @param header whether the first line of a table names its columns
     * @param tokenizer a {@code tokenizer.json} or {@code vocab.txt} of BERT's kind
     * @param length tokens of each sample, at least 4: longer ones are cut off, shorter ones padded
     */
    record Text(
            Path training,
            Optional<Path> test,
            List<String> columns,
            KnownColumns known,
            boolean header,
            Path tokenizer,
            int length)
            implements DataSource {
        public Text {
            columns = List.copyOf(columns);
        }

        @Override
        public Splits open(SplitRequest request) {
            Tokenizer tokens = TokenizerFile.read(tokenizer, length);
            TargetColumns targets = new TargetColumns(known);
            Cut.Part drawn = part(training, targets, tokens);
            return Cut.of(drawn, test.map(file -> part(file, targets, tokens)), request);
        }

        private Cut.Part part(Path file, TargetColumns targets, Tokenizer tokens) {
            TextReader.Texts texts =
                    columns.isEmpty() ? TextReader.lines(file) : TextReader.table(file, columns, targets, header);
            Dataset samples = ArrayDataset.of(
                    file.toString(), TokenTensor.of(texts.samples(), tokens), file.toString(), texts.targets());
            return new Cut.Part(file.toString(), samples);
        }

        @Override
        public String place() {
            return training.toString();
        }
    }

    /** How files are written. */
    enum Format {
        /** As MNIST is, plain or gzip-compressed. */
        IDX,
        /** One NumPy array, plain or gzip-compressed. */
        NPY,
        /** Several NumPy arrays, {@code labels} or {@code y} and {@code targets} among them. */
        NPZ;

        RawArray read(Path file, List<String> names) {
            return switch (this) {
                case IDX -> IdxReader.read(file);
                case NPY -> NpyReader.read(file);
                case NPZ -> NpzReader.read(file, names);
            };
        }
    }
}
