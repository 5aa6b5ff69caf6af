package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;

/** How an image becomes a sample of the network's extents. Images are resized as {@link Resampling} says. */
public sealed interface Framing {
    /** Images are used as they are, so all must have the same extents. */
    record AsStored() implements Framing {}

    /** Images are stretched to these extents, whatever their own. */
    record Stretched(int height, int width) implements Framing {
        public Stretched {
            if (height < 1 || width < 1 || (long) height * width > ImageFile.MAX_PIXELS) {
                throw new IllegalArgumentException("no sample can have " + height + "×" + width + " pixels");
            }
        }
    }

    /**
     * The shorter side is resized to {@code resize}, the longer in proportion, rounded down; of that, the square of
     * {@code crop} pixels in the middle is taken. ImageNet's usual test images are 256 and 224.
     */
    record Cropped(int resize, int crop) implements Framing {
        public Cropped {
            if (crop < 1 || crop > resize || (long) resize * resize > ImageFile.MAX_PIXELS) {
                throw new IllegalArgumentException(
                        "of a shorter side of " + resize + " pixels, " + crop + " cannot be taken");
            }
        }
    }

    /**
     * The sample that an image becomes.
     *
     * @param place names the image in messages
     * @param image [height, width, channels]
     * @throws InvalidInputException when it would be too large on its way
     */
    default RawArray.Bytes frame(String place, RawArray.Bytes image) {
        return switch (this) {
            case AsStored() -> image;
            case Stretched(int height, int width) -> Resampling.resize(image, width, height);
            case Cropped(int resize, int crop) -> {
                int height = image.shape().get(0);
                int width = image.shape().get(1);
                long shorter = Math.min(width, height);
                long tall = (long) resize * height / shorter;
                long wide = (long) resize * width / shorter;
                if (tall * wide > ImageFile.MAX_PIXELS) {
                    throw new InvalidInputException(
                            place,
                            "its %d×%d pixels would become %d×%d".formatted(width, height, wide, tall),
                            "it is no photograph");
                }
                yield middle(Resampling.resize(image, (int) wide, (int) tall), crop);
            }
        };
    }

    private static RawArray.Bytes middle(RawArray.Bytes image, int crop) {
        int width = image.shape().get(1);
        int channels = image.shape().get(2);
        // Half of an odd remainder is rounded to the even number, as Python's round does for torchvision.
        int top = (int) Math.rint((image.shape().get(0) - crop) / 2.0);
        int left = (int) Math.rint((width - crop) / 2.0);
        byte[] taken = new byte[crop * crop * channels];
        for (int row = 0; row < crop; row++) {
            int from = ((top + row) * width + left) * channels;
            System.arraycopy(image.elements(), from, taken, row * crop * channels, crop * channels);
        }
        return new RawArray.Bytes(Shape.of(crop, crop, channels), taken);
    }
}
