package dev.vernier.evaluator.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Arrays in files.
 *
 * @param format of all files
 * @param training where calibration and search samples are drawn from, and test samples when there is no
 *     {@code test}
 * @param test where test samples are drawn from
 * @param preprocessing of all images
 */
public record ArraySource(
        ArrayFormat format, ArrayFiles training, Optional<ArrayFiles> test, Preprocessing preprocessing)
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
    public boolean hasTestPart() {
        return test.isPresent();
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
