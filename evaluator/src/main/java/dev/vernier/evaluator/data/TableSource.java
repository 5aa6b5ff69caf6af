package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
public record TableSource(
        Path training, Optional<Path> test, KnownColumns known, boolean header, Preprocessing preprocessing)
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
    public boolean hasTestPart() {
        return test.isPresent();
    }

    @Override
    public String place() {
        return training.toString();
    }
}
