package dev.vernier.search.export;

import dev.vernier.evaluator.metric.Agreement;
import dev.vernier.evaluator.metric.Fidelity;

/**
 * What a consumer made of an exported plan, on the test samples.
 *
 * @param plan the plan's id
 * @param consumer who ran the exported model
 * @param fusion {@code off}: every operator as written; {@code on}: the consumer's integer kernels
 * @param verified whether the consumer agrees with our runner as closely as it should
 * @param agreement how much both have in common
 * @param fidelity how the consumer's outputs do
 * @param floatImagesPerSecond the float network in the same consumer, one thread, measured in turn with the plan
 * @param planImagesPerSecond the exported plan likewise
 */
public record Verification(
        String plan,
        String consumer,
        Fusion fusion,
        boolean verified,
        Agreement agreement,
        Fidelity fidelity,
        double floatImagesPerSecond,
        double planImagesPerSecond) {
    /** Whether the consumer may replace operators by faster ones. */
    public enum Fusion {
        OFF,
        ON
    }
}
