package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.quantize.QuantizedWeights;

/**
 * A layer's weights at one width.
 *
 * @param codes the weights
 * @param bias the layer's bias, of one number per output channel, with what makes up for the mean error of the codes
 */
public record CorrectedWeights(QuantizedWeights codes, float[] bias) {
    public CorrectedWeights {
        if (bias.length != codes.channels()) {
            throw new IllegalArgumentException(bias.length + " biases for " + codes.channels() + " output channels");
        }
    }
}
