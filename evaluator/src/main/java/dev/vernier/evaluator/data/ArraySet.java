package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one part of the data from files of arrays. */
final class ArraySet {
    private static final List<String> IMAGES = List.of("images", "x");
    private static final List<String> LABELS = List.of("labels", "y");
    private static final List<String> TARGETS = List.of("targets");

    private final ArrayFormat format;
    private final ArrayFiles arrays;
    private final Preprocessing preprocessing;

    private ArraySet(ArrayFormat format, ArrayFiles arrays, Preprocessing preprocessing) {
        this.format = format;
        this.arrays = arrays;
        this.preprocessing = preprocessing;
    }

    static Dataset read(ArrayFormat format, ArrayFiles arrays, Preprocessing preprocessing) {
        return new ArraySet(format, arrays, preprocessing).read();
    }

    private Dataset read() {
        String place = arrays.inputs().place();
        List<SampleTensor> tensors = tensors();
        Known known = known(tensors.getFirst().count());
        return ArrayDataset.of(place, tensors, known.place(), known.targets());
    }

    private List<SampleTensor> tensors() {
        return switch (arrays.inputs()) {
            case ArrayFiles.Inputs.Images(Path file) ->
                List.of(ImageTensor.of(file.toString(), format.read(file, IMAGES), preprocessing));
            case ArrayFiles.Inputs.ByName(var files) -> {
                List<SampleTensor> tensors = new ArrayList<>();
                files.forEach((name, file) ->
                        tensors.add(StoredTensor.of(file.toString(), name, format.read(file, List.of(name)))));
                yield tensors;
            }
            case ArrayFiles.Inputs.Archive(Path file) -> {
                try (NpzReader archive = NpzReader.open(file)) {
                    yield all(file, archive);
                }
            }
        };
    }

    /** Every array that is no label and no target. */
    private static List<SampleTensor> all(Path file, NpzReader archive) {
        List<SampleTensor> tensors = new ArrayList<>();
        for (String name : archive.names()) {
            if (!LABELS.contains(name) && !TARGETS.contains(name)) {
                RawArray array = archive.find(List.of(name)).orElseThrow();
                tensors.add(StoredTensor.of(file + ", array '" + ArrayInput.shown(name) + "'", name, array));
            }
        }
        if (tensors.isEmpty()) {
            throw new InvalidInputException(
                    file.toString(),
                    "it holds no array of samples",
                    "numpy.savez(file, NAME=…) with the names of the model's inputs writes one");
        }
        return tensors;
    }

    private record Known(String place, Targets targets) {}

    private Known known(int samples) {
        if (arrays.labels().isPresent()) {
            Path file = arrays.labels().get();
            return new Known(file.toString(), Targets.labels(file.toString(), format.read(file, LABELS)));
        }
        if (arrays.targets().isPresent()) {
            Path file = arrays.targets().get();
            return new Known(file.toString(), Targets.values(file.toString(), format.read(file, TARGETS)));
        }
        return arrays.inputs()
                .archive(format)
                .map(file -> beside(file, samples))
                .orElseGet(() -> nothing(samples));
    }

    private Known nothing(int samples) {
        return new Known(arrays.inputs().place(), Targets.none(samples));
    }

    /** What an archive holds beside the samples. */
    private Known beside(Path file, int samples) {
        try (NpzReader archive = NpzReader.open(file)) {
            Optional<RawArray> labels = archive.find(LABELS);
            Optional<RawArray> targets = archive.find(TARGETS);
            if (labels.isPresent() && targets.isPresent()) {
                throw new InvalidInputException(
                        file.toString(), "it holds both labels and targets", "leave out those that do not count");
            }
            String place = file.toString();
            return labels.map(found -> new Known(place, Targets.labels(place, found)))
                    .or(() -> targets.map(found -> new Known(place, Targets.values(place, found))))
                    .orElseGet(() -> nothing(samples));
        }
    }
}
