package dev.vernier.hardware.workload;

import java.util.Locale;

/** The kinds of layer that hardware treats differently. */
public enum LayerKind {
    /** A convolution, dense or grouped. */
    CONV,
    /** A convolution with as many groups as input channels. */
    DEPTHWISE,
    /** A product of matrices: fully connected layers, and products of two activations. */
    GEMM;

    /** The word in profiles and messages: {@code conv}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
