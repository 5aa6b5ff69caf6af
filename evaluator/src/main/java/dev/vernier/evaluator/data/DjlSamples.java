package dev.vernier.evaluator.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A dataset of DJL's as one of ours: its data are the tensors of samples, its labels what is known about them, a whole
 * number for a class, several for labels, floating point for numbers. Records are read when they are asked for; all of
 * them once at the beginning, for their labels. Transformations must be the same each time.
 */
public final class DjlSamples {
    private static final String PLACE = "the DJL dataset";

    private DjlSamples() {}

    /**
     * Wraps a dataset.
     *
     * @param dataset prepared, and not changed any more
     * @param names of the model's inputs, one for each array of a record's data; a single one may be empty
     * @throws InvalidInputException when it has no records, or they differ in what is known about them
     */
    public static Dataset of(RandomAccessDataset dataset, List<String> names) {
        int size = Math.toIntExact(dataset.size());
        if (size == 0) {
            throw problem("it has no records", "it is not prepared");
        }
        List<Target> list = new ArrayList<>(size);
        for (int index = 0; index < size; index++) {
            list.add(record(dataset, index, record -> target(record.getLabels())));
        }
        List<SampleInput> inputs = record(dataset, 0, record -> inputs(record.getData(), names));
        List<SampleTensor> tensors = IntStream.range(0, inputs.size())
                .<SampleTensor>mapToObj(index -> new Part(dataset, size, index, inputs.get(index)))
                .toList();
        return ArrayDataset.of(PLACE, tensors, PLACE, targets(list));
    }

    /**
     * One of the arrays of all records' data.
     *
     * @param count number of records
     * @param index which of the arrays
     */
    private record Part(RandomAccessDataset dataset, int count, int index, SampleInput input) implements SampleTensor {
        @Override
        public void read(int sample, float[] into, int offset) {
            Objects.checkIndex(sample, count);
            float[] values =
                    record(dataset, sample, record -> floats(record.getData().get(index)));
            if (values.length != input.shape().elements()) {
                throw problem("record " + sample + " has another shape than the first", "pad or crop all to one shape");
            }
            System.arraycopy(values, 0, into, offset, values.length);
        }
    }

    private static List<SampleInput> inputs(NDList data, List<String> names) {
        if (data.size() != names.size()) {
            throw problem("its records have " + data.size() + " arrays for the names " + names, "name each of them");
        }
        List<SampleInput> inputs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            long[] extents = data.get(i).getShape().getShape();
            int[] shape = new int[extents.length];
            for (int axis = 0; axis < shape.length; axis++) {
                shape[axis] = Math.toIntExact(extents[axis]);
            }
            inputs.add(new SampleInput(names.get(i), Shape.of(shape)));
        }
        return inputs;
    }

    private static Target target(NDList labels) {
        if (labels.isEmpty()) {
            return Target.NONE;
        }
        NDArray label = labels.getFirst();
        float[] values = floats(label);
        if (label.getDataType().isFloating()) {
            return new Target.Values(values);
        }
        int[] whole = new int[values.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) values[i];
        }
        return label.getShape().dimension() == 0 || whole.length == 1
                ? new Target.OfClass(whole[0])
                : new Target.Labels(whole);
    }

    private static Targets targets(List<Target> list) {
        int classes = 0;
        for (Target target : list) {
            if (target.getClass() != list.getFirst().getClass()) {
                throw problem("its records have labels of several kinds", "give all the same type and number of axes");
            }
            classes = Math.max(classes, 1 + largest(target));
        }
        Truth truth =
                switch (list.getFirst()) {
                    case Target.Nothing _ -> Truth.NONE;
                    case Target.OfClass _ -> Truth.CLASS;
                    case Target.Labels _ -> Truth.LABELS;
                    case Target.Values _ -> Truth.VALUES;
                };
        return new Targets(truth, classes, list);
    }

    private static int largest(Target target) {
        return switch (target) {
            case Target.Nothing _, Target.Values _ -> -1;
            case Target.OfClass(int label) -> requireClass(label, 0);
            case Target.Labels(int[] labels) -> {
                int largest = -1;
                for (int label : labels) {
                    largest = Math.max(largest, requireClass(label, Target.Labels.IGNORED));
                }
                yield largest;
            }
        };
    }

    private static int requireClass(int label, int least) {
        if (label < least || label >= Targets.MAX_CLASSES) {
            throw problem("its label " + label + " is no class", "number the classes from 0");
        }
        return label;
    }

    private static float[] floats(NDArray array) {
        float[] values = array.getDataType() == DataType.FLOAT32
                ? array.toFloatArray()
                : array.toType(DataType.FLOAT32, true).toFloatArray();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw problem("a record holds " + value, "it was made by a computation that failed");
            }
        }
        return values;
    }

    private static InvalidInputException problem(String problem, String mend) {
        return new InvalidInputException(PLACE, problem, mend);
    }

    private static <T> T record(RandomAccessDataset dataset, int index, Function<Record, T> read) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return read.apply(dataset.get(manager, index));
        } catch (IOException e) {
            throw new UncheckedIOException("record " + index + " of the DJL dataset cannot be read", e);
        }
    }
}
