package dev.vernier.evaluator.graph;

import java.util.stream.IntStream;

/**
 * How a window moves along one axis. All values in elements; padding and dilation as in ONNX, with {@code auto_pad} already
 * resolved.
 */
public record Span(int kernel, int stride, int dilation, int padBefore, int padAfter) {
    /** The largest value of any component: far beyond any use, and no sum or product of two overflows. */
    public static final int LIMIT = 1 << 15;

    /** Looks at one element after the other. */
    public static final Span SINGLE = new Span(1, 1, 1, 0, 0);

    public Span {
        if (kernel < 1) {
            throw new IllegalArgumentException("a kernel of " + kernel + " elements is empty");
        }
        if (stride < 1 || dilation < 1) {
            throw new IllegalArgumentException("strides and dilations must be at least 1");
        }
        if (padBefore < 0 || padAfter < 0) {
            throw new IllegalArgumentException("padding must not be negative");
        }
        int largest = IntStream.of(kernel, stride, dilation, padBefore, padAfter)
                .max()
                .getAsInt();
        if (largest > LIMIT) {
            throw new IllegalArgumentException("a window with an extent of " + largest + " is too large");
        }
    }

    public boolean isPadded() {
        return padBefore > 0 || padAfter > 0;
    }

    /** Elements that one placement of the kernel spans, dilation included. */
    public int reach() {
        return dilation * (kernel - 1) + 1;
    }

    /**
     * Number of outputs for so many inputs, rounding down; not positive when the kernel does not fit.
     *
     * @throws ArithmeticException when it does not fit 31 bits
     */
    public int outputs(int inputs) {
        return Math.toIntExact(Math.floorDiv((long) inputs + padBefore + padAfter - reach(), stride) + 1);
    }

    /**
     * Number of outputs of the transposed operation, which spreads each input over the kernel, {@code stride} elements
     * apart, and cuts the padding off; not positive when nothing is left.
     *
     * @param more elements behind what the kernel reaches
     * @throws ArithmeticException when it does not fit 31 bits
     */
    public int transposedOutputs(int inputs, int more) {
        return Math.toIntExact((inputs - 1L) * stride + reach() + more - padBefore - padAfter);
    }
}
