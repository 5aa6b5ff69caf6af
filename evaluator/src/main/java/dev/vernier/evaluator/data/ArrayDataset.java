package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.Objects;

/** Samples and labels held in memory as the files stored them. */
final class ArrayDataset implements ClassifiedSamples {
    private final RawArray images;
    private final int[] labels;
    private final int classes;
    private final Preprocessing preprocessing;
    private final Shape sampleShape;
    private final int sampleElements;
    private final Fingerprint fingerprint = new Fingerprint(this);

    private ArrayDataset(RawArray images, int[] labels, int classes, Preprocessing preprocessing, Shape sampleShape) {
        this.images = images;
        this.labels = labels;
        this.classes = classes;
        this.preprocessing = preprocessing;
        this.sampleShape = sampleShape;
        this.sampleElements = Math.toIntExact(sampleShape.elements());
    }

    /**
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
        Shape sampleShape = sampleShape(imagesPlace, images.shape(), preprocessing);
        int[] checked = labels(labelsPlace, labels, classes);
        int count = images.shape().get(0);
        if (count != checked.length) {
            throw new InvalidInputException(
                    labelsPlace,
                    "there are " + checked.length + " labels for the " + count + " images of " + imagesPlace,
                    "the files belong to different sets");
        }
        requireFinite(imagesPlace, images);
        return new ArrayDataset(images, checked, classes, preprocessing, sampleShape);
    }

    private static Shape sampleShape(String place, Shape shape, Preprocessing preprocessing) {
        Shape sample =
                switch (shape.rank()) {
                    case 2 -> Shape.of(shape.get(1));
                    case 3 -> Shape.of(1, shape.get(1), shape.get(2));
                    case 4 ->
                        switch (preprocessing.layout()) {
                            case NCHW -> Shape.of(shape.get(1), shape.get(2), shape.get(3));
                            case NHWC -> Shape.of(shape.get(3), shape.get(1), shape.get(2));
                        };
                    default ->
                        throw new InvalidInputException(
                                place,
                                "an array of shape " + shape + " holds no samples",
                                "images of 2 to 4 axes were meant, the first counting the samples");
                };
        if (shape.elements() == 0) {
            throw new InvalidInputException(place, "the shape " + shape + " is empty", "another file was meant");
        }
        if (!preprocessing.fits(sample.get(0))) {
            throw new InvalidInputException(
                    place,
                    "mean and std have " + preprocessing.mean().size() + " and "
                            + preprocessing.std().size() + " values for " + sample.get(0) + " channels",
                    "one value for each channel was meant, or the layout is another");
        }
        return sample;
    }

    private static int[] labels(String place, RawArray labels, int classes) {
        if (!labels.integral()) {
            throw new InvalidInputException(
                    place, "labels must be whole numbers, not floating point", "images and labels are swapped");
        }
        if (labels.shape().rank() != 1) {
            throw new InvalidInputException(
                    place,
                    "labels must have one axis, not the shape " + labels.shape(),
                    "images and labels are swapped, or the labels are one-hot");
        }
        int[] checked = new int[labels.shape().get(0)];
        for (int i = 0; i < checked.length; i++) {
            double label = labels.get(i);
            if (label < 0 || label >= classes) {
                throw new InvalidInputException(
                        place,
                        "label %.0f of sample %d is outside 0…%d".formatted(label, i, classes - 1),
                        "labels start at 1 there, or the file belongs to another model");
            }
            checked[i] = (int) label;
        }
        return checked;
    }

    private static void requireFinite(String place, RawArray images) {
        if (images.integral()) {
            return;
        }
        int elements = Math.toIntExact(images.shape().elements());
        int perSample = elements / images.shape().get(0);
        for (int i = 0; i < elements; i++) {
            if (!Float.isFinite((float) images.get(i))) {
                throw new InvalidInputException(
                        place,
                        "sample " + i / perSample + " holds " + images.get(i),
                        "the file was written by a computation that failed");
            }
        }
    }

    @Override
    public Shape sampleShape() {
        return sampleShape;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public void read(int index, float[] into, int offset) {
        Objects.checkIndex(index, labels.length);
        Objects.checkFromIndexSize(offset, sampleElements, into.length);
        int channels = sampleShape.get(0);
        int positions = sampleElements / channels;
        boolean channelsLast = images.shape().rank() == 4 && preprocessing.layout() == Layout.NHWC;
        int channelStep = channelsLast ? 1 : positions;
        int positionStep = channelsLast ? channels : 1;
        for (int channel = 0; channel < channels; channel++) {
            int from = index * sampleElements + channel * channelStep;
            int to = offset + channel * positions;
            for (int position = 0; position < positions; position++) {
                into[to + position] = preprocessing.apply(images.get(from + position * positionStep), channel);
            }
        }
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public String fingerprint() {
        return fingerprint.text();
    }
}
