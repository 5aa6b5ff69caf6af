package dev.vernier.evaluator.runtime;

/**
 * The values of one activation tensor for several images, one image after the other. Images with four axes are kept
 * with the channel innermost (NHWC), everything else row-major; see {@link Offsets}.
 */
sealed interface Values {
    /** Memory that the values take, in bytes. */
    long bytes();

    /** Unsigned codes of the tensor's quantizer. */
    record Codes(byte[] data) implements Values {
        @Override
        public long bytes() {
            return data.length;
        }
    }

    /** Floating point. */
    record Floats(float[] data) implements Values {
        @Override
        public long bytes() {
            return 4L * data.length;
        }
    }
}
