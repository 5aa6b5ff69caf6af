package dev.vernier.evaluator.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * {@link Cifar10} in a folder: calibration and search samples come from the training images that are held out.
 *
 * @param preprocessing of all images; the layout does not matter
 */
public record CifarSource(Path folder, Preprocessing preprocessing) implements DataSource {
    @Override
    public Splits open(SplitRequest request) {
        return Cut.of(
                new Cut.Part(place(), Cifar10.heldOut(folder, preprocessing)),
                Optional.of(new Cut.Part(place(), Cifar10.test(folder, preprocessing))),
                request);
    }

    @Override
    public boolean hasTestPart() {
        return true;
    }

    @Override
    public String place() {
        return folder.toString();
    }
}
