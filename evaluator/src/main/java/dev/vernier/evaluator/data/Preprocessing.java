package dev.vernier.evaluator.data;

import java.util.List;

/**
 * What happens to a stored number on its way to the network: {@code (stored · scale − mean[c]) / std[c]} for channel c,
 * computed in double precision and rounded once.
 *
 * @param layout the order of the stored axes; samples are always read with the channels first
 * @param scale what stored numbers are multiplied with, first; positive
 * @param mean one for each channel, one for all, or none for 0
 * @param std one for each channel, one for all, or none for 1; all positive
 */
public record Preprocessing(Layout layout, double scale, List<Double> mean, List<Double> std) {
    /** 8-bit pixels become 0 … 1. */
    public static final Preprocessing PIXELS = new Preprocessing(Layout.NCHW, 1 / 255.0, List.of(), List.of());

    /** Numbers are used as stored. */
    public static final Preprocessing NONE = new Preprocessing(Layout.NCHW, 1, List.of(), List.of());

    public Preprocessing {
        if (!Double.isFinite(scale) || scale <= 0) {
            throw new IllegalArgumentException("scale must be finite and above 0, not " + scale);
        }
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (!mean.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("mean must be finite, not " + mean);
        }
        if (!std.stream().allMatch(value -> Double.isFinite(value) && value > 0)) {
            throw new IllegalArgumentException("std must be finite and above 0, not " + std);
        }
    }

    /** The same for another order of the stored axes. */
    Preprocessing with(Layout stored) {
        return new Preprocessing(stored, scale, mean, std);
    }

    float apply(double stored, int channel) {
        return (float) ((stored * scale - at(mean, channel, 0)) / at(std, channel, 1));
    }

    /** Whether there are means and deviations for so many channels. */
    boolean fits(int channels) {
        return fits(mean, channels) && fits(std, channels);
    }

    private static boolean fits(List<Double> values, int channels) {
        return values.size() <= 1 || values.size() == channels;
    }

    private static double at(List<Double> values, int channel, double otherwise) {
        return values.isEmpty() ? otherwise : values.get(values.size() == 1 ? 0 : channel);
    }
}
