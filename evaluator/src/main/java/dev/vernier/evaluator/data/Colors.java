package dev.vernier.evaluator.data;

/** Which channels a network takes of an image, in which order. */
public enum Colors {
    /** Red, green, blue. */
    RGB(3),
    /** Blue, green, red. */
    BGR(3),
    /** Brightness alone, {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601) in Pillow's fixed point. */
    GREY(1);

    private final int channels;

    Colors(int channels) {
        this.channels = channels;
    }

    int channels() {
        return channels;
    }

    /**
     * The channels one after the other.
     *
     * @param pixels red, green and blue of each pixel
     */
    byte[] planes(byte[] pixels) {
        int count = pixels.length / ImageFile.COLOURS;
        byte[] planes = new byte[channels * count];
        for (int pixel = 0; pixel < count; pixel++) {
            for (int channel = 0; channel < channels; channel++) {
                planes[channel * count + pixel] = value(pixels, ImageFile.COLOURS * pixel, channel);
            }
        }
        return planes;
    }

    private byte value(byte[] pixels, int at, int channel) {
        return switch (this) {
            case RGB -> pixels[at + channel];
            case BGR -> pixels[at + ImageFile.COLOURS - 1 - channel];
            case GREY ->
                (byte) (((pixels[at] & 0xff) * 19595
                                + (pixels[at + 1] & 0xff) * 38470
                                + (pixels[at + 2] & 0xff) * 7471
                                + (1 << 15))
                        >> 16);
        };
    }
}
