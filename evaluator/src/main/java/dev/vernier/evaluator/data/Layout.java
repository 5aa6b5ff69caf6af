package dev.vernier.evaluator.data;

/** The order of an image file's axes after the first, which counts the samples. */
public enum Layout {
    /** Channels, rows, columns. */
    NCHW,
    /** Rows, columns, channels. */
    NHWC
}
