package dev.vernier.evaluator.plan;

/** The fused activation function of a stage: its result is kept within {@code low…high}, in real units. */
public record Limits(float low, float high) {
    /** No activation function. */
    public static final Limits NONE = new Limits(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

    /** The rectifier. */
    public static final Limits RELU = new Limits(0, Float.POSITIVE_INFINITY);

    public Limits {
        if (!(low <= high)) {
            throw new IllegalArgumentException("limits " + low + "…" + high + " are empty");
        }
    }
}
