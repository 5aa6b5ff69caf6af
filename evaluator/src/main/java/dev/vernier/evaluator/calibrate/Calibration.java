package dev.vernier.evaluator.calibrate;

import dev.vernier.evaluator.quantize.ActivationHistogram;
import java.util.List;

/**
 * What the float network did on the calibration samples.
 *
 * @param histograms the values behind each quantizer of the layout
 * @param inputMeans for each layer, the mean of each channel of its input; none for products of two activations
 */
public record Calibration(List<ActivationHistogram> histograms, List<float[]> inputMeans) {
    public Calibration {
        histograms = List.copyOf(histograms);
        inputMeans = List.copyOf(inputMeans);
    }
}
