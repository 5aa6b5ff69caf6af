package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

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
public record ImageSource(
        Path training,
        Optional<Path> test,
        Optional<Path> classes,
        Framing framing,
        Colors colors,
        Preprocessing preprocessing)
        implements DataSource {
    @Override
    public Splits open(SplitRequest request) {
        ClassFolders folder = ClassFolders.ofImages(training);
        List<String> names = classes.map(ClassNames::read).orElseGet(folder::classes);
        AtomicLong room = new AtomicLong(Runtime.getRuntime().maxMemory() / 4);
        Cut.Part drawn = new Cut.Part(place(), dataset(folder, names, room));
        Splits splits = Cut.of(
                drawn,
                test.map(path -> new Cut.Part(path.toString(), dataset(ClassFolders.ofImages(path), names, room))),
                request);
        requireReadable(splits.calibration());
        requireReadable(splits.search());
        requireReadable(splits.test());
        return splits;
    }

    @Override
    public boolean hasTestPart() {
        return test.isPresent();
    }

    @Override
    public String place() {
        return training.toString();
    }

    @Override
    public void requireTold(Splits splits, int told) {
        ClassFolders.requireTold(classes.orElse(training), splits.search().classes(), told);
    }

    private Dataset dataset(ClassFolders folder, List<String> names, AtomicLong room) {
        return new ImageDataset(folder.files(names), names.size(), framing, colors, preprocessing, room);
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
