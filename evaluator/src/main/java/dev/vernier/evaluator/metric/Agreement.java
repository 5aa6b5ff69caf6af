package dev.vernier.evaluator.metric;

/** How much the outputs of two runs of what should be one network have in common. */
public sealed interface Agreement {
    /**
     * Of scores.
     *
     * @param share of positions at which both choose the same class, 0…1
     */
    record OfClasses(double share) implements Agreement {}

    /**
     * Of numbers.
     *
     * @param relativeL2 ‖a − b‖₂ / ‖b‖₂ over all samples
     */
    record OfNumbers(double relativeL2) implements Agreement {}
}
