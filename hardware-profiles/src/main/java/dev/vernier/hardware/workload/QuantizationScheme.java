package dev.vernier.hardware.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How codes stand for real numbers on a device, {@code value = scale · (code − zeroPoint)}. The same plan has another
 * accuracy under another scheme.
 *
 * @param weights how many scales weights have, and whether a zero point
 * @param activations whether activations have a zero point of their own; always one scale per tensor
 * @param scales which scales the device multiplies by
 * @param weightGroup how many neighbouring weights of an output channel share a scale, one of {@link #WEIGHT_GROUPS};
 *     empty where all of a channel do. Groups are there only for symmetric weights per output channel beside activations
 *     in floating point
 */
public record QuantizationScheme(Weights weights, Activations activations, Scales scales, OptionalInt weightGroup) {
    /** The sizes that groups of weights may have. */
    public static final List<Integer> WEIGHT_GROUPS = List.of(32, 64, 128);

    /** Symmetric weights per output channel, activations with zero points, any scale: what most runtimes execute. */
    public static final QuantizationScheme USUAL =
            new QuantizationScheme(Weights.PER_CHANNEL_SYMMETRIC, Activations.ASYMMETRIC, Scales.ANY);

    private static final String GROUP = "group-";

    public QuantizationScheme {
        if (weightGroup.isPresent()) {
            if (!WEIGHT_GROUPS.contains(weightGroup.getAsInt())) {
                throw new IllegalArgumentException("groups have 32, 64 or 128 weights, not " + weightGroup.getAsInt());
            }
            if (weights != Weights.PER_CHANNEL_SYMMETRIC || activations != Activations.FLOAT) {
                throw new IllegalArgumentException("weights have scales by groups only where they are symmetric per"
                        + " output channel and activations stay in floating point");
            }
        }
    }

    /** A scheme whose weights have no groups. */
    public QuantizationScheme(Weights weights, Activations activations, Scales scales) {
        this(weights, activations, scales, OptionalInt.empty());
    }

    /** Scales and zero points of a layer's weights. */
    public enum Weights {
        /** One scale per output channel, zero is code 0. */
        PER_CHANNEL_SYMMETRIC,
        /** One scale and one zero point per output channel. */
        PER_CHANNEL_ASYMMETRIC,
        /** One scale for the layer, zero is code 0. */
        PER_TENSOR_SYMMETRIC,
        /** One scale and one zero point for the layer. */
        PER_TENSOR_ASYMMETRIC;

        public boolean perTensor() {
            return this == PER_TENSOR_SYMMETRIC || this == PER_TENSOR_ASYMMETRIC;
        }

        public boolean symmetric() {
            return this == PER_CHANNEL_SYMMETRIC || this == PER_TENSOR_SYMMETRIC;
        }

        /** The word in profiles: {@code per-tensor-asymmetric}. */
        public String key() {
            return QuantizationScheme.key(this);
        }
    }

    /** Zero points of activations. */
    public enum Activations {
        /** A zero point per tensor. */
        ASYMMETRIC,
        /** Signed codes of equal reach on both sides of zero; a tensor without negative values uses half of them. */
        SYMMETRIC,
        /** No codes: activations stay in floating point, and only weights are quantized. */
        FLOAT;

        /** The word in profiles: {@code symmetric}. */
        public String key() {
            return QuantizationScheme.key(this);
        }
    }

    /** Which scales there are. */
    public enum Scales {
        /** Every positive number. */
        ANY,
        /** Powers of two only, so that rescaling is a shift. */
        POWER_OF_TWO;

        /** The word in profiles: {@code power-of-two}. */
        public String key() {
            return QuantizationScheme.key(this);
        }
    }

    /** The same for weights, beside activations that stay in floating point. */
    public QuantizationScheme weightOnly(OptionalInt group) {
        return new QuantizationScheme(weights, Activations.FLOAT, scales, group);
    }

    /** Whether activations stay in floating point. */
    public boolean isWeightOnly() {
        return activations == Activations.FLOAT;
    }

    /** How many scales the weights of a layer have where they are quantized. */
    public long weightScales(LayerWorkload layer) {
        if (weights.perTensor()) {
            return 1;
        }
        long depth = layer.depth();
        long together = weightGroup.isPresent() ? weightGroup.getAsInt() : depth;
        return layer.outputChannels() * Math.ceilDiv(depth, together);
    }

    /**
     * Names the scheme in results, for example {@code per-channel-symmetric/asymmetric/any} or {@code
     * per-channel-symmetric/float/any/group-64}.
     */
    public String key() {
        String key = weights.key() + '/' + activations.key() + '/' + scales.key();
        return weightGroup.isPresent() ? key + '/' + GROUP + weightGroup.getAsInt() : key;
    }

    /**
     * Reads a name as {@link #key} writes it.
     *
     * @throws IllegalArgumentException when the text is of another form
     */
    public static QuantizationScheme parse(String key) {
        List<String> parts = Arrays.asList(key.split("/", -1));
        boolean grouped = parts.size() == 4 && parts.get(3).matches(GROUP + "[0-9]{1,4}");
        if (parts.size() != 3 && !grouped) {
            throw new IllegalArgumentException("'" + key + "' is no scheme such as '" + USUAL.key() + "'");
        }
        return new QuantizationScheme(
                constant(Weights.class, parts.get(0)),
                constant(Activations.class, parts.get(1)),
                constant(Scales.class, parts.get(2)),
                grouped
                        ? OptionalInt.of(Integer.parseInt(parts.get(3).substring(GROUP.length())))
                        : OptionalInt.empty());
    }

    /**
     * The constant that profiles call {@code key}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static <E extends Enum<E>> E constant(Class<E> type, String key) {
        return Enum.valueOf(type, key.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In words: {@code weights per tensor, asymmetric; activations asymmetric; scales are powers of two}. */
    public String describe() {
        return "weights per " + (weights.perTensor() ? "tensor" : "output channel")
                + (weightGroup.isPresent() ? " in groups of " + weightGroup.getAsInt() : "") + ", "
                + (weights.symmetric() ? "symmetric" : "asymmetric") + "; activations "
                + (isWeightOnly() ? "in floating point" : "per tensor, " + activations.key())
                + (scales == Scales.POWER_OF_TWO ? "; scales are powers of two" : "");
    }
}
