package dev.vernier.hardware.workload;

import java.util.Comparator;

/**
 * The widths one layer computes with, in bits: {@code 1…8} for integer codes, for activations also {@link
 * #WIDE_ACTIVATIONS}, and {@link #FLOAT} for no quantization.
 *
 * @param weightBits width of the layer's weights; in products of two activations, of the right operand
 * @param activationBits width of the layer's input tensor; in products of two activations, of the left operand
 */
public record Precision(int weightBits, int activationBits) implements Comparable<Precision> {
    /** The width that stands for 32-bit floating point. */
    public static final int FLOAT = 32;

    /** The widest integer codes: of activations only, on processors for signals that read them in one piece. */
    public static final int WIDE_ACTIVATIONS = 16;

    /** How many widths there are: 1…8, 16 and float. */
    public static final int WIDTHS = 10;

    /** How many precisions there are; every {@link #index} is below. */
    public static final int COUNT = WIDTHS * WIDTHS;

    private static final Comparator<Precision> ORDER =
            Comparator.comparingInt(Precision::weightBits).thenComparingInt(Precision::activationBits);

    public Precision {
        if (!isWeightWidth(weightBits)) {
            throw new IllegalArgumentException("weight width " + weightBits + " is not one of 1…8 or 32 (float)");
        }
        if (!isActivationWidth(activationBits)) {
            throw new IllegalArgumentException(
                    "activation width " + activationBits + " is not one of 1…8, 16 or 32 (float)");
        }
    }

    /** Whether weights can be so wide. */
    public static boolean isWeightWidth(int bits) {
        return (bits >= 1 && bits <= 8) || bits == FLOAT;
    }

    /** Whether an activation tensor can be so wide. */
    public static boolean isActivationWidth(int bits) {
        return isWeightWidth(bits) || bits == WIDE_ACTIVATIONS;
    }

    /** A number below {@link #WIDTHS} for each width, so that tables can be arrays. */
    public static int indexOf(int bits) {
        return switch (bits) {
            case FLOAT -> 0;
            case WIDE_ACTIVATIONS -> WIDTHS - 1;
            default -> bits;
        };
    }

    /** A number below {@link #COUNT} for each precision, so that tables can be arrays. */
    public int index() {
        return WIDTHS * indexOf(weightBits) + indexOf(activationBits);
    }

    /**
     * Reads the form {@code weight/activation}, for example {@code 4/8}.
     *
     * @throws IllegalArgumentException when the text is not of that form or a width is none
     */
    public static Precision parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' is not of the form WEIGHT/ACTIVATION, such as 4/8");
        }
        try {
            return new Precision(
                    Integer.parseInt(text.substring(0, slash).strip()),
                    Integer.parseInt(text.substring(slash + 1).strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not of the form WEIGHT/ACTIVATION, such as 4/8", e);
        }
    }

    /** Whether activations stay in floating point, so that weights are all that may be quantized. */
    public boolean isWeightOnly() {
        return activationBits == FLOAT;
    }

    /** Whether codes of these widths are codes of the other, too: integers, as wide on both sides or narrower. */
    public boolean runsOn(Precision other) {
        return weightBits <= other.weightBits
                && activationBits <= other.activationBits
                && (other.weightBits == FLOAT) == (weightBits == FLOAT)
                && (other.activationBits == FLOAT) == (activationBits == FLOAT);
    }

    @Override
    public int compareTo(Precision other) {
        return ORDER.compare(this, other);
    }

    /** The form that {@link #parse} reads: {@code 4/8}. */
    @Override
    public String toString() {
        return weightBits + "/" + activationBits;
    }
}
