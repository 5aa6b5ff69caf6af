package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.Objects;

/** An array of images or of features, preprocessed as it is read, its channels first. */
final class ImageTensor implements SampleTensor {
    private final RawArray images;
    private final Preprocessing preprocessing;
    private final Shape shape;
    private final int elements;

    private ImageTensor(RawArray images, Preprocessing preprocessing, Shape shape) {
        this.images = images;
        this.preprocessing = preprocessing;
        this.shape = shape;
        elements = Math.toIntExact(shape.elements());
    }

    /**
     * @param place where the images come from, for messages
     * @throws InvalidInputException when the array holds no images, or something that is no number
     */
    static ImageTensor of(String place, RawArray images, Preprocessing preprocessing) {
        Shape shape = sampleShape(place, images.shape(), preprocessing);
        images.requireFinite(place);
        return new ImageTensor(images, preprocessing, shape);
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
                                "images of 2 to 4 axes were meant, the first counting the samples; others are 'inputs: { NAME: PATH }'");
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

    @Override
    public SampleInput input() {
        return new SampleInput("", shape);
    }

    @Override
    public int count() {
        return images.shape().get(0);
    }

    @Override
    public void read(int index, float[] into, int offset) {
        Objects.checkIndex(index, count());
        Objects.checkFromIndexSize(offset, elements, into.length);
        int channels = shape.get(0);
        int positions = elements / channels;
        boolean channelsLast = images.shape().rank() == 4 && preprocessing.layout() == Layout.NHWC;
        int channelStep = channelsLast ? 1 : positions;
        int positionStep = channelsLast ? channels : 1;
        for (int channel = 0; channel < channels; channel++) {
            int from = index * elements + channel * channelStep;
            int to = offset + channel * positions;
            for (int position = 0; position < positions; position++) {
                into[to + position] = preprocessing.apply(images.get(from + position * positionStep), channel);
            }
        }
    }
}
