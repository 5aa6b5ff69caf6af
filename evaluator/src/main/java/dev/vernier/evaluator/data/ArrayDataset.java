package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;

/** Samples and what is known about them, held in memory as they were stored. */
final class ArrayDataset implements Dataset {
    private final List<SampleTensor> tensors;
    private final List<SampleInput> inputs;
    private final Targets targets;
    private final Fingerprint fingerprint = new Fingerprint(this);

    private ArrayDataset(List<SampleTensor> tensors, Targets targets) {
        this.tensors = List.copyOf(tensors);
        this.inputs = tensors.stream().map(SampleTensor::input).toList();
        this.targets = targets;
    }

    /**
     * @param place where the samples come from, for messages
     * @param tensors at least one
     * @param targetsPlace where the targets come from, for messages
     * @throws InvalidInputException when there are not as many of one as of the other
     */
    static ArrayDataset of(String place, List<? extends SampleTensor> tensors, String targetsPlace, Targets targets) {
        int count = tensors.getFirst().count();
        for (SampleTensor tensor : tensors) {
            if (tensor.count() != count) {
                throw new InvalidInputException(
                        place,
                        "there are " + tensor.count() + " samples of '"
                                + tensor.input().name() + "' and " + count + " of '"
                                + tensors.getFirst().input().name() + "'",
                        "the arrays belong to different sets, or their first axes do not count the samples");
            }
        }
        if (targets.list().size() != count) {
            throw new InvalidInputException(
                    targetsPlace,
                    "there are " + targets.list().size() + (targets.truth() == Truth.VALUES ? " targets" : " labels")
                            + " for the " + count + " samples of " + place,
                    "the files belong to different sets");
        }
        return new ArrayDataset(List.copyOf(tensors), targets);
    }

    /**
     * Images with single labels.
     *
     * @param imagesPlace where the images come from, for messages
     * @param labelsPlace where the labels come from, for messages
     * @param classes the number of classes, which every label must be below
     * @throws InvalidInputException when images and labels do not make a dataset
     */
    static ArrayDataset of(
            String imagesPlace,
            RawArray images,
            String labelsPlace,
            RawArray labels,
            int classes,
            Preprocessing preprocessing) {
        return of(
                imagesPlace,
                List.of(ImageTensor.of(imagesPlace, images, preprocessing)),
                labelsPlace,
                Targets.labels(labelsPlace, labels, classes));
    }

    @Override
    public List<SampleInput> inputs() {
        return inputs;
    }

    @Override
    public int size() {
        return targets.list().size();
    }

    @Override
    public Truth truth() {
        return targets.truth();
    }

    @Override
    public int classes() {
        return targets.classes();
    }

    @Override
    public void read(int index, int input, float[] into, int offset) {
        tensors.get(input).read(index, into, offset);
    }

    @Override
    public Target target(int index) {
        return targets.list().get(index);
    }

    @Override
    public String fingerprint() {
        return fingerprint.text();
    }
}
